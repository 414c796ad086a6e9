"""From a press to an incident, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from siharat.alarm import bundles
from siharat.alarm.first import first_to_ring
from siharat.alarm.rules import BY_SMS, UNREADABLE, Press, Road
from siharat.db import Tx
from siharat.incident import log, policy, store
from siharat.incident.log import Entry
from siharat.incident.rules import REAL_MODES, Incident, Mode
from siharat.kernel.clock import MINUTE, SECOND, rfc3339
from siharat.kernel.identity import derived_uuid
from siharat.kernel.place import Place
from siharat.people import access, citizens, keeping, looks, sessions, stations
from siharat.people.access import Caller, CitizenCaller, OfficerCaller
from siharat.people.stations import Concerned

CODE_LETTERS = 6
LONGEST_LOCALITY = 60
"""Of words that name no place we know: a lock screen shows them."""
LOOKED = {"call": "menelepon 110", "desk": "datang ke meja"}
"""The reason in the line that the desk's look at whose number it is leaves."""
RETRY_OPENS_SESSION = 10 * MINUTE
"""A phone that lost the answer to its first press gets its session from the retry. Not for ever: whoever learned the
press's id and number later would get it too."""

FIND = text("""SELECT a.id, a.incident, a.received_at, c.phone_blind, a.citizen, a.raised_by, a.flags FROM alarm a
    JOIN citizen c ON c.id = a.citizen WHERE a.id = :id""")
INSERT = text("""INSERT INTO alarm (id, incident, citizen, received_at, pressed_at, mode, lat, lon,
    accuracy_m, located_at, said, note, flags, raised_by) VALUES (:id, :incident, :citizen, :now, :pressed_at, :mode,
    :lat, :lon, :accuracy_m, :located_at, :said, :note, :flags, :by)""")
NOTES = text("""SELECT note, received_at FROM alarm WHERE incident = :incident AND note IS NOT NULL
    ORDER BY received_at, id""")
CAME_TOO = text("UPDATE alarm SET flags = :flags WHERE id = :id AND flags = :before")
AT_STATION = text("SELECT officers, policy, path FROM station WHERE code = :code")


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Event: a press must ring. ``first`` is false for a press that joined an open incident."""

    incident: Incident
    first: bool


@dataclass(frozen=True, slots=True)
class TurnedSilent:
    """Event: the citizen of an open alarm must not be phoned any more."""

    incident: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the phone is answered, and only once it is durable."""

    alarm: str
    received_at: int
    duplicate: bool
    incident: Incident
    station_name: str
    token: str | None
    """A new session, when the press came without a valid one."""

    def body(self) -> dict[str, Any]:
        incident = self.incident
        return {"id": self.alarm, "received_at": rfc3339(self.received_at), "duplicate": self.duplicate,
                "incident": {"id": incident.id, "code": incident.code, "status": incident.told_status,
                             "station": {"code": incident.station, "name": self.station_name}},
                "phones": incident.phones}


def raise_alarm(tx: Tx, press: Press, token: str | None) -> Acknowledged:
    """Takes a press: a new incident, or the citizen's open one rings again, or the same answer as the
    first time. An unknown token with a number in the body is an unverified press (DESIGN, decision 9)."""
    caller = sessions.caller(tx, token)
    press_id, earlier = _same_press(tx, press, caller)
    if earlier is not None:
        _came_too(tx, earlier, press)
        again = None if caller or tx.now - earlier.received_at > RETRY_OPENS_SESSION else \
            sessions.open_session(tx, "citizen", earlier.citizen)
        return _acknowledge(tx, earlier.id, earlier.received_at, store.get(tx, earlier.incident), True, again)
    if isinstance(caller, CitizenCaller):
        citizen, new_token = caller.id, None
    else:
        citizen, new_token = _unverified(tx, press)
    incident = store.open_of(tx, citizen) if press.mode != "practice" else None
    home = citizens.get(tx, citizen).home
    incident = _written(tx, press_id, citizen, press, incident, home)
    return _acknowledge(tx, press_id, tx.now, incident, False, new_token)


