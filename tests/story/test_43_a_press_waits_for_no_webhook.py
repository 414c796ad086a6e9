"""However much waits for another system, and whatever happens there: a press neither waits for it nor shares a row."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from siharat.db import wakeup
from siharat.exchange import actions as exchange
from siharat.exchange import incoming, store
from siharat.kernel.clock import HOUR, SECOND
from siharat.ring.patience import Answer
from tests.conftest import play
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
