"""What a reporter does: send a report, come back with its key, read, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siharat.db import Tx
from siharat.kernel.clock import DAY
from siharat.kernel.errors import invalid
from siharat.kernel.identity import derived_uuid
from siharat.people import access, citizens, sessions, stations
from siharat.people.access import CitizenCaller
from siharat.report import fading, keys, photos, rules, store
from siharat.report.photos import Photo
from siharat.report.rules import NewReport
from siharat.report.store import Line, Report

CODE_LETTERS = 6
KEY_AGAIN = 1 * DAY
"""A phone that lost the answer gets its key from the retry. Not for ever: what a shared phone still knows of the form
would open the report to whoever finds it there."""

PUBLIC = frozenset({"received", "asked", "answered", "planned", "patrolled", "raised", "attended", "referred",
                    "moved", "closed"})
"""The lines that its reporter reads. What the desk does among itself is not theirs to answer for."""
OWN = frozenset({"received", "asked"})
"""Those that are the reporter's own."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the phone is answered, and only once it is durable."""

    code: str
    station: str
    case_key: str | None
    """``None``: the answer to a retry that came too late to be given it again."""
    duplicate: bool


def take_in(tx: Tx, new: NewReport, token: str | None, pictures: Sequence[Photo] = ()) -> Taken:
    """Stores a report, and the photos that were kept for it. The same sending again changes nothing, and is answered
    the same.

    ``token`` is looked at only for who does not want to be nobody; ``Problem`` 422 where then nobody is known.
    """
    caller = sessions.caller(tx, token) if new.under != "nobody" else None
    citizen = caller.id if isinstance(caller, CitizenCaller) else None
    sender = citizen or new.phone or ""
    sending = keys.sent_as(tx.keys, new.phone_id, sender, new.text)
    key = keys.case_key(tx.keys, sending)
    earlier = _earlier(tx, sending, key)
    if earlier is not None:
        return earlier
    if new.under != "nobody" and citizen is None:
        citizen = _unverified(tx, new)
    return _store(tx, new, citizen, sending, key, pictures)


def _earlier(tx: Tx, sending: str, key: str) -> Taken | None:
    """The answer to a sending that is stored already."""
    found = store.by_sending(tx, sending)
    if found is None:
        return None
    report = store.get(tx, found.id)
    shown = key if tx.now - report.received_at < KEY_AGAIN else None
    return Taken(report.code, stations.get(tx, report.station).name, shown, True)


def _unverified(tx: Tx, new: NewReport) -> str:
    if new.phone is None:
        raise invalid("phone", "leave a number, or send it anonymously")
    return citizens.add(tx, new.phone, new.name)


def _store(tx: Tx, new: NewReport, citizen: str | None, sending: str, key: str, pictures: Sequence[Photo]) -> Taken:
    at = rules.told_when(new.under, tx.now)
    place = new.place
    station = stations.get(tx, _station(tx, new, citizen))
    # No time lies in the id of an anonymous one: an id of ours tells the millisecond it was made.
    report_id = derived_uuid("report", sending) if new.under == "nobody" else tx.identity.uuid7()
    columns = {
        "id": report_id, "sent_as": sending, "key_blind": keys.blind(tx.keys, key), "station": station.code,
        "under": new.under, "citizen": citizen, "category": new.category, "at": at,
        "text": tx.keys.seal(new.text, "report.text"), "happened_at": new.happened_at,
        "whereabouts": tx.keys.seal(new.whereabouts, "report.whereabouts") if new.whereabouts else None,
        "lat": place.lat if place else None, "lon": place.lon if place else None,
        "accuracy_m": place.accuracy_m if place else None, "locality": stations.locality(place)}
    while not store.insert(tx, code=(code := f"LW-{tx.identity.code(CODE_LETTERS)}"), **columns):
        if (earlier := _earlier(tx, sending, key)) is not None:
            return earlier  # its twin came over another connection, and was first by a hair
    store.add_line(tx, report_id, at, "received")
    photos.add(tx, report_id, list(pictures))
    return Taken(code, station.name, key, False)


def _station(tx: Tx, new: NewReport, citizen: str | None) -> str:
    """The place decides; without one, or with one outside every area, what the person chose; then their home."""
    home = citizens.get(tx, citizen).home if citizen else None
    known = bool(new.station) and any(row.code == new.station for row in stations.every(tx))
    chosen = stations.heir(tx, new.station).code if known and new.station else None
    return stations.concerned(tx, new.place, chosen or home).stations[0]


def open_with(tx: Tx, typed: str) -> Report:
    """The report that a case key opens; ``Problem`` 404 for any other key."""
    return store.by_key(tx, keys.blind(tx.keys, typed))


def open_own(tx: Tx, token: str | None, code: str) -> Report:
    """The same, for who sent it under their name, from a phone that knows them."""
    report = store.get(tx, store.named(tx, code))
    access.reported_openly(sessions.caller(tx, token), report.citizen, report.under)
    return report


def own(tx: Tx, token: str | None) -> list[Report]:
    """What this phone's owner has sent under their name; nothing for a stranger."""
    caller = sessions.caller(tx, token)
    return store.sent_by(tx, caller.id) if isinstance(caller, CitizenCaller) else []


def public_lines(tx: Tx, report: Report) -> list[Line]:
    return [line for line in store.lines(tx, report.id) if line.kind in PUBLIC]


def write(tx: Tx, report_id: str, said: object) -> None:
    """Its reporter adds something; the desk owes them a word again. One that was closed opens again, and so does the
    one that it was joined to, which stands in the queue for both: who has more to say has not been helped."""
    words = rules.message(said)
    report = store.lock(tx, report_id)
    at = rules.told_when(report.under, tx.now)
    store.add_line(tx, report.id, at, "asked", words=words)
    head = store.lock(tx, report.joined_to) if report.joined_to else report
    if head is not report:
        store.add_line(tx, head.id, at, "joined_asked", detail=report.code)
    for each in {report.id: report, head.id: head}.values():
        if each.status == "closed":
            store.set_status(tx, each.id, "open")
            fading.stays(tx, each.id)
    store.waits(tx, head.id, at)