def raise_once(tx: Tx, citizen: str, press: Press, home: str | None) -> Incident:
    """The same for a press that its phone has signed: it rings once, by whichever road it comes first."""
    press_id, earlier = _same_press(tx, press, CitizenCaller(citizen))
    if earlier is not None:
        return _came_too(tx, earlier, press)
    return _written(tx, press_id, citizen, press, store.open_of(tx, citizen), home)


def ring_for(tx: Tx, citizen: str, press: Press, incident: Incident | None, home: str | None,
             also: str | None = None, rings: bool = True) -> Incident:
    """A press that nobody has proved to be anybody's: it joins ``incident``, or opens one. ``also``: a station that
    rings whatever place it names. Not ``rings``: it is written down, and the incident rings anyway."""
    return _written(tx, press.id, citizen, press, incident, home, also=also, rings=rings)


def find(tx: Tx, press_id: str) -> Any | None:
    return tx.one(FIND, id=press_id)


def _came_too(tx: Tx, earlier: Any, press: Press) -> Incident:
    """The same press by its other road: a line, once; and a place, where none was known."""
    incident = store.get(tx, earlier.incident)
    flags = earlier.flags.split()
    first: Road = "sms" if BY_SMS in flags else "app"
    mark = f"also_{press.road}"
    if press.road == first or mark in flags:
        return incident
    if not tx.run(CAME_TOO, id=earlier.id, before=earlier.flags, flags=" ".join([*flags, mark])):
        return incident  # another process is writing that line
    log.append(tx, incident.stations, incident.id, f"citizen:{earlier.citizen}",
               Entry("came_too", {"alarm": earlier.id, "road": press.road}))
    return _join(tx, incident, press) if incident.open and incident.lat is None else incident


def raise_for(tx: Tx, caller: OfficerCaller, press: Press) -> Acknowledged:
    """The desk presses for somebody who phones or stands at the counter. ``Problem`` 404 for who sits at no desk.

    Whose number an officer has proved is known by it, and so is who phoned before: their open incident rings again.
    Any other profile with that number was only typed by somebody, and learns nothing of this alarm.
    """
    access.operator_of(caller, caller.path)
    press_id, earlier = _same_call(tx, press, caller)
    if earlier is not None:
        return _acknowledge(tx, earlier.id, earlier.received_at, store.get(tx, earlier.incident), True, None)
    press = placed(tx, caller.station, press)
    known = citizens.recognised(tx, press.phone) if press.phone and UNREADABLE not in press.flags else None
    citizen = known or citizens.add(tx, press.phone or "", press.name)
    incident = _written(tx, press_id, citizen, press, store.open_of(tx, citizen), caller.station, caller)
    looks.leave_line(tx, caller, citizen, incident.id, LOOKED[press.road])
    return _acknowledge(tx, press_id, tx.now, incident, False, None)


def placed(tx: Tx, station: str, press: Press) -> Press:
    """The press with its place. Of words the part of town that they name is understood; all of them stand in the note,
    for who works on it: they may hold a name."""
    if press.where is None:
        return press
    noted = replace(press, note="\n".join(filter(None, (press.where, press.note))))
    if press.place is not None:
        return noted
    found = stations.place_named(press.where, stations.somewhere_in(tx, station))
    return replace(noted, place=found, located_at=tx.now if found else None, where=press.where[:LONGEST_LOCALITY])


def _written(tx: Tx, press_id: str, citizen: str, press: Press, incident: Incident | None, home: str | None,
             by: OfficerCaller | None = None, also: str | None = None, rings: bool = True) -> Incident:
    """The press joins the open incident, or opens one; either is in the book and rings."""
    home = stations.heir(tx, home).code if home else None
    first = incident is None
    if incident:
        incident = _join(tx, incident, press)
    else:
        concerned = stations.concerned(tx, press.place, home)
        also = stations.heir(tx, also).code if also else None
        if also and also not in concerned.stations:
            concerned = replace(concerned, stations=(*concerned.stations, also))
        incident = _open(tx, citizen, press, concerned)
        if home and incident.open and home not in incident.stations:  # away from home: it reads what happens to its own
            incident = store.join(tx, incident, home, rings=False)
    if by and not access.may_see(by, incident):  # who raised it for somebody in another area goes on seeing it
        incident = store.join(tx, incident, by.station, rings=False)
    _insert(tx, press_id, incident.id, citizen, press)
    log.append(tx, incident.stations, incident.id, f"officer:{by.id}" if by else f"citizen:{citizen}",
               Entry("raised" if first else "pressed_again", _payload(press_id, press, incident)))
    if incident.open and rings:
        tx.emit(AlarmRaised(incident, first))
    return incident


