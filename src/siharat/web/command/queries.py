"""What the command centre's page must know, read in one unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.claim import actions as claims
from siharat.db import Tx
from siharat.escalate import actions as escalate
from siharat.exchange import store as webhooks
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import parse_rfc3339
from siharat.people import access, notices, officers, recovering, reviewing, stations
from siharat.people.access import OfficerCaller
from siharat.report import store as reports
from siharat.rights import holding
from siharat.ring import health
from siharat.web.api import views
from siharat.web.api.backlog import OPEN_BELOW, OPEN_OF_STATION
from siharat.web.command.hands import desk_of
from siharat.web.command.lines import UNTOLD, timeline
from siharat.web.command.phrases import CHANNELS, LIVE
from siharat.web.command.views import Board, Call, Failing, Focus, Matrix, Row
from siharat.web.ground import plan_of
from siharat.web.ground import version as areas_version
from siharat.web.officer.queries import caller_of
from siharat.web.officer.views import DISPOSITIONS
from siharat.web.plan import Plan
from siharat.web.report_words import CATEGORIES
from siharat.web.shown import shown_in
from siharat.web.words import catalogue, spoken

CLOSED_SINCE = text("""SELECT i.id FROM incident i JOIN concern c ON c.incident = i.id
    WHERE c.station = :station AND i.closed_at >= :since AND i.mode <> 'practice'
    ORDER BY i.closed_at DESC LIMIT 12""")
TAKEN = text("""SELECT min(k.at) - i.opened_at AS waited FROM incident i JOIN claim k ON k.incident = i.id
    WHERE i.station = :station AND i.opened_at >= :since AND i.mode IN ('loud', 'silent') GROUP BY i.id, i.opened_at""")
ARRIVED = text("""SELECT min(l.at) - i.opened_at AS waited FROM incident i
    JOIN log_line l ON l.incident = i.id AND l.station = i.station AND l.kind = 'movement'
    WHERE i.station = :station AND i.opened_at >= :since AND i.mode IN ('loud', 'silent')
    AND l.payload LIKE '%on_scene%' GROUP BY i.id, i.opened_at""")
CLIMBED = text("""SELECT count(*) FROM incident i WHERE i.station = :station AND i.opened_at >= :since
    AND i.mode IN ('loud', 'silent') AND EXISTS (SELECT 1 FROM log_line l WHERE l.incident = i.id
    AND l.station = i.station AND l.kind = 'unanswered')""")


def board_of(tx: Tx, token: str | None, chosen: str | None, language: str,
             identity: tuple[str, str] | None, calling: bool = False) -> tuple[Board, str, int, str] | None:
    """The board, its time zone, where its stream goes on and the version of its areas; ``None`` for who is not signed
    in."""
    caller = caller_of(tx, token)
    if caller is None:
        return None
    station = stations.get(tx, caller.station)
    since = _midnight(tx.now, station.timezone)
    ids = [row.id for row in tx.all(OPEN_OF_STATION, station=station.code)]
    if caller.oversees:
        ids += [row.id for row in tx.all(OPEN_BELOW, below=f"{caller.path}%")]
    now = _seen(tx, caller, list(dict.fromkeys(ids)))
    done = _seen(tx, caller, [row.id for row in tx.all(CLOSED_SINCE, station=station.code, since=since)])
    shown = _chosen(tx, caller, chosen, now)
    rank = {"ringing": 0, "claimed": 1, "responding": 2, "on_scene": 3}
    ready = views.readiness(tx, station.code)
    view = Board(
        station=station.name, code=station.code, me=caller.id, phones=station.officers,
        ready=sum(each["ready"] for each in ready),
        now=[row(tx, each, language) for each in sorted(now, key=lambda i: (rank[i.status], i.opened_at))],
        done=[row(tx, each, language) for each in done],
        failing=[Failing(CHANNELS.get(each.kind, each.kind), each.failing_since, each.error or "")
                 for each in health.failing(tx)] + _untold(tx, caller, language),
        call=_call(tx, plan_of(tx, station.code), calling) if caller.operates else None,
        focus=_focus(tx, caller, shown, language, identity) if shown else None,
        plan=plan_of(tx, station.code), taken_ms=_median(tx, TAKEN, station.code, since),
        arrived_ms=_median(tx, ARRIVED, station.code, since),
        climbed=tx.value(CLIMBED, station=station.code, since=since) or 0, operates=caller.operates,
        reports=reports.waiting(tx, station.code) if caller.operates else (0, None),
        administers=caller.administers, oversees=caller.oversees, audits=caller.audits, decides=caller.decides,
        looks=reviewing.waiting(tx, caller), unread=notices.unread(tx, caller.id),
        asking=len(recovering.waiting(tx, caller)) if caller.administers else 0,
        phrases=spoken(LIVE, language))
    return view, station.timezone, log.head(tx, station.code), areas_version(tx)


def _untold(tx: Tx, caller: OfficerCaller, language: str) -> list[Failing]:
    """Other systems that do not hear what they asked for. The desk sees it, whoever may change it."""
    if not caller.oversees:
        return []
    say = catalogue(language).gettext
    return [Failing(each.name, each.since, say(LIVE["untold"]).format(n=each.missing))
            for each in webhooks.troubled(tx, caller.station)]


def _seen(tx: Tx, caller: OfficerCaller, ids: list[str]) -> list[Incident]:
    found = [incidents.get(tx, each) for each in ids]
    return [each for each in found if access.may_see(caller, each)]


def _call(tx: Tx, plan: Plan | None, calling: bool) -> Call:
    return Call(tx.identity.uuid7(), calling, tuple(sorted(area.name for area in plan.areas)) if plan else ())


def _chosen(tx: Tx, caller: OfficerCaller, chosen: str | None, now: list[Incident]) -> Incident | None:
    """What was asked for; else what has rung longest."""
    if chosen:
        found = incidents.get(tx, chosen)
        access.see(caller, found)
        return found
    ringing = [each for each in now if each.status == "ringing"] or now
    return min(ringing, key=lambda each: each.opened_at) if ringing else None


def row(tx: Tx, incident: Incident, language: str) -> Row:
    say = catalogue(language).gettext
    holder = claims.holder(tx, incident.id) if incident.open else claims.closed_by(tx, incident.id)
    by = officers.public(tx, holder)["name"] if holder else ""
    notes = [incident.code] if incident.real else [say(LIVE["drill"]), incident.code]
    if by:
        notes.append(say(LIVE["by"]).format(officer=by))
    if incident.status == "ringing":
        notes.append(say(LIVE["wave"]).format(n=incident.wave))
        if incident.escalation:
            notes.append(say(LIVE["unanswered"]))
    if incident.narrow_to:
        notes.append(say(LIVE["narrowed" if incident.doubted else "narrowed.duty"]))
    if incident.bundle:
        notes.append(say(LIVE["together"]))
    if incident.road != "app":
        notes.append(say(LIVE[f"road.{incident.road}"]))
    if incident.category in CATEGORIES:
        notes.append(say(CATEGORIES[incident.category]))
    how = (incident.cancelled_how or "said") if incident.cancelled_at else ""
    if incident.caution:
        notes.append(say(LIVE[incident.caution]))
    if how and how != "forced":
        notes.append(say(LIVE[f"cancelled.{how}"]))
    offered = stations.get(tx, incident.offered_to).name if incident.offered_to else ""
    if offered:
        notes.append(say(LIVE["offered"]).format(station=offered))
    if incident.joined:
        notes.append(say(LIVE["joined"]))
    if incident.disposition:
        notes.append(say(DISPOSITIONS[incident.disposition]))
    return Row(incident.id, incident.code, incident.status, incident.opened_at, incident.locality or "",
               " · ".join(notes), incident.lat, incident.lon, incident.accuracy_m, incident.caution,
               incident.mode == "drill", incident.bundle or incident.id, incident.narrow_to or "",
               incident.wave, incident.phones, incident.escalation, by, how,
               incident.closed_at, incident.road, incident.category or "",
               offered, incident.joined is not None)


def _focus(tx: Tx, caller: OfficerCaller, incident: Incident, language: str,
           identity: tuple[str, str] | None) -> Focus:
    document: dict[str, Any] = views.incident(tx, caller, incident.id)
    lamps = document["rings"]
    shown = Matrix(lamps["squares"], lamps["phones"], lamps["received"], lamps["shown"])
    lines = [{**line, "at": parse_rfc3339(line["at"])} for line in document["timeline"]
             if line["kind"] not in UNTOLD]
    mine = "citizen" in document
    deeds = desk_of(tx, caller, incident) if caller.operates and incident.real else None
    person = document.get("citizen")
    notes = [note for note, _ in alarm.notes(tx, incident.id)] if identity or "notes" in document else []
    return Focus(row(tx, incident, language), shown, timeline(lines, catalogue(language).gettext),
                 identity or ((person["name"], person["phone"]) if person else None), mine, document.get("word", ""),
                 deeds, notes, shown_in(tx, caller, incident, asks=caller.operates),
                 holding.reason_of(tx, incident.id),
                 [officers.public(tx, each)["name"] for each in incident.kept_from], escalate.coming(tx, incident))


def _median(tx: Tx, statement: Any, station: str, since: int) -> int | None:
    waited = [each.waited for each in tx.all(statement, station=station, since=since)]
    return round(median(waited)) if waited else None


def _midnight(now: int, zone: str) -> int:
    local = datetime.fromtimestamp(now / 1_000, ZoneInfo(zone))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local.hour < 6:  # the night is one night: what ended at eleven is still told of at two
        start -= timedelta(hours=6)
    return round(start.timestamp() * 1_000)
