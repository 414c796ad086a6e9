"""From a line of the log to what each door is told. Pure but for the names it looks up.

An officer's door learns a place, never a name or a number; a citizen's learns the true steps of their
own incident and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siharat.broadcast.rules import EVENTS, Broadcast
from siharat.claim import actions as claims
from siharat.claim.word import word
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.log import Line
from siharat.incident.rules import Incident
from siharat.kernel.clock import rfc3339
from siharat.kernel.place import Place, distance_m
from siharat.people import officers, stations
from siharat.respond.rules import minutes_away
from siharat.web.broadcast_words import mark_of

RINGS = frozenset({"rang"})
"""Kinds of lines that make phones sound."""

SILENCES = frozenset({"claimed", "closed"})

STEP_OF_MOVEMENT = {"en_route": "en_route", "on_scene": "on_scene"}


@dataclass(frozen=True, slots=True)
class Told:
    """One line, ready to be written to every stream that may see it."""

    line: Line
    incident: Incident
    to_officers: tuple[tuple[str, dict[str, Any]], ...]
    to_citizen: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def rings(self) -> bool:
        """Phones sound for it."""
        return any(event == "alarm" for event, _ in self.to_officers)


def tell(tx: Tx, line: Line) -> Told:
    incident = incidents.get(tx, line.incident)
    own_book = line.station == incident.station
    practice = incident.mode == "practice"
    return Told(line, incident, () if practice else tuple(_to_officers(tx, line, incident)),
                tuple(_to_citizen(tx, line, incident)) if own_book else ())


def brief(incident: Incident) -> dict[str, Any]:
    """What every event says of its incident."""
    return {"id": incident.id, "code": incident.code, "status": incident.status,
            "station": {"code": incident.station}}


def place(incident: Incident) -> dict[str, Any] | None:
    if incident.lat is None or incident.lon is None:
        return None
    return {"lat": incident.lat, "lon": incident.lon, "accuracy_m": incident.accuracy_m,
            "at": rfc3339(incident.located_at) if incident.located_at else None}


def alarm(incident: Incident) -> dict[str, Any]:
    """What makes a phone ring: the same bytes for all."""
    return {"incident": brief(incident), "mode": incident.mode, "location": place(incident),
            "locality": incident.locality, "raised_at": rfc3339(incident.opened_at), "wave": incident.wave,
            "phones": incident.phones, "bundle": incident.bundle, "caution": incident.caution,
            "road": incident.road}


def summary(tx: Tx, incident: Incident) -> dict[str, Any]:
    """An incident as officers see it in a list or after any change."""
    holder = claims.holder(tx, incident.id) if incident.open else claims.closed_by(tx, incident.id)
    return {"incident": brief(incident), "mode": incident.mode, "location": place(incident),
            "locality": incident.locality, "raised_at": rfc3339(incident.opened_at), "wave": incident.wave,
            "phones": incident.phones, "escalation": incident.escalation, "bundle": incident.bundle,
            "caution": incident.caution,
            "narrow_until": rfc3339(incident.narrow_until) if incident.narrow_until else None,
            "narrow_to": incident.narrow_to,
            "claimed_by": officers.public(tx, holder) if holder else None,
            "cancelled_at": rfc3339(incident.cancelled_at) if incident.cancelled_at else None,
            "cancelled_how": incident.cancelled_how,
            "closed_at": rfc3339(incident.closed_at) if incident.closed_at else None,
            "disposition": incident.disposition, "road": incident.road, "category": incident.category,
            "in_charge": {"code": incident.in_charge}, "joined": incident.joined, "offer": offer(tx, incident)}


def offer(tx: Tx, incident: Incident) -> dict[str, Any] | None:
    """To whom it is offered, and until when."""
    if incident.offered_to is None or incident.offer_until is None:
        return None
    to = stations.get(tx, incident.offered_to)
    return {"to": {"code": to.code, "name": to.name}, "until": rfc3339(incident.offer_until)}


def _to_officers(tx: Tx, line: Line, incident: Incident) -> list[tuple[str, dict[str, Any]]]:
    about = {"incident": brief(incident)}
    if line.kind in RINGS:
        sounds = incident.status == "ringing" and line.station in incident.ringing_at
        received = {"received": line.payload["received"]} if "received" in line.payload else {}
        return [("alarm", alarm(incident) | received)] if sounds else []
    change = ("incident", summary(tx, incident) | {"change": line.kind, "at": rfc3339(line.at),
                                                   "by": _who(tx, line)})
    if line.kind == "claimed":
        by = officers.public(tx, line.officer or "")
        return [("silence", about | {"claimed_by": by}), change]
    if line.kind == "handed_over" and line.station not in incident.ringing_at:
        return [("silence", about | {"reason": "handed_over"}), change]
    if line.kind in ("assigned", "unassigned"):
        return [(change[0], change[1] | {"officer": line.payload["officer"]})]
    if line.kind == "closed":
        return [("silence", about | {"reason": "closed"}), change]
    if line.kind == "message":
        return [("message", about | {"from": _who(tx, line), "at": rfc3339(line.at),
                                     "text": opened(tx, line)})]
    if line.kind == "texted":
        return [("message", about | {"from": {"kind": "sms", "name": "SMS"}, "at": rfc3339(line.at),
                                     "text": opened(tx, line)}), change]
    if line.kind == "location":
        return [("location", about | {"from": _who(tx, line) | ({"id": line.officer} if line.officer else {})}
                 | _point(line))]
    return [change]


def _to_citizen(tx: Tx, line: Line, incident: Incident) -> list[tuple[str, dict[str, Any]]]:
    """The same whatever a cancel's PIN said. Once it was cancelled, nobody who looks at that screen is told that
    officers come all the same: it may not be the citizen who looks (ADR 40)."""
    about: dict[str, Any] = {"incident": brief(incident) | {"status": incident.told_status}, "at": rfc3339(line.at)}
    payload = line.payload
    match line.kind:
        case "raised" | "pressed_again":
            station = stations.get(tx, incident.station)
            return [("received", about | {"station": {"code": station.code, "name": station.name}})]
        case "rang" if payload["anew"]:
            return [("ringing", about | {"phones": payload["phones"]})]
        case "claimed":
            return [("claimed", about | {"officer": _name(tx, line), "word": _word(tx, line)})]
        case "call_back" if payload["outcome"] == "started":
            return [("calling", about)]
        case "location" if line.officer and incident.status == "responding" and not _since_cancelled(line, incident):
            return [("en_route", about | {"officer": _name(tx, line), "minutes": _minutes(line, incident)})]
        case "movement" if payload["status"] in STEP_OF_MOVEMENT and not _since_cancelled(line, incident):
            return [(STEP_OF_MOVEMENT[payload["status"]], about | {"officer": _name(tx, line)})]
        case "unanswered":
            return [("unanswered", about | _climbing(payload))]
        case "cancelled":
            return [("cancelled", about)]
        case "closed":
            return [("closed", about)]
        case "message":
            said = ("message", about | {"from": _who(tx, line), "text": opened(tx, line)})
            writes = incident.mode == "silent" and line.officer is not None
            return [("calling", about), said] if writes else [said]
    return []


def _minutes(line: Line, incident: Incident) -> int | None:
    if incident.lat is None or incident.lon is None:
        return None
    return minutes_away(distance_m(Place(line.payload["lat"], line.payload["lon"], None),
                                   Place(incident.lat, incident.lon, None)))


def _word(tx: Tx, line: Line) -> str:
    """Who took it by telephone is put through by the house, and has no screen to read a word from."""
    by_voice = line.payload.get("channel") == "voice"
    return "" if by_voice else word(tx.keys, line.incident, line.officer or "")


def _since_cancelled(line: Line, incident: Incident) -> bool:
    return incident.cancelled_at is not None and line.at >= incident.cancelled_at


def _climbing(payload: dict[str, Any]) -> dict[str, Any]:
    """How far it has climbed, who was truly reached by it and how, and what comes next. Lines of older versions say
    less."""
    if "reached" not in payload:  # such a line tells what the ladder promised, not what came of it
        rang = payload.get("whom") == "above" and payload.get("stations") and payload.get("channels")
        payload = {"step": payload["step"], "reached": "above" if rang else None, "means": "app" if rang else None,
                   "stations": payload.get("stations", [])}
    next_at = payload.get("next_at")
    return {"step": payload["step"], "whom": payload["reached"], "means": payload["means"],
            "stations": payload["stations"], "next": payload.get("next"), "next_means": payload.get("next_means"),
            "next_at": rfc3339(next_at) if next_at else None}


def opened(tx: Tx, line: Line) -> str | None:
    """A message's text; ``None`` once it was erased by law."""
    sealed = line.payload.get("text")
    return tx.keys.unseal(sealed, "log.text") if sealed else None