def raise_drill(tx: Tx, station: str) -> Incident:
    """The system presses, for a drill: the same incident, log and rings, for this station alone. Its mode
    says on every screen and in every message that nobody is in danger."""
    return _raise_own(tx, citizens.nobody(tx, station), station, "drill")


def raise_for_report(tx: Tx, station: str, citizen: str | None, place: Place | None, note: str,
                     by: str) -> Incident:
    """The desk sends officers for a calm report. Where its reporter is not to be named, or has an open incident of
    their own, it stands on a profile of nobody, without a number: who takes it keeps it by setting out."""
    named = citizen if citizen and store.open_of(tx, citizen) is None else None
    press = Press(id=tx.identity.uuid7(), pressed_at=tx.now, place=place, located_at=tx.now if place else None,
                  mode="loud", note=note, phone=None, name="", said=None, flags=(),
                  road="report", by=by)
    return _raise(tx, named or citizens.add(tx, "", ""), stations.concerned(tx, place, station), press,
                  f"officer:{by}")


def raise_rehearsal(tx: Tx, station: str) -> Incident:
    """Everything that a real press at the station writes. Only for a unit of work that will be undone."""
    return _raise_own(tx, citizens.add(tx, "", ""), station, "loud")


def _raise_own(tx: Tx, citizen: str, station: str, mode: Mode) -> Incident:
    press = Press(id=tx.identity.uuid7(), pressed_at=tx.now, place=stations.somewhere_in(tx, station),
                  located_at=tx.now, mode=mode, note=None, phone=None, name="", said=None, flags=())
    return _raise(tx, citizen, Concerned((station,), "own"), press, "system")


def _raise(tx: Tx, citizen: str, concerned: Concerned, press: Press, actor: str) -> Incident:
    incident = _open(tx, citizen, press, concerned)
    _insert(tx, press.id, incident.id, citizen, press)
    log.append(tx, incident.stations, incident.id, actor, Entry("raised", _payload(press.id, press, incident)))
    tx.emit(AlarmRaised(incident, True))
    return incident


def notes(tx: Tx, incident: str) -> list[tuple[str, int]]:
    """What was written with the presses of an incident, and when (ms). It may hold a name: for who works on it,
    never for all whose phones ring."""
    return [(tx.keys.unseal(row.note, "alarm.note"), row.received_at) for row in tx.all(NOTES, incident=incident)]


def _same_press(tx: Tx, press: Press, caller: Caller | None) -> tuple[str, Any | None]:
    """The id to store under, and the earlier press if this is its retry. An id that somebody else has
    used is replaced by one derived from both, so that the retries of this phone still find their own."""
    mine = caller.id if caller else tx.keys.blind(press.phone or "", "citizen.phone")

    def is_mine(row: Any) -> bool:
        return mine in (row.citizen, row.phone_blind)

    row = tx.one(FIND, id=press.id)
    if row is None or is_mine(row):
        return press.id, row
    other = derived_uuid(press.id, mine)
    return other, tx.one(FIND, id=other)


def _same_call(tx: Tx, press: Press, caller: OfficerCaller) -> tuple[str, Any | None]:
    """The same for a press by an officer: a form that is sent twice raises one alarm."""
    row = tx.one(FIND, id=press.id)
    if row is None or row.raised_by == caller.id:
        return press.id, row
    other = derived_uuid(press.id, caller.id)
    return other, tx.one(FIND, id=other)


