"""Everything the command centre's page needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from siharat.escalate.whom import Coming
from siharat.kernel.place import Place
from siharat.people.notices import Unread
from siharat.web.command.lines import Told
from siharat.web.command.phrases import ANSWERS, SERVICES
from siharat.web.officer.views import DISPOSITIONS, OUTCOMES
from siharat.web.plan import Plan
from siharat.web.report_words import CATEGORIES
from siharat.web.shown import Shown
from siharat.web.tiles import Ground


@dataclass(frozen=True, slots=True)
class Row:
    """An incident in the queue."""

    id: str
    code: str
    status: str
    raised_at: int
    title: str
    note: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    caution: str = ""
    drill: bool = False
    bundle: str = ""
    narrowed: str = ""
    """``desk`` or ``duty``: who rings first; nobody before all others do."""
    wave: int = 1
    phones: int = 0
    escalation: int = 0
    claimed_by: str = ""
    cancelled: str = ""
    """How, if it was."""
    closed_at: int | None = None
    road: str = "app"
    category: str = ""
    offered_to: str = ""
    """Name of the station that it is offered to."""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """One letter for each officer's phone, always in the same order."""

    squares: str = ""
    phones: int = 0
    received: int = 0
    shown: int = 0

    @property
    def missing(self) -> int:
        """Failed, or silent for longer than a receipt takes; one called a second ago is not missing yet."""
        return self.squares.count("f") + self.squares.count("d")


@dataclass(frozen=True, slots=True)
class Hand:
    """An officer whom the desk has sent, or could send."""

    id: str
    name: str
    answer: str = ""
    metres: int | None = None
    """From the incident, as far as the officer's place is known; ``age`` ms old."""
    age: int = 0
    place: Place | None = None
    seconds: int | None = None
    """By road, where a routing service says it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk may do with the open incident."""

    sent: list[Hand] = field(default_factory=list)
    free: list[Hand] = field(default_factory=list)
    """Nearest first; who shares no place, after those."""
    stations: list[tuple[str, str]] = field(default_factory=list)
    """Code and name of those it could be offered to."""
    in_charge: str = ""
    """Name of the station that answers for it, where that is another one."""
    offered_to: str = ""
    until: int = 0
    mine_to_answer: bool = False
    mine_to_withdraw: bool = False
    joined: str = ""
    joined_ones: list[str] = field(default_factory=list)
    joinable: list[tuple[str, str]] = field(default_factory=list)
    """Code and place of other open incidents."""
    services: dict[str, str] = field(default_factory=lambda: dict(SERVICES))
    answers: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))


@dataclass(frozen=True, slots=True)
class Focus:
    """The incident that is open at the right."""

    row: Row
    matrix: Matrix
    timeline: list[Told] = field(default_factory=list)
    identity: tuple[str, str] | None = None
    """Name and number, only after a look that left its line."""
    mine: bool = False
    """This officer has claimed it from the desk."""
    word: str = ""
    """Which the citizen reads too, of what this officer has claimed."""
    desk: Desk | None = None
    notes: list[str] = field(default_factory=list)
    """What was written with the presses; with the identity, for it may hold a name."""
    shown: Shown | None = None
    held: str = ""
    """For which case, where it is held for one."""
    kept_from: list[str] = field(default_factory=list)
    """Whom nobody must tell: its citizen fears them."""
    coming: Coming | None = None
    """What the ladder does next."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A channel that carries nothing."""

    channel: str
    since: int
    error: str


@dataclass(frozen=True, slots=True)
class Call:
    """The form for who phones 110 or stands at the counter."""

    id: str
    """Made with the page: the form sent twice raises one alarm."""
    open: bool = False
    places: tuple[str, ...] = ()
    categories: dict[str, str] = field(default_factory=lambda: dict(CATEGORIES))


@dataclass(frozen=True, slots=True)
class Board:
    station: str
    code: str
    phones: int
    ready: int
    now: list[Row] = field(default_factory=list)
    done: list[Row] = field(default_factory=list)
    focus: Focus | None = None
    me: str = ""
    """The officer's id: the page knows by it which hand is its own."""
    failing: list[Failing] = field(default_factory=list)
    plan: Plan | None = None
    ground: Ground | None = None
    """Of the live map, which takes the place of the plan where it can."""
    taken_ms: int | None = None
    """Median time until taken, today; ``None`` when there was none."""
    arrived_ms: int | None = None
    climbed: int = 0
    """Alarms of today that nobody had taken in time: the citizen was told, and it went up the ladder. Some were taken
    later."""
    wrong: str = ""
    operates: bool = True
    reports: tuple[int, int | None] = (0, None)
    """How many calm reports wait for a word of the desk, and since when the first of them."""
    oversees: bool = True
    audits: bool = False
    decides: bool = False
    administers: bool = False
    looks: int = 0
    """How many looks at a name a second person must judge; for who judges."""
    unread: Unread = field(default_factory=lambda: Unread(0, "", 0))
    """Of looks that the reader was told of."""
    asking: int = 0
    """How many ask to be let in anew; for administrators."""
    phrases: dict[str, str] = field(default_factory=dict)
    dispositions: dict[str, str] = field(default_factory=lambda: dict(DISPOSITIONS))
    outcomes: dict[str, str] = field(default_factory=lambda: dict(OUTCOMES))
    call: Call | None = None

    def saying(self, wrong: str) -> Board:
        return replace(self, wrong=wrong)

    @property
    def seeds(self) -> list[dict[str, object]]:
        return [{"id": row.id, "code": row.code, "status": row.status, "raised_at": row.raised_at,
                 "title": row.title, "lat": row.lat, "lon": row.lon, "accuracy_m": row.accuracy_m,
                 "caution": row.caution, "drill": row.drill, "bundle": row.bundle, "narrowed": row.narrowed,
                 "wave": row.wave, "phones": row.phones,
                 "escalation": row.escalation, "claimed_by": row.claimed_by, "cancelled": row.cancelled,
                 "closed_at": row.closed_at, "road": row.road, "category": row.category,
                 "offered_to": row.offered_to, "joined": row.joined}
                for row in [*self.now, *self.done]]
