"""Each part is broken in turn; the auditor finds it in time, and tells by another road (docs/watchdog.md)."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from siharat import story
from siharat.db import wakeup
from siharat.kernel import Problem
from siharat.watch import actions, rules, store
from siharat.watch.auditor import Auditor
from siharat.watch.rules import Finding, Machine
from tests.conftest import play
from tests.story.cast import Listener, request
from tests.story.test_08_by_push_too import PushService

PAGE = Path(__file__).parents[2] / "docs" / "watchdog.md"
MOST_S = 120
STATION = "63.72"


class AsgiLine:
    """To the server in this process."""

    def __init__(self, stage):
        self.stage = stage
        self.token = actions.auditor_token(stage.app.services.keys)
        self.cut = False

    async def call(self, path, body):
        if self.cut:
            raise OSError("cable")
        answer = await request(self.stage.app, "POST", f"/-/watch/{path}", body, self.token)
        assert answer.status < 300, answer

    async def listen(self, heard):
        line = Listener(self.stage, self.token)

        async def take(event):
            heard(event.data["station"], event.data["number"])

        line.heard = take
        await line._listen({})


class Neighbour:
    """Who is outside, and what they were told."""

    def __init__(self, clock):
        self.clock = clock
        self.told = []
        self.pings = []

    async def tell(self, text, found):
        self.told.append((self.clock.now(), text, frozenset(found)))

    async def ping(self):
        self.pings.append(self.clock.now())


class Watch:
    """An auditor at work beside the stage."""

    def __init__(self, stage, push):
        self.stage = stage
        self.push = push
        self.machine = Machine()
        self.line = AsgiLine(stage)
        self.outside = Neighbour(stage.app.services.clock)
        self.read = stage.app.services.db.read
        self.auditor = Auditor(stage.app.services.clock, lambda work: self.read(work), self.line, self.outside,
                               lambda: self.machine, ["web_push"])
        self.task = stage.loop.create_task(self.auditor.run())

    def run(self, sql, **values):
        self.stage.do(self.stage.app.services.db.write(lambda tx: tx.run(text(sql), **values)))

    def kills(self, name):
        """The task that runs the coroutine of that name dies."""
        (task,) = [each for each in asyncio.all_tasks(self.stage.loop) if each.get_coro().__qualname__ == name]
        task.cancel()

    def found_within(self, code, seconds=MOST_S):
        """After how many seconds trouble of that code was told outside; fails when it was not."""
        began = self.stage.app.services.clock.now()
        for _ in range(seconds):
            self.stage.after(1)
            for at, _, found in self.outside.told:
                if at >= began and any(each.code == code for each in found):
                    return (at - began) / 1_000
        raise AssertionError(f"{code} was not told within {seconds} s: {self.outside.told}")


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push], settings={
            "audit_devices": "web_push=a-test-phone", "audit_phones": "web_push=the-administrator"}) as stage:
        yield stage


@pytest.fixture
def watch(stage, push, andi):
    watch = Watch(stage, push)
    stage.after(20)
    yield watch
    watch.task.cancel()
    watch.stage.app.services.db.__dict__.pop("write", None)
    watch.stage.after(0.1)


# Each break: what it is called in the table, what is found, and how it is done.


def clockwork(watch, siti):
    watch.kills("Waker.run")


def overdue(watch, siti):
    siti.presses()
    watch.kills("Waker.run")


def writer(watch, siti):
    watch.stage.app.services.db.write = hangs


def doorbell(watch, siti):
    watch.stage.app.outside.bus.publish = lambda topic: None


def hub(watch, siti):
    watch.kills("Hub.run")


def channel_breaks(watch, siti):
    watch.push.send = hangs_up


def channel_deaf(watch, siti):
    """What listens for answers on the channel dies."""
    watch.stage.app.listening["web_push"] = watch.stage.loop.create_task(hangs_up())


def wakeup_deleted(watch, siti):
    incident = siti.presses()["incident"]["id"]
    watch.run("DELETE FROM wakeup WHERE incident_id = :incident", incident=incident)


def rings_no_more(watch, siti):
    """Only the next wave is gone: something is still planned, and yet nobody is rung."""
    incident = siti.presses()["incident"]["id"]
    watch.run("UPDATE wakeup SET due_at = due_at + 3600000 WHERE incident_id = :incident", incident=incident)


def line_deleted(watch, siti):
    siti.presses()
    watch.run("""DELETE FROM log_line WHERE station = :station AND position =
        (SELECT position FROM log_head WHERE station = :station)""", station=STATION)


def disk(watch, siti):
    watch.machine = replace(watch.machine, free_bytes=10, least_free_bytes=11)


def clock(watch, siti):
    watch.stage.app.services.clock._start += 3_600_000


def synthetic_alarm(watch, siti):
    """The doorbell rings, but what should follow a synthetic alarm does not."""
    watch.stage.app.services.hub._auditors.clear()


def server(watch, siti):
    watch.line.cut = True


def database(watch, siti):
    watch.read = hangs


async def hangs(*_, **__):
    await asyncio.Event().wait()


async def hangs_up(*_, **__):
    raise OSError("the cable is cut")


BREAKS = {
    "the clockwork stops": ("part_silent", clockwork), "the clockwork stops while an alarm rings": ("overdue", overdue),
    "the writer is blocked": ("no_node", writer), "the doorbell is deaf": ("part_silent", doorbell),
    "the hub stops": ("part_silent", hub), "a channel breaks": ("channel", channel_breaks),
    "a channel no longer hears answers": ("part_silent", channel_deaf),
    "a wake-up is deleted behind the code's back": ("no_wakeup", wakeup_deleted),
    "an alarm is not rung again": ("book_still", rings_no_more),
    "a line of the log is deleted": ("book_torn", line_deleted), "the disk fills up": ("disk", disk),
    "the clock jumps": ("clock", clock), "a synthetic alarm does not come through": ("probe", synthetic_alarm),
    "the server does not answer": ("server", server), "the database cannot be read": ("database", database),
}
STOPPED = "the auditor itself stops"


def stated():
    """The table of the page: what is broken, and within how many seconds it is found."""
    rows = re.findall(r"^\| ([^|]+) \| (\d+) s \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {what: int(seconds) for what, seconds in rows}


def test_the_page_lists_every_break_and_promises_no_more_than_two_minutes():
    assert set(stated()) == {*BREAKS, STOPPED}
    assert max(stated().values()) <= MOST_S


@pytest.mark.parametrize("name", BREAKS)
def test_found_in_time_and_told_outside(watch, siti, name):
    code, breaks = BREAKS[name]
    breaks(watch, siti)
    took = watch.found_within(code)
    assert took <= stated()[name], f"{name}: {took} s"
    pings = len(watch.outside.pings)
    watch.stage.after(70)
    assert len(watch.outside.pings) <= pings + (name == "the clock jumps"), "the heartbeat service hears nothing more"


def test_negative_control_while_all_is_well_nothing_is_found(watch, siti, andi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    watch.stage.after(60)
    andi.claims(incident)
    andi.says(incident, "reached")
    watch.stage.after(120)
    andi.closes(incident)
    watch.stage.after(60)
    assert watch.outside.told == []
    assert len(watch.outside.pings) >= 4
    assert all(row.heard_at for row in watch.stage.do(watch.read(store.probes)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_an_auditor_that_does_not_judge_finds_nothing(watch, siti, monkeypatch):
    monkeypatch.setattr(rules, "judge", lambda facts, machine: frozenset())
    wakeup_deleted(watch, siti)
    with pytest.raises(AssertionError, match="was not told"):
        watch.found_within("no_wakeup")


def test_the_auditor_itself_stops_and_the_server_says_so(watch, push):
    watch.task.cancel()
    push.carried.clear()
    watch.stage.after(stated()[STOPPED])
    (message,) = [each for each in push.carried if each.address == "the-administrator"]
    assert "the auditor is silent" in json.loads(message.body)["why"]


def test_what_heals_is_told_too_and_said_once(watch):
    disk(watch, None)
    watch.found_within("disk")
    watch.stage.after(60)
    assert len(watch.outside.told) == 1
    watch.machine = Machine()
    watch.stage.after(10)
    assert "well again: the disk" in watch.outside.told[-1][1]


def test_a_synthetic_alarm_leaves_nothing_behind(watch, stage):
    def size(tx):
        return [tx.value(text(f"SELECT count(*) FROM {table}")) for table in
                ("incident", "alarm", "ring", "log_line", "citizen", "probe", "wakeup")]

    before = stage.do(watch.read(size))
    stage.after(700)
    assert stage.do(watch.read(size)) == before
    assert stage.do(watch.read(lambda tx: store.probe(tx, STATION).number)) >= 11, "and ten were rung, one rehearsed"


def test_a_rehearsal_that_would_ring_nobody_is_seen(stage, andi, monkeypatch):
    db = stage.app.services.db
    with pytest.raises(actions.Undone):
        stage.do(db.write(actions.rehearse, STATION))
    monkeypatch.setitem(story.JOINS, actions.alarm.AlarmRaised, ())
    with pytest.raises(Problem) as refused:
        stage.do(db.write(actions.rehearse, STATION))
    assert refused.value.code == "rehearsal"


def test_nobody_else_may_speak_for_the_auditor(stage, dewi):
    for path in ("verdict", "probes", "receipts", "channels"):
        for token in (None, dewi.token, "auditor-", f"auditor-{'0' * 64}"):
            assert stage.call("POST", f"/-/watch/{path}", {}, token).status == 404


def test_the_road_that_failed_is_not_the_one_that_tells():
    found = [Finding("channel", "sms")]
    assert rules.usable(["sms", "voice"], found) == ["voice"]
    assert rules.usable(["sms"], found) == ["sms"], "better than none"


def test_a_wakeup_of_nobody_is_no_ones_trouble(watch):
    """What was planned for something else than an incident is not looked at."""
    watch.stage.do(watch.stage.app.services.db.write(wakeup.plan, "a plan", "unknown kind", 0))
    watch.stage.after(30)
    assert watch.outside.told == []


def test_a_telephone_that_costs_money_is_not_missed_in_a_rehearsal(stage, andi):
    """It rings by a step of the ladder, not with the first wave."""
    db = stage.app.services.db
    stage.do(db.write(lambda tx: tx.run(text("""INSERT INTO device (officer, station, kind, address, paid, created_at)
        VALUES (:officer, :station, 'voice', 'x', 1, 0)"""), officer=andi.id, station=STATION)))
    with pytest.raises(actions.Undone):
        stage.do(db.write(actions.rehearse, STATION))
