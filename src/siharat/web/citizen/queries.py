"""What the citizen's page must know, read in one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siharat.alarm import actions, marks
from siharat.alarm.numbers import number_for
from siharat.broadcast import store as broadcasts
from siharat.broadcast.rules import concerns
from siharat.close import afterwards
from siharat.db import Tx
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import MINUTE, parse_rfc3339
from siharat.kernel.phone import masked
from siharat.kernel.place import Place
from siharat.people import citizens, readiness, sessions, stations
from siharat.people.access import CitizenCaller
from siharat.ring import store as rings
from siharat.web import broadcast_words
from siharat.web.api.telling import tell
from siharat.web.broadcast_words import Shown
from siharat.web.citizen.phrases import LIVE, QUIET, STEPS
from siharat.web.citizen.steps import PublicStep, counted, headline, lines, unfold
from siharat.web.citizen.views import Mark, Message, OpenIncident, Practised
from siharat.web.moments import metres
from siharat.web.words import N_, catalogue, spoken

QUIETLY = {f"quiet.{key}": phrase for key, phrase in QUIET.items()}
STAYS = 10 * MINUTE
"""How long a closed incident is still told of."""
LONGEST_MS = 5
"""Digits: what takes longer than a hundred seconds has not arrived."""
SOME_STATION = N_("Kantor polisi")


@dataclass(frozen=True, slots=True)
class Known:
    fields: dict[str, Any]
    open: bool = False
    zone: str = "Asia/Makassar"
    position: int | None = None


def known(tx: Tx, token: str | None, language: str, numbers: Mapping[str, str]) -> Known:
    """``numbers``: those that take an alarm by SMS, and the station of each."""
    say = catalogue(language).gettext
    phrases = spoken({**STEPS, **QUIETLY, **LIVE}, language)
    caller = sessions.caller(tx, token)
    if not isinstance(caller, CitizenCaller):
        only = _only_station(tx)
        return Known({"registered": False, "moved_at": sessions.moved_at(tx, token),
                      "sms": number_for(numbers, only.path if only else ""),
                      "broadcasts": _broadcasts(tx, only.code if only else None, None, language),
                      "station": only.name if only else say(SOME_STATION), "phrases": phrases},
                     zone=only.timezone if only else "Asia/Makassar")
    row = citizens.get(tx, caller.id)
    number = masked(tx.keys.unseal(row.phone, "citizen.phone")).replace("-", "\u2011")
    incident = incidents.last_of(tx, caller.id)
    if incident and incident.closed_at and tx.now - incident.closed_at > STAYS:
        incident = None
    code = incident.station if incident else row.home
    home = stations.heir(tx, code) if code else _only_station(tx)
    station = home.name if home else say(SOME_STATION)
    mark = marks.own(tx, caller.id)
    fields = {"sms": number_for(numbers, home.path if home else ""),
              "mark": Mark(mark["reason"], mark["until"], mark["appealed"]) if mark else None,
              "home": home.code if home else "",
              "broadcasts": _broadcasts(tx, home.code if home else None, row, language),
              "registered": True, "station": station, "number": number, "phrases": phrases,
              "incident": _told(tx, incident, station, number, language) if incident else None}
    position = log.head(tx, incident.station) if incident else None
    return Known(fields, bool(incident and incident.open), home.timezone if home else "Asia/Makassar", position)


def _broadcasts(tx: Tx, home: str | None, row: Any, language: str) -> list[Shown]:
    """By the home station, and by the last place where one is known already; the open page decides anew by its own.
    The gravest first: it alone stands above the button."""
    known_place = row is not None and row.last_lat is not None
    last = Place(row.last_lat, row.last_lon) if known_place else None
    found = [broadcast_words.shown(each, language, tx.now, each.id, catalogue(language).gettext)
             for each in broadcasts.holding(tx) if concerns(each, home, last)]
    return sorted(found, key=lambda each: not each.grave)


def practised_as(tx: Tx, token: str | None, press_id: str, took_ms: str) -> Practised:
    """What became of the caller's own practice press, and how many phones would ring now."""
    caller, row = sessions.caller(tx, token), actions.find(tx, press_id)
    if not isinstance(caller, CitizenCaller) or row is None or row.citizen != caller.id:
        return Practised()
    incident = incidents.get(tx, row.incident)
    if incident.mode != "practice":
        return Practised()
    took = int(took_ms) if took_ms.isdecimal() and len(took_ms) <= LONGEST_MS else None
    return Practised(stations.get(tx, incident.station).name, readiness.phones_ready(tx, incident.station),
                     incident.phones, took)


def _only_station(tx: Tx) -> Any | None:
    """A new citizen's station is known when there is but one with phones."""
    manned = [row for row in stations.every(tx) if stations.answers(row)]
    return manned[0] if len(manned) == 1 else None


def _told(tx: Tx, incident: Incident, station: str, number: str, language: str) -> OpenIncident:
    say = catalogue(language).gettext
    silent = incident.mode == "silent"
    words = QUIET if silent else STEPS
    events = [event for line in log.of_incident(tx, incident.id, incident.station)
              for event in tell(tx, line).to_citizen]
    steps = [_step(name, data) for name, data in events if name != "message"]
    steps = counted(steps, rings.proved_phones(tx, incident.id))
    state = unfold(steps)
    helped, corrected = afterwards.said_of(tx, incident) if not incident.open else ("", False)
    near = metres(incident.accuracy_m, language) if incident.accuracy_m is not None else ""
    return OpenIncident(
        id=incident.id, code=incident.code, headline=headline(state, station, words, say),
        lines=lines(state, station, number, words, say), unanswered=state.unanswered, cancelled=state.cancelled,
        closed=not incident.open, silent=silent,
        helped=helped, corrected=corrected, called_false=afterwards.may_correct(incident),
        place=say(LIVE["place.shared"]).format(metres=near) if near else "",
        messages=[_message(data, say(LIVE["reply"]) if silent else "") for name, data in events if name == "message"],
        steps=[{"name": step.name, "at": step.at, "phones": step.phones, "received": step.received,
                "officer": step.officer, "word": step.word, "whom": step.whom, "means": step.means,
                "stations": step.stations, "next": step.next, "next_means": step.next_means, "minutes": step.minutes}
               for step in steps])


def _step(name: str, data: dict[str, Any]) -> PublicStep:
    officer = data.get("officer")
    return PublicStep(name, parse_rfc3339(data["at"]), data.get("phones"), data.get("received"),
                      officer["name"] if officer else None, data.get("word") or "", data.get("whom") or "",
                      data.get("means") or "", tuple(data.get("stations") or ()), data.get("next") or "",
                      data.get("next_means") or "", data.get("minutes"))


def _message(data: dict[str, Any], author: str) -> Message:
    """``author``: who wrote it is not said, for somebody may read along."""
    who = data["from"]
    mine = who["kind"] == "citizen"
    return Message(data["text"] or "–", parse_rfc3339(data["at"]), mine,
                   "" if mine else author or who.get("name", ""))
