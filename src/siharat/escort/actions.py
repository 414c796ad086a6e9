"""An escort, in the order in which it happens: begun, followed, prolonged, safe; or asked, and an alarm."""

from __future__ import annotations

import hmac

from siharat.alarm import actions as alarm
from siharat.alarm.rules import LAST_PLACE, Press
from siharat.db import Tx, wakeup
from siharat.escort import rules, store
from siharat.escort.rules import Point
from siharat.escort.store import Escort
from siharat.incident import store as incidents
from siharat.kernel import Keyring, Problem
from siharat.kernel.clock import DAY, MINUTE
from siharat.kernel.errors import not_found
from siharat.kernel.identity import CODE_ALPHABET, derived_uuid, typed_code
from siharat.people import citizens
from siharat.people.access import CitizenCaller

ESCORT_ASKS = "escort_asks"
ESCORT_OVERDUE = "escort_overdue"
ESCORT_FADES = "escort_fades"
KEY_LETTERS = 16
"""80 bits: found by nobody who tries."""
FADES_AFTER = 1 * DAY
"""So long the family still reads that the police were called."""


def begin(tx: Tx, caller: CitizenCaller, minutes: object, to: object, silent: bool) -> Escort:
    """From now on silence is an alarm. Begun twice it is begun once: the first promise stands. ``Problem`` 409 while
    the police are called already."""
    lasts = rules.minutes(minutes)
    if incidents.open_of(tx, caller.id):
        raise Problem(409, "not_now", "Your alarm is open: the police know already.")
    earlier = store.of_citizen(tx, caller.id)
    if earlier and earlier.state != "alarm":
        return earlier
    if earlier:
        _forget(tx, earlier)
    escort_id, until = tx.identity.uuid7(), tx.now + lasts * MINUTE
    store.insert(tx, escort_id, caller.id, until, silent, str(to or "").strip()[:rules.LONGEST_WORDS],
                 blind(tx.keys, follow_key(tx.keys, escort_id, 0)))
    wakeup.plan(tx, _wakes(escort_id), ESCORT_ASKS, until)
    return _running(tx, caller)


def running(tx: Tx, caller: CitizenCaller) -> Escort | None:
    """The caller's own, also when it has become an alarm."""
    return store.of_citizen(tx, caller.id)


def here(tx: Tx, caller: CitizenCaller, point: Point) -> None:
    """Where the phone is. One that comes too soon after the last is not kept."""
    escort = _running(tx, caller)
    last = next(iter(store.track(tx, escort.id)), None)
    if last is None or tx.now - last.at >= rules.POINT_EVERY:
        store.add_point(tx, escort.id, Point(point.place, min(point.at, tx.now)))


def prolong(tx: Tx, caller: CitizenCaller, minutes: object) -> Escort:
    """It takes longer; whoever was asked has answered."""
    escort = _running(tx, caller)
    until = rules.prolonged(escort.until, tx.now, rules.minutes(minutes))
    store.set_state(tx, escort.id, "going", until)
    wakeup.drop(tx, _wakes(escort.id), ESCORT_OVERDUE)
    wakeup.plan(tx, _wakes(escort.id), ESCORT_ASKS, until)
    return _running(tx, caller)


def safe(tx: Tx, caller: CitizenCaller) -> None:
    """Arrived: the promise and every place of the way are erased. Of an alarm that has been raised nothing is taken
    back; that is what its own cancel is for."""
    escort = store.of_citizen(tx, caller.id)
    if escort and escort.state != "alarm":
        _forget(tx, escort)


def end_link(tx: Tx, caller: CitizenCaller) -> Escort:
    """Who has the link sees nothing any more; the next link is another."""
    escort = _running(tx, caller)
    shown_to = escort.shown_to + 1
    store.set_key(tx, escort.id, shown_to, blind(tx.keys, follow_key(tx.keys, escort.id, shown_to)))
    return _running(tx, caller)


def followed(tx: Tx, typed: str) -> tuple[Escort, Point | None]:
    """What the family sees: how it stands, and the last place. ``Problem`` 404 for a link that was ended, and for an
    escort that ended well: nothing is left of it."""
    escort = store.by_key(tx, blind(tx.keys, typed))
    if escort is None:
        raise not_found("escort")
    return escort, next(iter(store.track(tx, escort.id)), None)


def link_of(tx: Tx, escort: Escort) -> str:
    return follow_key(tx.keys, escort.id, escort.shown_to)


def asks(tx: Tx, key: str) -> None:
    """Due: the time is over. The page asks; who does not answer has an alarm after the grace."""
    escort = store.get(tx, wakeup.key_of("escort", key))
    if escort is None or escort.state != "going":
        return
    until = tx.now + rules.GRACE
    store.set_state(tx, escort.id, "asked", until)
    wakeup.plan(tx, key, ESCORT_OVERDUE, until)


def overdue(tx: Tx, key: str) -> None:
    """Due: nobody answered. Every phone rings, at the last place that is known of them, with its age."""
    escort = store.get(tx, wakeup.key_of("escort", key))
    if escort is None or escort.state != "asked":
        return
    track = store.track(tx, escort.id)
    last = track[0] if track else None
    press = Press(id=derived_uuid("escort", escort.id), pressed_at=tx.now, place=last.place if last else None,
                  located_at=last.at if last else None, mode="silent" if escort.silent else "loud",
                  note=rules.told(escort.to, track, tx.now), phone=None, name="", said=None,
                  flags=(LAST_PLACE,) if last else (), road="escort")
    incident = alarm.ring_for(tx, escort.citizen, press, incidents.open_of(tx, escort.citizen),
                              citizens.get(tx, escort.citizen).home)
    store.set_state(tx, escort.id, "alarm", tx.now, incident.id)
    wakeup.plan(tx, key, ESCORT_FADES, tx.now + FADES_AFTER)


def faded(tx: Tx, key: str) -> None:
    """Due: the alarm has the track in its note; here nothing is kept."""
    store.forget(tx, wakeup.key_of("escort", key))


def _running(tx: Tx, caller: CitizenCaller) -> Escort:
    escort = store.of_citizen(tx, caller.id)
    if escort is None or escort.state == "alarm":
        raise not_found("escort")
    return escort


def _forget(tx: Tx, escort: Escort) -> None:
    wakeup.drop(tx, _wakes(escort.id))
    store.forget(tx, escort.id)


def _wakes(escort_id: str) -> str:
    return wakeup.key("escort", escort_id)


def follow_key(keys: Keyring, escort_id: str, shown_to: int) -> str:
    """The key of a link: computed, not stored, so that the page can show it again and the database cannot."""
    drawn = hmac.digest(keys.derive("follow key"), f"{escort_id}\x1f{shown_to}".encode(), "sha256")
    return "".join(CODE_ALPHABET[byte & 31] for byte in drawn[:KEY_LETTERS])


def blind(keys: Keyring, typed: str) -> str:
    """How the key is found."""
    return keys.blind(typed_code(typed), "escort.key")
