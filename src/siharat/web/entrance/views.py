"""Everything the pages at the doors need, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SignIn:
    door: str = "petugas"
    wrong: str = ""
    nrp: str = ""
    demo: bool = False
    """There is a demonstration here, with doors of its own."""
    phrases: dict[str, str] = field(default_factory=dict)
    known: str = ""
    """Who has just signed in on this phone, and may go on here with one touch."""
    proof: str = ""
    """Of that form: it belongs to the phone's own session."""


@dataclass(frozen=True, slots=True)
class Enrol:
    """The code on paper."""

    onward: str = "petugas"
    """The door behind which the officer works, and goes in when all is set."""
    wrong: str = ""
    nrp: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Who lost every way in asks for another, and shows the number to who sees them."""

    onward: str = "petugas"
    wrong: str = ""
    nrp: str = ""
    code: str = ""
    number: str = ""
    until: int | None = None
    """When it is over, unless somebody has seen them."""


@dataclass(frozen=True, slots=True)
class NewWay:
    """The officer has shown the code: now a passkey or a password."""

    officer: str
    nrp: str
    onward: str = "petugas"
    wrong: str = ""
    phrases: dict[str, str] = field(default_factory=dict)
