"""Telling other systems: written with the event, sent once it is durable, again until it is taken.

One wake-up and one lane for each webhook: a receiver that hangs or refuses delays nobody but itself, and no alarm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from siharat.db import Tx, wakeup
from siharat.exchange import payload, rules, signing, store
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.ring.patience import Answer

DELIVERY_DUE = "delivery_due"
LEASE = 60 * SECOND
"""Longer than any try lasts. Who has not settled a delivery by then is dead, and another process tries it again."""
LONGEST_ANSWER = 200
FORGOTTEN_AT_ONCE = 500
"""Few enough that a press does not feel them."""
WHAT = "webhook"


@dataclass(frozen=True, slots=True)
class DeliveriesWait:
    """Event: something is written for this webhook, and nobody has planned yet that it goes out."""

    webhook: str


@dataclass(frozen=True, slots=True)
class DeliveryDue:
    """Event: a delivery is to be sent to its webhook now."""

    delivery: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One signed request."""

    url: str
    headers: dict[str, str]
    body: bytes


class Post(Protocol):
    """Carries letters to addresses that people typed; whatever goes wrong is an answer with status 0."""

    def checked(self, url: str) -> str:
        """Its one spelling. ``ValueError`` that says why nothing may be sent there."""

    async def deliver(self, letter: Letter) -> Answer: ...
    def close(self) -> None: ...


def add(tx: Tx, station: str, name: object, url: str, kinds: Iterable[str], by: str | None) -> tuple[str, str]:
    """Its id and its secret, which is shown this once. ``url`` was checked by the ``Post`` that will use it."""
    said, wanted = rules.named(name), rules.chosen(kinds)
    stations.get(tx, station)
    _room(tx, station)
    secret = signing.secret(tx.identity.bytes(signing.SECRET_BYTES))
    return store.insert(tx, station, said, url, secret, wanted, by), secret


def add_as(tx: Tx, caller: OfficerCaller, name: object, url: str, kinds: Iterable[str]) -> tuple[str, str]:
    access.connects(caller, stations.get(tx, caller.station).path)
    return add(tx, caller.station, name, url, kinds, caller.id)


def switch_off(tx: Tx, caller: OfficerCaller, webhook: str) -> None:
    """Nothing more goes there; what waits is dead, and can be sent again by hand."""
    end(tx, _mine(tx, caller, webhook).id, "switched_off")


def end(tx: Tx, webhook: str, why: str) -> None:
    """``why``: ``switched_off`` by a person, or the receiver said that it is ``gone``."""
    store.get(tx, webhook)
    if tx.run(store.SWITCH_OFF, id=webhook, now=tx.now, why=why):
        tx.run(store.END_ALL, webhook=webhook, why=why, now=tx.now)


def switch_on(tx: Tx, caller: OfficerCaller, webhook: str) -> None:
    row = _mine(tx, caller, webhook)
    _room(tx, row.station)
    tx.run(store.SWITCH_ON, id=row.id)


def try_out(tx: Tx, caller: OfficerCaller, webhook: str) -> None:
    """A delivery of nothing, to see that it arrives."""
    send_test(tx, _mine(tx, caller, webhook).id)


def send_test(tx: Tx, webhook: str) -> None:
    row = _on(store.get(tx, webhook))
    store.write(tx, row.id, rules.TEST, None)
    _at_once(tx, row.id)


def send_again(tx: Tx, caller: OfficerCaller, delivery: str) -> None:
    """By hand, under the same id, whether it was taken or not: the receiver has lost it."""
    row = store.delivery(tx, delivery)
    webhook = _on(_mine(tx, caller, row.webhook))
    _at_once(tx, webhook.id)
    tx.run(store.AGAIN, id=row.id, now=tx.now)


def _at_once(tx: Tx, webhook: str) -> None:
    """A person is waiting: the receiver's rest is over."""
    _wake(tx, webhook, tx.now)
    tx.run(store.TRY_NOW, id=webhook)


def tell(tx: Tx, kind: str, incident: str) -> None:
    """In the transaction of what happened. It inserts rows and touches none that is there: an error here would undo a
    press, and a row that all presses share would make each wait for the commits of all others."""
    for webhook in store.wanting(tx, kind, incident):
        store.write(tx, webhook, kind, incident)
        tx.emit(DeliveriesWait(webhook))


def wake(tx: Tx, webhook: str) -> None:
    """What waits goes out now, or when the receiver has rested."""
    _wake(tx, webhook, tx.now)


