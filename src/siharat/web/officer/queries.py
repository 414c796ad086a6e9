"""What the officer's pages must know, read in one unit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.claim import store as claim_store
from siharat.claim.word import word
from siharat.db import Tx
from siharat.desk import rules as desk
from siharat.drill import store as drills
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.log import Line
from siharat.incident.rules import Incident
from siharat.kernel.clock import DAY
from siharat.people import access, changes, citizens, officers, sessions, stations
from siharat.people.access import OfficerCaller
from siharat.people.roles import enters_the_desk
from siharat.report import tasks
from siharat.respond import actions as respond
from siharat.ring import store as rings
from siharat.ring.actions import spared
from siharat.web.api.backlog import OPEN_OF_STATION
from siharat.web.api.telling import opened
from siharat.web.change_words import own_words
from siharat.web.citizen.views import Message
from siharat.web.ground import plan_of
from siharat.web.officer.phrases import LIVE
from siharat.web.officer.views import Duty, Post
from siharat.web.shown import shown_in
from siharat.web.words import spoken

TOLD_FOR = 7 * DAY
"""Who was let in anew under an officer's name stands on their page for so long."""

PROVED = text("SELECT max(proved_at) FROM device WHERE officer = :officer AND retired_at IS NULL")


def caller_of(tx: Tx, token: str | None) -> OfficerCaller | None:
    caller = sessions.caller(tx, token)
    return caller if isinstance(caller, OfficerCaller) else None


def post_of(tx: Tx, token: str | None, incident_id: str | None, language: str,
            push_key: str | None) -> tuple[Post, str, int] | None:
    """The officer's page, its time zone and where its stream goes on; ``None`` for who is not signed in."""
    caller = caller_of(tx, token)
    if caller is None:
        return None
    access.has_phone(caller)
    station = stations.get(tx, caller.station)
    every = [incidents.get(tx, row.id) for row in tx.all(OPEN_OF_STATION, station=caller.station)]
    found = [each for each in every if access.may_see(caller, each)]
    shown = None
    if incident_id is not None:
        shown = incidents.get(tx, incident_id)
        access.see(caller, shown)
    view = Post(
        officer=officers.title(tx, officers.get(tx, caller.id)), me=caller.id, station=station.name,
        duties=[duty(tx, caller, incident) for incident in found],
        open=duty(tx, caller, shown) if shown else None, plan=plan_of(tx, caller.station),
        push_key=push_key or "", proved_at=tx.value(PROVED, officer=caller.id),
        news=own_words(changes.of_officer(tx, caller.id, tx.now - TOLD_FOR), station.timezone, language),
        desks=_desks(tx, caller), next_drill=drills.next_announced(tx, caller.station),
        tasks=tasks.open_for(tx, caller), phrases=spoken(LIVE, language))
    return view, station.timezone, log.head(tx, caller.station)


def _desks(tx: Tx, caller: OfficerCaller) -> tuple[str, ...]:
    """Beyond the phone. Stations below are seen, and set up, only from a station that has some."""
    if not enters_the_desk(caller.role):
        return ()
    if stations.get(tx, caller.station).parent is not None and len(stations.below(tx, caller.path)) == 1:
        return ("komando",)
    return ("komando", "polda", "satuan") if caller.administers else ("komando", "polda")


def duty(tx: Tx, caller: OfficerCaller, incident: Incident) -> Duty:
    """The incident as it stands for this officer. Name and number only for who holds the claim."""
    lines = log.of_incident(tx, incident.id, incident.station)
    claim = claim_store.live(tx, incident.id)
    mine = claim is not None and claim.officer == caller.id
    movement = respond.movements_of(tx, incident).get(caller.id, "")
    person = citizens.unsealed(tx, incident.citizen) if mine else {"name": "", "phone": ""}
    return Duty(
        id=incident.id, code=incident.code, state=_state(tx, caller, incident, mine, movement),
        raised_at=incident.opened_at, place_name=incident.locality or "", lat=incident.lat, lon=incident.lon,
        accuracy_m=incident.accuracy_m, place_at=incident.located_at, phones=incident.phones,
        received=rings.tally(tx, incident.id)[1] if incident.status == "ringing" else 0,
        caution=incident.caution, cancelled=(incident.cancelled_how or "said") if incident.cancelled_at else "",
        bundle=incident.bundle or incident.id, sent=_sent(lines, caller),
        drill=incident.mode == "drill", road=incident.road,
        claimed_by=officers.public(tx, claim.officer)["name"] if claim else "",
        lapses_at=claim.lapses_at if mine and claim and not claim.call_started_at else None,
        citizen_name=person["name"], citizen_phone=person["phone"],
        word=word(tx.keys, incident.id, caller.id) if mine else "", call=_call(lines, caller) if mine else "",
        movement=movement, messages=_talk(tx, lines, incident.id if mine or movement else None),
        shown=shown_in(tx, caller, incident, asks=mine and bool(person["phone"])) if mine or movement else None,
        kept_from=[officers.public(tx, each)["name"] for each in incident.kept_from] if mine or movement else [])


def _sent(lines: list[Line], caller: OfficerCaller) -> bool:
    word = desk.sent(lines).get(caller.id)
    return word is not None and word.answer == "waiting"


def _talk(tx: Tx, lines: list[Line], noted: str | None) -> list[Message]:
    """All that was written, in order. ``noted``: the incident whose notes this officer may read too."""
    notes = [Message(note, at, False, "") for note, at in alarm.notes(tx, noted)] if noted else []
    said = [_message(tx, line) for line in lines if line.kind in ("message", "texted")]
    return sorted([*notes, *said], key=lambda message: message.at)


def _state(tx: Tx, caller: OfficerCaller, incident: Incident, mine: bool, movement: str) -> str:
    if not incident.open:
        return "closed"
    if mine:
        return "mine"
    if movement in ("en_route", "on_scene"):
        return "helping"
    if incident.status == "ringing":
        if caller.id in rings.declined(tx, incident.id):
            return "declined"
        if caller.id not in spared(tx, incident):
            return "ringing"
        return "off_duty" if incident.narrow_to == "duty" else "narrowed"
    return "taken"


def _call(lines: list[Line], caller: OfficerCaller) -> str:
    """The last word on the call-back, since this officer took it."""
    last = ""
    for line in lines:
        if line.kind == "claimed":
            last = ""
        elif line.kind == "call_back" and line.officer == caller.id:
            last = line.payload["outcome"]
    return last


def _message(tx: Tx, line: Line) -> Message:
    by: Any = officers.public(tx, line.officer)["name"] if line.officer else "SMS" if line.kind == "texted" else ""
    return Message(opened(tx, line) or "–", line.at, bool(line.officer), by)
