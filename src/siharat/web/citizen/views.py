"""Everything the citizen's page needs, ready-made: no query and no decision is left to the template."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.web.broadcast_words import Shown
from siharat.web.citizen.look import Look
from siharat.web.citizen.steps import Line
from siharat.web.words import N_

READY_ANSWERS = (
    N_("Saya tidak bisa bicara"), N_("Datang cepat"), N_("Orangnya masih di sini"), N_("Ada yang terluka"),
    N_("Saya di dalam rumah"), N_("Ya"), N_("Tidak"), N_("Bersenjata"), N_("Satu orang"), N_("Dua orang"),
    N_("Tiga atau lebih"),
)
"""For who cannot speak, one touch each."""


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    at: int
    mine: bool
    author: str = ""


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """The citizen's incident, from the press until it is closed (and a while after, to be read)."""

    id: str
    code: str
    headline: str
    lines: list[Line]
    unanswered: bool = False
    cancelled: bool = False
    closed: bool = False
    silent: bool = False
    helped: str = ""
    """What was answered to the one question, when it is over."""
    called_false: bool = False
    corrected: bool = False
    place: str = ""
    messages: list[Message] = field(default_factory=list)
    steps: list[dict[str, object]] = field(default_factory=list)
    """The public steps as the stream sent them: the page goes on from here."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What an officer said of this device, told to its owner."""

    reason: str
    until: int
    appealed: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """What a practice press has shown. Without a station it has not arrived."""

    station: str = ""
    ready: int = 0
    """Phones that would have rung."""
    phones: int = 0
    took_ms: int | None = None
    """From the finger to the server's disk and back, as the phone measured it."""


@dataclass(frozen=True, slots=True)
class Home:
    station: str
    press_id: str
    """A fresh UUID for the next press: the same form sent twice is one press."""
    registered: bool
    number: str = ""
    """Masked; the citizen's own."""
    name: str = ""
    phone: str = ""
    """As typed, when the form comes back with ``wrong``."""
    wrong: str = ""
    incident: OpenIncident | None = None
    practised: Practised | None = None
    moved_at: int | None = None
    """When this citizen went on with another phone: this one is told."""
    erased: bool = False
    sms: str = ""
    """A number that takes an alarm by SMS, where the station has one."""
    mark: Mark | None = None
    phrases: dict[str, str] = field(default_factory=dict)
    answers: tuple[str, ...] = READY_ANSWERS
    offline: bool = False
    """The page that a phone keeps for when there is no network: the button alone, and nothing of any incident."""
    home: str = ""
    """The code of the station of their home, where it is known."""
    broadcasts: list[Shown] = field(default_factory=list)
    """What the police say to everybody there, as far as the server can tell."""
    keep: str = ""
    """Which offline page this phone ought to have; it changes when anything in it does."""
    look: Look = field(default_factory=Look)

    @property
    def quiet(self) -> bool:
        """A silent alarm is open: the page looks like a note that was sent."""
        return self.incident is not None and self.incident.silent and not self.incident.closed

    @property
    def neutral(self) -> bool:
        """Title and icon are those of a notebook."""
        return self.quiet or self.look.disguised
