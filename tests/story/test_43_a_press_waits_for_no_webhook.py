"""However much waits for another system, and whatever happens there: a press neither waits for it nor shares a row."""

from __future__ import annotations

import asyncio
import json

import psycopg
import pytest
from sqlalchemy import text

from siharat import story
from siharat.alarm.actions import raise_alarm
from siharat.alarm.rules import read_press
from siharat.app import UNSENT_EVERY_S
from siharat.db import Tx, wakeup
from siharat.exchange import actions as exchange
from siharat.exchange import incoming, rules, store
from siharat.kernel import Problem
from siharat.kernel.clock import HOUR, SECOND
from siharat.ring.patience import Answer
from tests.conftest import play
from tests.story.cast import LOKTABAT
from tests.story.conftest import settle_in
from tests.story.receiver import Receiver

OPENED = ["incident.opened"]


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def stage(database_url, tmp_path, receiver):
    with play(database_url, tmp_path, post=receiver) as stage:
        receiver.now = stage.app.services.clock.now
        yield stage


@pytest.fixture
def webhook(stage, receiver):
    """Of the province: whatever happens in thirteen stations goes there."""

    def work(tx):
        return exchange.add(tx, "63", "pusat", "https://pusat.example.id/", OPENED, None)

    webhook, receiver.secrets["pusat.example.id"] = write(stage, work)
    return webhook


def write(stage, work, *args):
    return stage.do(stage.app.services.db.write(work, *args))


def plan_of(stage, statement, **params):
    """How the database means to find it, were the tables large."""

    def work(tx):
        if tx.dialect == "sqlite":
            return tx.all(text(f"EXPLAIN QUERY PLAN {statement.text}"), **params)
        tx.run(text("SET LOCAL enable_seqscan = off"))
        tx.run(text("SET LOCAL enable_bitmapscan = off"))
        return tx.all(text(f"EXPLAIN {statement.text}"), **params)

    return json.dumps([[str(field) for field in row] for row in write(stage, work)])


def test_what_stands_behind_a_retried_one_is_found_by_an_index(stage, webhook):
    assert "ix_delivery_waits" in plan_of(stage, store.NEXT, webhook=webhook)


def test_what_a_source_told_last_is_found_by_an_index(stage):
    assert "ix_sourced_incident" in plan_of(stage, incoming.LAST, source="x")


def test_while_a_receiver_rests_nobody_looks_for_what_it_missed(stage, siti, receiver, webhook, monkeypatch):
    """Each press wakes its webhook: in an outage of three days that would be a look at all that waits, each time."""
    receiver.moods["pusat.example.id"] = lambda event: Answer(503)
    siti.presses()
    stage.after(37)  # three failures in a row: it rests
    assert stage.do(stage.app.services.db.read(store.get, webhook)).rests_until > stage.app.services.clock.now()
    looked = []
    with monkeypatch.context() as watched:
        watched.setattr(store, "next_of", lambda tx, webhook: looked.append(webhook))
        write(stage, lambda tx: exchange.due(tx, wakeup.key("webhook", webhook)))
    assert looked == []
    del receiver.moods["pusat.example.id"]
    stage.after(HOUR / SECOND)
    assert receiver.kinds("pusat.example.id") == OPENED, "and after its rest it goes on"


def pressing(stage, siti):
    """A unit that presses, and waits for another's lock a fifth of a second at most."""

    def work(tx):
        if tx.dialect == "postgresql":
            tx.run(text("SET LOCAL lock_timeout = '200ms'"))
        press = read_press({"id": tx.identity.uuid7(), "location": LOKTABAT}, tx.now)
        return raise_alarm(tx, press, siti.token).incident.id

    return stage.app.services.db.write(work, lane="press")


@pytest.fixture
def held(postgres_url, tmp_path, receiver):
    """A stage on which somebody who sends holds all that belongs to a webhook, as ``due`` and ``settle`` do."""
    with play(postgres_url, tmp_path, post=receiver) as stage, psycopg.connect(postgres_url) as sender:
        receiver.now = stage.app.services.clock.now

        def work(tx):
            webhook, receiver.secrets["pusat.example.id"] = exchange.add(
                tx, "63", "pusat", "https://pusat.example.id/", OPENED, None)
            wakeup.plan(tx, wakeup.key("webhook", webhook), exchange.DELIVERY_DUE, tx.now + HOUR)

        write(stage, work)
        assert sender.execute("DELETE FROM wakeup WHERE kind = 'delivery_due'").rowcount == 1
        assert sender.execute("UPDATE webhook SET busy_until = 0, failures = 1").rowcount == 1
        yield stage, sender


def test_a_press_commits_while_somebody_holds_the_webhook(held, receiver, monkeypatch):
    stage, sender = held
    siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
    with monkeypatch.context() as dying:  # on one thread of virtual time its planning would wait in earnest
        dying.setitem(story.FOLLOWS, exchange.DeliveriesWait, lambda outside, event: None)
        assert stage.do(pressing(stage, siti))
    sender.rollback()
    stage.after(UNSENT_EVERY_S + 1)
    assert receiver.kinds("pusat.example.id") == OPENED


