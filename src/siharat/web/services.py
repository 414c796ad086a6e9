"""What the doors stand on, put together once in ``app.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siharat.db import Database
from siharat.kernel import Clock, Identity, Keyring
from siharat.ring.channels import Channel
from siharat.web.api.hub import Hub


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the doors must know of how the program is run."""

    secure: bool = False
    """Behind HTTPS: cookies are marked ``Secure``."""
    demo: bool = False
    """The demonstration: a page with one door to each part, no sign-in."""


@dataclass(frozen=True, slots=True)
class Services:
    clock: Clock
    identity: Identity
    keys: Keyring
    db: Database
    hub: Hub
    channels: Sequence[Channel]
    settings: WebSettings
    push_public_key: str | None = None
    """Of Web Push (RFC 8292), base64url; ``None`` where that channel is off."""