def unplanned(tx: Tx) -> list[str]:
    """Webhooks for which something should be on its way, and nobody will look: who wrote it died before planning."""
    return [row.id for row in tx.all(store.UNPLANNED, now=tx.now, what=wakeup.key(WHAT, ""), kind=DELIVERY_DUE)]


def forget(tx: Tx) -> bool:
    """What ended long ago, in portions. Whether there may be more."""
    return tx.run(store.FORGET, before=tx.now - rules.KEPT, limit=FORGOTTEN_AT_ONCE) == FORGOTTEN_AT_ONCE


def due(tx: Tx, key: str) -> None:
    """Due: the next delivery of a webhook goes out, or its time is planned."""
    webhook = store.get(tx, wakeup.key_of(WHAT, key))
    if webhook.off_at is not None:
        return
    quiet = max(webhook.rests_until or 0, webhook.busy_until or 0)
    if quiet > tx.now:
        _wake(tx, webhook.id, quiet)  # nobody looks for what may not be sent yet: much may wait in an outage
        return
    row = store.next_of(tx, webhook.id)
    if row is None:
        return
    if row.due_at > tx.now:
        _wake(tx, webhook.id, row.due_at)
        return
    body = row.body or _body(tx, row, webhook.station)
    if body is None:
        tx.run(store.DROP, number=row.number, why="not_told", now=tx.now)
        _wake(tx, webhook.id, tx.now)
        return
    tx.run(store.TRY, number=row.number, now=tx.now, body=body)
    tx.run(store.BEGIN, id=webhook.id, until=tx.now + LEASE)
    _wake(tx, webhook.id, tx.now + LEASE)
    tx.emit(DeliveryDue(row.id, row.attempts + 1))


def letter(tx: Tx, delivery: str) -> Letter:
    """The same body at every try, signed for this moment."""
    row = store.delivery(tx, delivery)
    webhook = store.get(tx, row.webhook)
    body = row.body.encode()
    secret = tx.keys.unseal(webhook.secret, "webhook.secret")
    return Letter(tx.keys.unseal(webhook.url, "webhook.url"),
                  {"content-type": "application/json", **signing.headers(secret, row.id, tx.now, body)}, body)


def settle(tx: Tx, delivery: str, attempts: int, answer: Answer) -> None:
    """What came of a try. A late word of a sender that counted as dead changes nothing."""
    row = store.delivery(tx, delivery)
    _wake(tx, row.webhook, tx.now)  # first, as ``due`` does: two that wait for each other's row would both fail
    found = rules.verdict(answer, attempts, tx.now - row.since)
    state = "dead" if found.state == "gone" else found.state
    if not tx.run(store.SETTLE, id=delivery, attempts=attempts, state=state, status=answer.status,
                  answer=_printable(answer.text), due_at=tx.now + found.pause):
        return
    webhook = store.get(tx, row.webhook)
    failures = webhook.failures + 1 if found.trouble else 0
    tx.run(store.REST, id=webhook.id, failures=failures, until=tx.now + rules.rest(failures) if failures else None)
    if found.state == "sent" and webhook.failures >= rules.OUTAGE:
        tx.run(store.BACK_AGAIN, webhook=webhook.id, now=tx.now)
    if found.state == "gone":
        end(tx, webhook.id, "gone")


def _body(tx: Tx, row: Any, station: str) -> str | None:
    if row.incident is None:
        return payload.test(row.at, stations.get(tx, station)).decode()
    incident = payload.tellable(tx, row.incident)
    return payload.event(tx, row.kind, row.at, incident).decode() if incident else None


def _printable(text: str) -> str:
    """An answer comes from outside; PostgreSQL has no NUL in its texts."""
    words = "".join(letter if letter.isprintable() else " " for letter in text[:4 * LONGEST_ANSWER])
    return " ".join(words.split())[:LONGEST_ANSWER]


def _wake(tx: Tx, webhook: str, at: int) -> None:
    wakeup.plan_no_later(tx, wakeup.key(WHAT, webhook), DELIVERY_DUE, at)


def _mine(tx: Tx, caller: OfficerCaller, webhook: str) -> Any:
    row = store.get(tx, webhook)
    access.connects(caller, stations.get(tx, row.station).path)
    return row


def _on(row: Any) -> Any:
    if row.off_at is not None:
        raise Problem(409, "switched_off", "The webhook is switched off. Switch it on first.")
    return row


def _room(tx: Tx, station: str) -> None:
    if store.count_on(tx, station) >= rules.MOST_WEBHOOKS:
        raise Problem(409, "too_many_webhooks",
                      f"A station has {rules.MOST_WEBHOOKS} webhooks at most. Switch one off.")
