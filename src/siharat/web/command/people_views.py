"""Everything the administrator's pages need, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field

from siharat.people.enrolment import Slip
from siharat.people.recovering import Waiting
from siharat.people.roles import Role
from siharat.web.command.role_words import NAMES


@dataclass(frozen=True, slots=True)
class Person:
    """An officer and how far they have come."""

    id: str
    nrp: str
    name: str
    role: Role = "officer"
    passkeys: int = 0
    password: bool = False
    sessions: int = 0
    code_until: int | None = None
    flagged: bool = False
    """A passkey was closed, since it may have been copied."""

    @property
    def state(self) -> str:
        """``in`` (can come in), ``code`` (has a code that waits) or ``out``."""
        if self.password or self.passkeys > 1 or (self.passkeys and not self.flagged):
            return "in"
        return "code" if self.code_until else "out"


@dataclass(frozen=True, slots=True)
class People:
    station: str
    shown: list[Person] = field(default_factory=list)
    officers: int = 0
    without: int = 0
    """How many have no way in yet."""
    wanted: str = ""
    ended: int | None = None
    """Sessions that have just been ended."""
    names: dict[Role, str] = field(default_factory=lambda: dict(NAMES))
    asking: list[Waiting] = field(default_factory=list)
    """Who asks to be let in anew, and must be seen by a second person."""
    coded: int = 0
    """Of those without a way in, how many hold a code that waits."""
    wrong: str = ""
    seen: bool = False
    """Somebody has just been let in."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """To print and to cut: each slip with its square."""

    page: str
    slips: list[tuple[Slip, str]] = field(default_factory=list)
    unfit: str = ""
    """Why nobody comes in at that page: ``enrolment_sheet.unfit``."""


@dataclass(frozen=True, slots=True)
class Leaving:
    id: str
    name: str
    nrp: str
    sessions: int = 0
    own: bool = False
