"""What the doors stand on, put together once in ``app.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from siharat.db import Database
from siharat.evaluate.public import Told
from siharat.evaluate.rules import Targets
from siharat.exchange.actions import Post
from siharat.kernel import Clock, Identity, Keyring
from siharat.ring.channels import Channel
from siharat.web.api.floods import Floods
from siharat.web.api.hub import Hub
from siharat.web.backroom import Backroom
from siharat.web.posted import Room
from siharat.web.routing import Routing
from siharat.web.tiles import Tiles


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the doors must know of how the program is run."""

    data: str = "."
    """The folder of the installation: where a full disk would stop the next press."""
    secure: bool = False
    """Behind HTTPS: cookies are marked ``Secure``."""
    origin: str = ""
    """The address people type; passkeys are bound to it. Empty: localhost."""
    test_devices: tuple[tuple[str, str], ...] = ()
    """Kind of channel and address: what the watchdog rings quietly."""
    least_free_bytes: int = 0
    """Less free disk is trouble."""
    sms_intake: Mapping[str, str] = field(default_factory=dict)
    """The numbers that take an alarm by SMS, and the station of each."""
    metrics_token: str = ""
    """Who may read ``/metrics`` from elsewhere."""
    targets: Targets = field(default_factory=Targets)
    """What an evaluation measures the station by."""
    tiles: Tiles = field(default_factory=Tiles)
    """What lies under the live map."""


@dataclass(frozen=True, slots=True)
class Services:
    clock: Clock
    identity: Identity
    keys: Keyring
    db: Database
    hub: Hub
    channels: Sequence[Channel]
    settings: WebSettings
    post: Post
    """Knows which addresses other systems may have."""
    routing: Routing
    backroom: Backroom = field(default_factory=Backroom)
    counting: Backroom = field(default_factory=Backroom)
    """A second thread, for evaluations: they take seconds, and nobody's sign-in waits behind one."""
    darkroom: Backroom = field(default_factory=Backroom)
    """A third, for photos of reports: one at a time, each in a process of its own."""
    photo_room: Room = field(default_factory=Room)
    list_room: Room = field(default_factory=Room)
    """For lists and drawings of administrators: no photo of a citizen waits behind one."""
    floods: Floods = field(default_factory=Floods)
    counted: dict[tuple[str, str], Told] = field(default_factory=dict)
    """What stations show to everybody: by station and last day, counted once."""

    def channel(self, kind: str) -> Channel | None:
        """The channel of that kind, if it is switched on."""
        return next((channel for channel in self.channels if channel.kind == kind), None)

    @property
    def push_public_key(self) -> str | None:
        """With which a browser subscribes (RFC 8292), base64url; ``None`` where Web Push is off."""
        key: str | None = getattr(self.channel("web_push"), "public_key", None)
        return key
