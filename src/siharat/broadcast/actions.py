"""Write it, look at it, correct it, send it; update it, call it off. What is sent is never changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, text

from siharat.broadcast import rules, store, waves, where
from siharat.broadcast.rules import Broadcast, Picked, Wish, Words
from siharat.broadcast.where import Chosen
from siharat.db import Tx
from siharat.incident import log
from siharat.incident.log import Entry
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, rfc3339
from siharat.kernel.errors import invalid
from siharat.people import access, stations
from siharat.people.access import OfficerCaller

FORGOTTEN_AFTER = 1 * DAY
"""What was written and not sent by then is no longer shown, and gone within the hour after."""
CALLED_OFF_FOR = 1 * DAY
"""How long a cancellation stays on the public page."""
CALLED_OFF = {"id": "Sudah tidak berlaku", "en": "No longer in force"}

PHONES = text("SELECT count(*) FROM warned_phone WHERE station IN :stations").bindparams(
    bindparam("stations", expanding=True))


@dataclass(frozen=True, slots=True)
class Preview:
    """The second look."""

    message: Broadcast
    phones: int
    """That want to hear of these stations. Which of them are inside the area only they know."""
    second: bool
    """Another person must look at it, too."""
    own: bool
    """The caller wrote it."""


def choose(tx: Tx, caller: OfficerCaller, wish: Wish) -> Chosen:
    """Where it holds. To be read beside the writer, and before it: to draw a province takes a third of a second, and a
    press may be waiting. ``Problem`` 404 for who sits at no desk, 422 for what is no place of theirs."""
    access.warns(caller, caller.path)
    return where.chosen(tx, caller, wish)


def write(tx: Tx, caller: OfficerCaller, wish: Wish, chosen: Chosen, about: str | None = None) -> str:
    """A draft, which nobody outside reads; its id. ``about``: the message that it updates. ``Problem`` 404 for who sits
    at no desk."""
    access.warns(caller, caller.path)
    earlier = _continued(tx, caller, about) if about else None
    draft_id = tx.identity.uuid7()
    station = stations.get(tx, earlier.station if earlier else caller.station)
    store.insert(tx, Broadcast(
        draft_id, station.code, station.name, station.timezone, earlier.about if earlier else draft_id,
        "Update" if earlier else "Alert", wish.status, wish.event, wish.response, wish.urgency, wish.severity,
        wish.certainty, wish.words, chosen.area, _all_of(earlier, chosen.stations), chosen.whole,
        tx.now + wish.minutes * 60_000, caller.id, tx.now), _picked(wish))
    return draft_id


def forget_drafts(tx: Tx) -> None:
    """Of what nobody sent, also what was thrown away, nothing stays: a name may stand in its words, and the middle of
    its circle be somebody's door. Where a second person was asked, the book has every word."""
    tx.run(store.FORGET, before=tx.now - FORGOTTEN_AFTER)


def _picked(wish: Wish) -> Picked:
    return Picked(wish.around, wish.parts, wish.stations if wish.whole else ())


