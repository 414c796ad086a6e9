"""The ledger of rings in an incident's record: who rang after how long, on what, and who never did and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from siharat.claim import store as claims
from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Line
from siharat.incident.rules import Incident
from siharat.kernel.clock import rfc3339
from siharat.people import access, officers
from siharat.people.access import OfficerCaller
from siharat.people.readiness_rules import REASONS
from siharat.ring import reasons
from siharat.ring import store as rings
from siharat.ring.rules import Silence
from siharat.web.api.ledger import in_order

SOONEST_MENDED: Sequence[Silence] = ("failed", *REASONS, "no_channel", "given_up", "narrowed",
                                    "off_duty", "not_called")
"""Of several silent devices of one officer the reason that stands first here is the officer's."""

MOMENTS = ("raised_at", "closed_at", "at", "ended_at", "wanted_at", "sent_at", "received_at", "shown_at", "opened_at",
           "claimed_at")


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One device. Times in milliseconds since the epoch; ``why`` only where it never said that it rang."""

    kind: str
    state: str
    wanted_at: int | None = None
    """When a later step or wave wanted it; nothing: at the press."""
    sent_at: int | None = None
    received_at: int | None = None
    shown_at: int | None = None
    opened_at: int | None = None
    claimed_at: int | None = None
    why: Silence | None = None
    detail: str = ""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """An officer: after how many milliseconds the first of their devices said that it rang, or why none did."""

    officer: str
    name: str
    after_ms: int | None = None
    why: Silence | None = None
    devices: list[Rung] = []


class Taken(msgspec.Struct, frozen=True):
    """One claim, from its beginning to its end, if it had one."""

    name: str
    channel: str
    at: int
    ended_at: int | None
    ended_why: str | None


class Step(msgspec.Struct, frozen=True):
    """A rung of the ladder that was taken. Of older incidents only what was planned is known."""

    at: int
    whom: str
    channels: list[str]
    stations: list[str]
    known: bool = False
    """Whether it is known what came of it, which is what follows."""
    reached: str | None = None
    """Whom it truly reached, by what (``voice``, ``sms``, ``app``), and how many of them."""
    means: str | None = None
    people: int = 0
    lacks: str | None = None
    """Why it reached nobody: ``channel``, ``number``."""


class Record(msgspec.Struct, frozen=True):
    """The ledger of one incident."""

    incident: str
    code: str
    station: str
    raised_at: int
    closed_at: int | None
    waves: int
    phones: list[Phone]
    """Who rang soonest stands first; who never did, last."""
    claims: list[Taken]
    steps: list[Step]


def record(tx: Tx, caller: OfficerCaller, incident_id: str) -> Record:
    """For who oversees the incident. The same before its rings are folded and after."""
    incident = incidents.get(tx, incident_id)
    access.reads_ledger(caller, incident)
    lines = log.of_incident(tx, incident.id, incident.station)
    taken = _claims(tx, incident, lines)
    steps = [_step(line) for line in lines if line.kind == "climbed"]
    phones = sorted(_phones(tx, incident, lines),
                    key=lambda each: (each.after_ms is None, each.after_ms or 0, _rank(each.why), each.name))
    return Record(incident.id, incident.code, incident.station, incident.opened_at, incident.closed_at, incident.wave,
                  phones, taken, steps)


def _step(line: Line) -> Step:
    said = line.payload
    return Step(line.at, said["whom"], list(said["channels"]), list(said["stations"]), "reached" in said,
                said.get("reached"), said.get("means"), said.get("people", 0), said.get("lacks"))


def _claims(tx: Tx, incident: Incident, lines: Sequence[Line]) -> list[Taken]:
    """Each with the channel on which it was taken; lines of older versions do not say."""
    said = {(line.officer, line.at): line.payload.get("channel", "in_app") for line in lines if line.kind == "claimed"}
    rows = claims.every(tx, incident.id)
    names = officers.names(tx, [row.officer for row in rows])
    return [Taken(names[row.officer], said.get((row.officer, row.at), "in_app"), row.at, row.ended_at, row.ended_why)
            for row in rows]


def _phones(tx: Tx, incident: Incident, lines: Sequence[Line]) -> list[Phone]:
    """Everybody whose phone should have rung, and everybody whose phone did."""
    unsaid: dict[int, Silence] = reasons.of_silent(tx, incident.id) if incident.status != "ringing" else {}
    took = {(line.officer, line.payload.get("channel", "in_app")): line.at for line in lines if line.kind == "claimed"}
    of: dict[str, list[Any]] = {}
    for row in rings.of_incident(tx, incident.id):
        of.setdefault(row.officer, []).append(row)
    doubted = any(line.kind == "narrowed" and line.payload.get("how") != "duty" for line in lines)
    spared: Silence = "narrowed" if doubted else "off_duty"
    meant = in_order(tx, incident, of)
    names = officers.names(tx, meant)
    return [_phone(incident, each, names[each], of.get(each, []), unsaid, took, spared) for each in meant]


def _phone(incident: Incident, officer: str, name: str, rows: Sequence[Any], unsaid: dict[int, Silence],
           took: dict[tuple[str | None, str], int], spared: Silence) -> Phone:
    devices = [_device(row, unsaid.get(row.id), took.get((officer, row.kind))) for row in rows]
    heard = [each.received_at for each in devices if each.received_at is not None]
    after = max(0, min(heard) - incident.opened_at) if heard else None
    why = None if heard or incident.status == "ringing" else min((each.why for each in devices if each.why), key=_rank,
                                                                default=spared)
    return Phone(officer=officer, name=name, after_ms=after, why=why, devices=devices)


def _device(row: Any, unsaid: Silence | None, claimed_at: int | None) -> Rung:
    return Rung(kind=row.kind, state=row.state, wanted_at=row.armed_at, sent_at=row.sent_at,
                received_at=row.received_at, shown_at=row.shown_at, opened_at=row.opened_at, claimed_at=claimed_at,
                why=None if row.received_at is not None else row.why or unsaid, detail=row.detail or "")


def _rank(why: Silence | None) -> int:
    return SOONEST_MENDED.index(why) if why else -1


def document(tx: Tx, caller: OfficerCaller, incident_id: str) -> dict[str, Any]:
    """The same for JSON: times as RFC 3339."""
    found: dict[str, Any] = msgspec.to_builtins(record(tx, caller, incident_id))
    for part in [found, *found["claims"], *found["steps"], *(device for phone in found["phones"]
                                                             for device in phone["devices"])]:
        part |= {key: rfc3339(at) for key, at in part.items() if key in MOMENTS and at is not None}
    return found
