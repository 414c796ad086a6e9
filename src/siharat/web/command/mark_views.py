"""Everything the page of marks needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a device: no name, no number."""

    id: str
    code: str
    """Of the incident that was the occasion."""
    reason: str
    by: str
    at: int
    until: int
    appeal: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A citizen says that it was no false alarm."""

    incident: str
    code: str
    at: int
    disposition: str
    words: str


@dataclass(frozen=True, slots=True)
class Marks:
    station: str
    marks: list[Mark] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