def _all_of(earlier: Broadcast | None, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Who was told of the first must hear of the second, also where it holds no longer."""
    return tuple(dict.fromkeys([*chosen, *(earlier.stations if earlier else ())]))


def look(tx: Tx, caller: OfficerCaller, broadcast_id: str) -> Preview:
    message = _own(tx, caller, broadcast_id)
    phones = int(tx.value(PHONES, stations=list(message.stations)))
    second = rules.needs_second(message.kind, message.whole, phones)
    return Preview(message, phones, second, message.made_by == caller.id)


def draft(tx: Tx, caller: OfficerCaller, broadcast_id: str) -> tuple[Broadcast, Picked]:
    """To be corrected. ``Problem`` 409 for what is none any more."""
    message = _own(tx, caller, broadcast_id)
    _must_be_draft(message, message.version)
    return message, store.picked(tx, broadcast_id)


def change(tx: Tx, caller: OfficerCaller, broadcast_id: str, wish: Wish, chosen: Chosen, seen: int) -> None:
    """The draft says this now. Who changed it wrote it: a second person who was asked for, or has read it, is to look
    anew. ``seen``: the version from which they began; ``Problem`` 409 when it is another now, or no draft any more."""
    store.lock(tx, _own(tx, caller, broadcast_id).about)
    before = store.get(tx, broadcast_id)
    _must_be_draft(before, seen)
    earlier = None
    if before.kind == "Update":
        _still_open(tx, before)
        earlier = store.get(tx, store.newest(tx, before.about))
    after = replace(
        before, status=wish.status, event=wish.event, response=wish.response, urgency=wish.urgency,
        severity=wish.severity, certainty=wish.certainty, words=wish.words, area=chosen.area,
        stations=_all_of(earlier, chosen.stations), whole=chosen.whole, until=tx.now + wish.minutes * 60_000,
        made_by=caller.id, made_at=tx.now, asked_at=None)
    if not store.change(tx, after, _picked(wish)):
        raise already_decided()
    if before.asked_at is not None:
        _note(tx, caller, after, "broadcast_changed")


def _must_be_draft(message: Broadcast, seen: int) -> None:
    if message.sent_at is not None or message.dropped_at is not None:
        raise already_decided()
    if message.version != seen:
        raise Problem(409, "draft_changed", "Somebody has changed it. Read it again.", version=message.version,
                      changed_by=message.made_by)


def send(tx: Tx, caller: OfficerCaller, broadcast_id: str, seen: int | None = None) -> str:
    """``sent``, or ``waits`` for a second person, whom the same verb of another desk officer is. ``seen``: the version
    that they have read. ``Problem`` 409 when somebody was first, or has changed it, or the thread has gone on."""
    store.lock(tx, _own(tx, caller, broadcast_id).about)
    preview = look(tx, caller, broadcast_id)
    message = preview.message
    _must_be_draft(message, message.version if seen is None else seen)
    if message.kind != "Alert":
        _still_open(tx, message)
    if preview.second and preview.own:
        if not tx.run(store.ASK, id=broadcast_id, now=tx.now):
            raise already_decided()
        _note(tx, caller, message, "broadcast_asked")
        return "waits"
    until = tx.now + message.until - message.made_at
    if not tx.run(store.SEND, id=broadcast_id, now=tx.now, by=caller.id, until=until, phones=preview.phones):
        raise already_decided()
    message = store.get(tx, broadcast_id)
    _note(tx, caller, message, "broadcast_sent")
    waves.begin(tx, message)
    return "sent"


def drop(tx: Tx, caller: OfficerCaller, broadcast_id: str, seen: int | None = None) -> None:
    """It is not sent: by who wrote it, or by the second person. ``seen`` as of ``send``."""
    store.lock(tx, _own(tx, caller, broadcast_id).about)
    message = store.get(tx, broadcast_id)
    _must_be_draft(message, message.version if seen is None else seen)
    if not tx.run(store.DROP, id=broadcast_id, now=tx.now):
        raise already_decided()
    if message.asked_at is not None:
        _note(tx, caller, message, "broadcast_dropped")


def call_off(tx: Tx, caller: OfficerCaller, broadcast_id: str, reason: object) -> str:
    """A CAP ``Cancel``, sent at once: nobody must wait to hear that a warning was wrong, or is over. Its id."""
    words = rules.cleaned(str(reason or ""))[:rules.LONGEST["text"]]
    if not words:
        raise invalid("reason", "is empty: citizens read it")
    earlier = _continued(tx, caller, broadcast_id)
    cancel = replace(
        earlier, id=tx.identity.uuid7(), kind="Cancel", response="AllClear", urgency="Past", made_by=caller.id,
        made_at=tx.now, until=tx.now + CALLED_OFF_FOR, asked_at=None, sent_by=None, sent_at=None,
        words={language: Words(CALLED_OFF[language] + ": " + said.headline[:rules.LONGEST["headline"] - 22], words)
               for language, said in earlier.words.items() if language == "id"})
    store.insert(tx, cancel)
    send(tx, caller, cancel.id)
    return cancel.id


def _own(tx: Tx, caller: OfficerCaller, broadcast_id: str) -> Broadcast:
    """One of the caller's own desk, or of one below."""
    access.warns(caller, store.path_of(tx, broadcast_id))
    return store.get(tx, broadcast_id)


def _continued(tx: Tx, caller: OfficerCaller, broadcast_id: str) -> Broadcast:
    """The sent message that a further one is about."""
    message = _own(tx, caller, broadcast_id)
    store.lock(tx, message.about)
    if not message.runs(tx.now) or store.newest(tx, message.about) != message.id:
        raise over()
    return message


def _still_open(tx: Tx, message: Broadcast) -> None:
    """The thread has neither been called off nor gone on since the draft was written."""
    last = store.get(tx, store.newest(tx, message.about))
    if last.kind == "Cancel" or (last.sent_at or 0) > message.made_at:
        raise over()


def _note(tx: Tx, caller: OfficerCaller, message: Broadcast, kind: str) -> None:
    """Into the book of the desk that speaks, and of every station whose citizens it is for: word for word."""
    said = {"by": message.station, "kind": message.kind, "status": message.status, "about": message.about,
            "event": message.event, "response": message.response, "urgency": message.urgency,
            "severity": message.severity, "certainty": message.certainty, "area": message.area.name,
            "until": rfc3339(message.until), "made_by": message.made_by,
            "words": {language: [each.headline, each.text, each.instruction]
                      for language, each in message.words.items()}}
    books = tuple(dict.fromkeys([message.station, *message.stations]))
    log.append(tx, books, message.id, f"officer:{caller.id}", Entry(kind, said))


def already_decided() -> Problem:
    return Problem(409, "already_decided", "Somebody has sent or dropped it already.")


def over() -> Problem:
    return Problem(409, "superseded", "A later message has taken its place, or it no longer holds. Look at the list.")
