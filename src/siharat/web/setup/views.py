"""Everything the road's pages need, ready-made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from siharat.drill.rules import Report, Verdict
from siharat.setup import rules
from siharat.setup.rules import STEPS, Facts, Lack, Reach, Step
from siharat.web.command.drill_views import ENDED, WHY
from siharat.web.command.ladder_views import BY, Lane
from siharat.web.command.role_words import NAMES
from siharat.web.plan import Plan
from siharat.web.setup import phrases


@dataclass(frozen=True, slots=True)
class Road:
    """A station, how far it has come, and what is next."""

    code: str
    name: str
    facts: Facts
    done: dict[Step, bool]
    lacking: tuple[Lack, ...] = ()
    above: str = ""
    words: dict[Step, str] = field(default_factory=lambda: dict(phrases.STEPS))

    @property
    def next(self) -> Step:
        """The first step at which something is to be done."""
        return next((step for step in STEPS if not self.done[step] and not self.waits(step)), "live")

    def waits(self, step: Step) -> bool:
        """It was walked, and is done when others have done their part."""
        return step == "sheets" and not self.done[step] and rules.handed_out(self.facts)

    @property
    def count(self) -> int:
        return sum(self.done.values())

    def address(self, step: Step) -> str:
        return phrases.address(self.code, step)

    def after(self, step: Step) -> Step:
        """Where one goes on from this step."""
        return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


@dataclass(frozen=True, slots=True)
class Roads:
    """All stations that the caller may set up."""

    name: str
    roads: list[Road] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Name:
    """The form of a new station, or of one that is being set up (``road``)."""

    above: list[tuple[str, str]]
    said: dict[str, str]
    known: list[tuple[str, str]] = field(default_factory=list)
    """Shipped stations that are not there yet."""
    road: Road | None = None
    wrong: str = ""
    zones: dict[str, str] = field(default_factory=lambda: dict(phrases.ZONES))


@dataclass(frozen=True, slots=True)
class Part:
    """A kecamatan to choose."""

    code: str
    name: str
    chosen: bool = False
    holder: str = ""
    """The station whose area it is now."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An area that waits to be put in force."""

    km2: float
    lat: float
    lon: float
    overlaps: list[tuple[str, float]] = field(default_factory=list)
    far_km: float = 0
    parts: int = 1
    plan: Plan | None = None
    without: list[str] = field(default_factory=list)
    """What such a station usually has, and this has not."""
    besides: list[tuple[str, str]] = field(default_factory=list)
    """What it has besides: the kecamatan, and the regency it belongs to."""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    road: Road
    groups: list[tuple[str, list[Part]]]
    plan: Plan | None
    frame: str = ""
    """The view box in which the chosen parts lie; empty: nothing is chosen."""
    km2: float = 0
    """Of the area in force; 0: none."""
    lat: float = 0
    lon: float = 0
    proposed: Proposed | None = None
    suggested: bool = False
    """What is ticked is only what such a station usually has."""
    back: str = ""
    """The mark of the earlier area, where there is one to go back to."""
    wrong: str = ""
    waiting: str = phrases.SAID_TO_WAIT["reading"]
    picked: dict[str, str] = field(default_factory=lambda: dict(phrases.PICKED))

    @property
    def parts(self) -> dict[str, Part]:
        return {part.code: part for _, parts in self.groups for part in parts}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a list that must be mended, so that it is found in the spreadsheet."""

    line: int
    column: str
    """As the spreadsheet calls it."""
    said: str
    """What stands there."""
    name: str
    """Whose line it is."""
    wrong: str


@dataclass(frozen=True, slots=True)
class Staff:
    road: Road
    headings: list[tuple[str, str]] = field(default_factory=list)
    """Our word for each column, and the list's."""
    ignored: list[str] = field(default_factory=list)
    rows: int = 0
    """Of the list that waits; 0: none does."""
    tally: dict[str, int] = field(default_factory=dict)
    faults: list[Cell] = field(default_factory=list)
    more_faults: int = 0
    first: Sequence[tuple[str, ...]] = ()
    """How the first rows were understood."""
    mark: str = ""
    """Of that list."""
    desk: list[tuple[str, str, str]] = field(default_factory=list)
    """NRP, name and role of who sits at the desk."""
    people: list[str] = field(default_factory=list)
    """All officers, as the field for somebody of the desk proposes and understands them."""
    typed: str = ""
    """What stands in that field, and the role beside it."""
    role: str = ""
    unknown: str = ""
    """Why whom it names cannot be taken."""
    back: str = ""
    """The mark of the list that can be taken back."""
    unsure: bool = False
    """It was to be taken back without a tick."""
    wrong: str = ""
    roles: tuple[tuple[str, str, str], ...] = tuple((key, NAMES[key], says) for key, says in phrases.DESK.items())
    waiting: str = phrases.SAID_TO_WAIT["reading"]


@dataclass(frozen=True, slots=True)
class Sheets:
    road: Road
    page: str = ""
    """The address that stands on the slips."""
    unfit: str = ""
    """Why nobody comes in there: ``enrolment_sheet.unfit``."""
    wrong: str = ""
    waiting: str = phrases.SAID_TO_WAIT["printing"]
    ready: str = phrases.SAID_TO_WAIT["printed"]

    @property
    def without(self) -> int:
        """How many have neither a way in nor a code that waits."""
        return self.road.facts.officers - self.road.facts.entered - self.road.facts.coded



@dataclass(frozen=True, slots=True)
class Card:
    key: str
    title: str
    says: str
    lanes: list[Lane]
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    road: Road
    cards: list[Card]
    own: bool = False
    """In force is one of the station's own making."""
    missing: tuple[str, ...] = ()
    """Channels of these ladders that this server has not."""
    has_named: bool = True
    """The ladder in force has a step for a named person."""
    named: str = ""
    """Who that is."""
    wrong: str = ""
    by: dict[str, str] = field(default_factory=lambda: dict(BY))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    road: Road
    report: Report | None = None
    begins: bool = False
    """It was asked for, and rings within a second or two."""
    postponed: str = ""
    """Why the one that was asked for did not begin."""
    wrong: str = ""
    why: dict[str, str] = field(default_factory=lambda: dict(WHY))
    ended: dict[str, str] = field(default_factory=lambda: dict(ENDED))
    verdicts: dict[Verdict, str] = field(default_factory=lambda: dict(phrases.VERDICTS))

    @property
    def running(self) -> bool:
        return self.begins or (self.report is not None and self.report.ended_at is None)


@dataclass(frozen=True, slots=True)
class Live:
    road: Road
    lacks: list[tuple[str, str]] = field(default_factory=list)
    """What is missing, and where it is mended."""
    gaps: list[tuple[str, str]] = field(default_factory=list)
    """What does not work yet though it may be live, and where it is mended."""
    reach: Reach = field(default_factory=Reach)
    turns: list[tuple[int, str, int | None, str]] = field(default_factory=list)
    """When it was live and who switched: from, by whom, until, by whom."""
    meant: str = ""
    """What is said by the tick where there are gaps: their names."""
    wrong: str = ""
