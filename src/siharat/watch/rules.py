"""What is well, and what is not. Pure: the auditor brings the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from siharat.kernel.clock import DAY, MINUTE, SECOND

Code = Literal["no_wakeup", "overdue", "book_still", "book_torn", "no_node", "part_silent", "disk", "clock", "probe",
               "channel", "server", "auditor", "database"]

ROUND = 5 * SECOND
BEAT_SILENT = 20 * SECOND
"""Four beats. A node busy with an import of officers may miss two."""
NODE_FORGOTTEN = 10 * MINUTE
"""A node that died is replaced, and its rows are cleared away; only that *nobody* beats is trouble."""
AUDITOR_SILENT = 60 * SECOND
OVERDUE = 10 * SECOND
BOOK_STILL = 20 * SECOND
"""A ringing alarm writes a line every few seconds; a book that stands still is not written any more."""
CLOCK_TOLERANCE = 2 * SECOND
EARLIEST_TIME = 1_760_000_000_000
"""October 2025, before this was written: a clock that is earlier has lost its battery."""
PROBE_EVERY = MINUTE
PAID_EVERY = DAY
PROBE_PATIENCE = 10 * SECOND
MISSING_PROBES = 2
REHEARSE_EVERY = 10
"""Each so-many-th synthetic alarm also rehearses the whole write of a real one."""
STANDS = 2 * ROUND
"""Trouble is told once it was seen in two rounds: what heals by itself in five seconds wakes nobody."""
SAID_AGAIN = 30 * MINUTE


class Finding(msgspec.Struct, frozen=True, order=True):
    """Something that is not well. The same code and subject is the same trouble, however long it lasts."""

    code: Code
    about: str = ""
    """Which station, node and part, channel; with ``no_wakeup`` and ``overdue`` the incidents' codes."""


@dataclass(frozen=True, slots=True)
class Beat:
    node: str
    part: str
    at: int
    written_at: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of the database at one moment, times in ms."""

    now: int
    unwatched: Sequence[str] = ()
    """Codes of open incidents that nobody will be woken for."""
    overdue: Sequence[str] = ()
    """Codes of open incidents whose wake-up should have run ``OVERDUE`` ago."""
    still: Sequence[str] = ()
    """Stations where an alarm rings and no line was written for ``BOOK_STILL``."""
    torn: Sequence[str] = ()
    """Stations whose book does not end where its head says."""
    newest_line: int = 0
    beats: Sequence[Beat] = ()
    silent_probes: Sequence[str] = ()
    """Stations whose synthetic alarm has not come through ``MISSING_PROBES`` times."""
    broken_channels: Sequence[str] = ()
    """Channels that did not carry to the test device."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What was seen of the machine itself."""

    free_bytes: int = 1 << 40
    least_free_bytes: int = 0
    clock_jumped: bool = False
    server_answers: bool = True


def came_through(asked_at: int, heard_at: int | None, now: int) -> bool:
    """A synthetic alarm was heard, or may still be."""
    return heard_at is not None or now - asked_at < PROBE_PATIENCE


def judge(facts: Facts, machine: Machine) -> frozenset[Finding]:
    """Everything that is not well at this moment."""
    found = {Finding("no_wakeup", code) for code in facts.unwatched}
    found |= {Finding("overdue", code) for code in facts.overdue}
    found |= {Finding("book_still", station) for station in facts.still}
    found |= {Finding("book_torn", station) for station in facts.torn}
    found |= {Finding("probe", station) for station in facts.silent_probes}
    found |= {Finding("channel", kind) for kind in facts.broken_channels}
    found |= beating(facts.beats, facts.now)
    if facts.now < EARLIEST_TIME or facts.newest_line > facts.now + CLOCK_TOLERANCE or machine.clock_jumped:
        found.add(Finding("clock"))
    if machine.free_bytes < machine.least_free_bytes:
        found.add(Finding("disk"))
    if not machine.server_answers:
        found.add(Finding("server"))
    return frozenset(found)


def beating(beats: Iterable[Beat], now: int) -> set[Finding]:
    """Some node must beat, and every part of each node that does."""
    nodes = [beat for beat in beats if beat.node != "auditor"]
    alive = [beat for beat in nodes if now - beat.written_at <= BEAT_SILENT]
    if not alive:
        return {Finding("no_node")}
    return {Finding("part_silent", f"{beat.node} {beat.part}") for beat in alive if now - beat.at > BEAT_SILENT}


def auditor_silent(beats: Iterable[Beat], now: int, serving_since: int) -> bool:
    """Asked by the servers: nobody else would notice."""
    last = max((beat.written_at for beat in beats if beat.node == "auditor"), default=serving_since)
    return now - max(last, serving_since) > AUDITOR_SILENT


@dataclass(slots=True)
class Memory:
    """What has been found and told so far. The auditor keeps it; a new auditor begins anew and says so again."""

    since: dict[Finding, int] = field(default_factory=dict)
    told: dict[Finding, int] = field(default_factory=dict)

    def news(self, found: frozenset[Finding], now: int) -> News:
        """Takes in a round. What stands long enough is told, once, and again every half hour; what was told and
        is gone is told as well."""
        self.since = {each: self.since.get(each, now) for each in sorted(found)}
        fresh = [each for each, since in self.since.items()
                 if now - since >= STANDS - ROUND and now - self.told.get(each, -SAID_AGAIN) >= SAID_AGAIN]
        over = [each for each in self.told if each not in found]
        self.told = {each: at for each, at in self.told.items() if each in found} | dict.fromkeys(fresh, now)
        return News(tuple(fresh), tuple(over), not found)


@dataclass(frozen=True, slots=True)
class News:
    worse: tuple[Finding, ...]
    better: tuple[Finding, ...]
    all_well: bool
    """Only then the heartbeat service outside is told that we live."""


SAYS: Mapping[Code, str] = {
    "no_wakeup": "open alarms that nobody will look at again: {about}",
    "overdue": "open alarms whose next step is overdue: {about}",
    "book_still": "an alarm rings, but nothing is written into the book of {about}",
    "book_torn": "the book of {about} does not end where it should",
    "no_node": "no server has shown a sign of life",
    "part_silent": "a part of a server is silent: {about}",
    "disk": "the disk is nearly full: soon no press can be stored",
    "clock": "the clock is wrong, or has jumped",
    "probe": "the synthetic alarm of {about} does not come through",
    "channel": "the channel {about} does not carry to the test phone",
    "server": "the server does not answer",
    "auditor": "the auditor is silent: nobody watches",
    "database": "the database cannot be read",
}


def in_words(news: News) -> str:
    """For who is told outside, in one message."""
    said = [f"NOT WELL: {said_of(finding)}" for finding in news.worse]
    said += [f"well again: {said_of(finding)}" for finding in news.better]
    return "Siharat. " + ". ".join(said) + "."


def said_of(finding: Finding) -> str:
    return SAYS[finding.code].format(about=finding.about)


def usable(roads: Sequence[str], found: Iterable[Finding]) -> list[str]:
    """Never the road that has failed itself, as long as there is another."""
    broken = {each.about for each in found if each.code == "channel"}
    return [road for road in roads if road not in broken] or list(roads)