def _unverified(tx: Tx, press: Press) -> tuple[str, str]:
    if press.phone is None:
        raise access.unknown_caller()
    citizen = citizens.add(tx, press.phone, press.name)
    return citizen, sessions.open_session(tx, "citizen", citizen)


def _open(tx: Tx, citizen: str, press: Press, concerned: Concerned) -> Incident:
    place = press.place
    own = concerned.stations[0]
    found = [row for code in concerned.stations if (row := tx.one(AT_STATION, code=code)) is not None]
    practice = press.mode == "practice"
    policy_now = policy.in_force(found[0])
    real = press.mode in REAL_MODES
    doubted = real and press.by is None  # an officer heard the voice of who phones
    first = first_to_ring(tx, citizen, concerned.stations, policy_now, doubted) if real else None
    incident = Incident(
        id=tx.identity.uuid7(), code=f"SHR-{tx.identity.code(CODE_LETTERS)}", station=own, citizen=citizen,
        status="closed" if practice else "ringing", mode=press.mode, lat=place.lat if place else None,
        lon=place.lon if place else None, accuracy_m=place.accuracy_m if place else None,
        located_at=press.located_at or (tx.now if place else None), locality=stations.locality(place) or press.where,
        phones=first.phones if first else sum(row.officers for row in found), wave=0 if practice else 1,
        escalation=0, policy=policy_now, opened_at=tx.now, cancelled_at=None,
        closed_at=tx.now if practice else None, disposition="test" if practice else None,
        stations=(own,) if practice else concerned.stations, paths=(),
        bundle=bundles.of(tx, own, place, policy_now) if real and place else None,
        narrow_until=tx.now + first.seconds * SECOND if first else None, narrow_to=first.whom if first else None,
        road=press.road, category=press.category, kept_from=keeping.of_citizen(tx, citizen) if real else ())
    while not store.insert(tx, incident):
        incident = replace(incident, code=f"SHR-{tx.identity.code(CODE_LETTERS)}")
    if place and concerned.why in ("inside", "border"):
        citizens.pressed_from(tx, citizen, own, place)
    return incident


def _join(tx: Tx, incident: Incident, press: Press) -> Incident:
    """A new press while the incident is open: the newer place counts, and that it was over no longer does; a silent
    one makes it silent, for it says what the person needs now. The rings come from the story."""
    if incident.cancelled_at is not None:
        incident = store.uncancel(tx, incident)
    if press.mode == "silent" and incident.mode == "loud":
        incident = store.turn_silent(tx, incident)
        tx.emit(TurnedSilent(incident.id))
    if press.place is None:
        return incident
    place, at = press.place, press.located_at or tx.now
    locality = stations.locality(place)
    store.set_place(tx, incident.id, place.lat, place.lon, place.accuracy_m, at, locality)
    return replace(incident, lat=place.lat, lon=place.lon, accuracy_m=place.accuracy_m, located_at=at,
                   locality=locality)


def _insert(tx: Tx, press_id: str, incident: str, citizen: str, press: Press) -> None:
    place = press.place
    tx.run(INSERT, id=press_id, incident=incident, citizen=citizen, now=tx.now, pressed_at=press.pressed_at,
           mode=press.mode, lat=place.lat if place else None, lon=place.lon if place else None,
           accuracy_m=place.accuracy_m if place else None, located_at=press.located_at,
           said=tx.keys.seal(press.said, "alarm.said") if press.said else None,
           note=tx.keys.seal(press.note, "alarm.note") if press.note else None, flags=" ".join(press.flags),
           by=press.by)


def _payload(press_id: str, press: Press, incident: Incident) -> dict[str, Any]:
    said = {"alarm": press_id, "mode": press.mode, "lat": incident.lat, "lon": incident.lon,
            "accuracy_m": incident.accuracy_m, "phones": incident.phones, "flags": list(press.flags)}
    return said | ({"road": press.road, "category": press.category} if press.road != "app" else {})


def _acknowledge(tx: Tx, alarm: str, received_at: int, incident: Incident, duplicate: bool,
                 token: str | None) -> Acknowledged:
    name = stations.get(tx, incident.station).name
    return Acknowledged(alarm, received_at, duplicate, incident, name, token)