def _name(tx: Tx, line: Line) -> dict[str, str]:
    return {"name": officers.public(tx, line.officer or "")["name"]}


def _who(tx: Tx, line: Line) -> dict[str, Any]:
    if line.officer:
        return {"kind": "officer", "name": officers.public(tx, line.officer)["name"]}
    return {"kind": "citizen" if line.actor.startswith("citizen:") else "system"}


def _point(line: Line) -> dict[str, Any]:
    point = {key: line.payload.get(key) for key in ("lat", "lon", "accuracy_m")}
    return point | {"at": rfc3339(line.payload["at"]) if "at" in line.payload else None}


def public(message: Broadcast) -> dict[str, Any]:
    """A broadcast as everybody reads it: all of it, and nothing of who wrote it."""
    return {
        "id": message.id, "station": {"code": message.station, "name": message.station_name}, "kind": message.kind,
        "about": message.about, "replaces": [each for each, _, _ in message.earlier], "status": message.status,
        "event": message.event, "category": EVENTS[message.event].category, "response": message.response,
        "urgency": message.urgency, "severity": message.severity, "certainty": message.certainty,
        "words": {language: {"mark": mark_of(message, language), "headline": said.headline, "text": said.text,
                             "instruction": said.instruction}
                  for language, said in message.words.items()},
        "area": {"name": message.area.name, "polygons": message.area.polygons, "circles": message.area.circles},
        "stations": message.stations, "sent_at": rfc3339(message.sent_at or message.made_at),
        "until": rfc3339(message.until)}