def test_negative_control_a_press_that_plans_the_sending_itself_waits(held, monkeypatch):
    """A planted fault: the shared row is written in the transaction of the press."""
    stage, sender = held
    siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
    monkeypatch.setattr(Tx, "emit", emits_and_plans(Tx.emit))
    with pytest.raises(Problem) as refused:
        stage.do(pressing(stage, siti))
    assert refused.value.status == 503
    sender.rollback()


def emits_and_plans(emit):
    def both(tx, event):
        emit(tx, event)
        if isinstance(event, exchange.DeliveriesWait):
            exchange.wake(tx, event.webhook)

    return both


def test_for_others_a_press_inserts_and_does_nothing_else(stage, siti, webhook, monkeypatch):
    """Every statement of the press that may write and names the webhook, its deliveries or its wake-up."""
    written = []

    def spying(run):
        def run_and_note(tx, statement, /, **params):
            if "webhook" in str(statement) or "delivery" in str(statement) or webhook in str(params):
                written.append(statement)
            return run(tx, statement, **params)

        return run_and_note

    with monkeypatch.context() as watched:
        for verb in ("run", "one", "value"):
            watched.setattr(Tx, verb, spying(getattr(Tx, verb)))
        watched.setitem(story.FOLLOWS, exchange.DeliveriesWait, lambda outside, event: None)
        stage.loop.run_until_complete(pressing(stage, siti))
    assert written == [store.WRITE]


def test_who_dies_between_commit_and_planning_is_replaced(stage, siti, receiver, webhook, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setitem(story.FOLLOWS, exchange.DeliveriesWait, lambda outside, event: None)
        siti.presses()
        stage.after(1)
    assert receiver.kinds("pusat.example.id") == []
    stage.after(UNSENT_EVERY_S)
    assert receiver.kinds("pusat.example.id") == OPENED


def test_negative_control_without_the_look_each_minute_it_is_lost(stage, siti, receiver, webhook, monkeypatch):
    monkeypatch.setattr(exchange, "unplanned", lambda tx: [])
    with monkeypatch.context() as dying:
        dying.setitem(story.FOLLOWS, exchange.DeliveriesWait, lambda outside, event: None)
        siti.presses()
    stage.after(HOUR / SECOND)
    assert receiver.tries == []


def test_one_that_is_tried_again_later_hides_no_newer_one_from_the_look(stage, siti, receiver, webhook, monkeypatch):
    """A wake-up there is, but in hours; what is lost would wait for it."""
    receiver.moods["pusat.example.id"] = lambda event: Answer(503)
    siti.presses()
    stage.after(5 * HOUR / SECOND)
    del receiver.moods["pusat.example.id"]
    rina = settle_in(stage, "Rina", "0812-3456-0002")
    with monkeypatch.context() as dying:
        dying.setitem(story.FOLLOWS, exchange.DeliveriesWait, lambda outside, event: None)
        stage.call("POST", "/api/v1/alarms", {"id": "0193a5c0-0000-7000-8000-0000000000aa", "mode": "loud",
                                              "location": LOKTABAT}, rina.token)
    assert receiver.taken("pusat.example.id") == {}
    stage.after(2 * UNSENT_EVERY_S + rules.RESTS[-1] / SECOND)
    assert len(receiver.taken("pusat.example.id")) == 2, "and it takes what it missed"


def test_a_flood_plans_once_for_all_of_it(stage, receiver, webhook):
    """While one plan is on its way to the database, the next one waits for it, and no third."""
    planned, gate = [], asyncio.Event()

    class Slow:
        async def write(self, work, which):
            planned.append(which)
            await gate.wait()

    async def flood():
        outside = story.Outside(Slow(), None, (), receiver)
        for _ in range(100):
            story.follow(outside, [exchange.DeliveriesWait(webhook)])
        await asyncio.sleep(0)
        assert planned == [webhook]
        gate.set()
        await asyncio.gather(*outside.running)
        assert outside.planning == {}

    stage.do(flood())
    assert planned == [webhook, webhook], "once more for what was written while the first was on its way"


def test_what_is_forgotten_is_forgotten_in_portions_and_never_what_waits(stage, receiver, webhook):
    def work(tx):
        for _ in range(exchange.FORGOTTEN_AT_ONCE + 3):
            store.write(tx, webhook, rules.TEST, None)
        tx.run(text("UPDATE delivery SET state = 'sent', due_at = due_at - :month WHERE number > 3"), month=rules.KEPT)
        tx.run(text("UPDATE delivery SET due_at = due_at - :month WHERE number <= 3"), month=rules.KEPT)

    write(stage, work)
    more = [write(stage, exchange.forget), write(stage, exchange.forget)]
    assert more == [True, False]
    assert write(stage, store.counts, webhook) == {"pending": 3}
