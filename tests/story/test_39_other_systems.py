"""Other systems are told what happens: each event at least once, whatever their receivers do, and never who."""

from __future__ import annotations

import json

import pytest

from siharat import story
from siharat.db import wakeup
from siharat.exchange import actions as exchange
from siharat.exchange import rules, store
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, HOUR, SECOND
from siharat.people import keeping, sessions
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.ring.patience import Answer
from siharat.succeed import actions as succeed
from tests.conftest import play
from tests.story.conftest import hire
from tests.story.receiver import Receiver


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def stage(database_url, tmp_path, receiver):
    with play(database_url, tmp_path, post=receiver) as stage:
        receiver.now = stage.app.services.clock.now
        yield stage


@pytest.fixture
def ratna(stage):
    return hire(stage, "63.72", "Iptu", "Ratna Dewi", "administrator")


def connect(stage, receiver, host="satu.example.id", kinds=rules.KINDS, station="63.72"):
    """A webhook of the station, made as the command line does."""

    def work(tx):
        return exchange.add(tx, station, host, f"https://{host}/kejadian", kinds, None)

    webhook, receiver.secrets[host] = stage.do(stage.app.services.db.write(work))
    return webhook


def rows(stage, webhook):
    return stage.do(stage.app.services.db.read(store.last, webhook, 100))[::-1]


def pass_by(stage, span):
    """Time passes (ms), from one delivery to the next, for the clockwork wakes up every second."""
    clock = stage.app.services.clock
    end = clock.now() + span
    while clock.now() < end:
        due = stage.do(stage.app.services.db.read(lambda tx: tx.value(store.text(
            "SELECT min(due_at) FROM wakeup WHERE kind = 'delivery_due'"))))
        clock.advance(max(0, min(due or end, end) - clock.now()) / SECOND)
        stage.after(0.2)


def act_as(stage, officer, verb, *args):
    def work(tx):
        caller = sessions.caller(tx, officer.token)
        assert isinstance(caller, OfficerCaller)
        return verb(tx, caller, *args)

    return stage.do(stage.app.services.db.write(work))


def a_whole_incident(siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    andi.moves(incident, "en_route")
    andi.moves(incident, "on_scene")
    andi.closes(incident)
    return incident


WHOLE = ["incident.opened", "incident.claimed", "incident.en_route", "incident.on_scene", "incident.closed"]


def test_each_step_is_told_in_order_signed_and_without_a_name(stage, siti, andi, receiver):
    connect(stage, receiver)
    incident = a_whole_incident(siti, andi)
    stage.after(1)
    assert receiver.kinds("satu.example.id") == WHOLE
    told = list(receiver.taken("satu.example.id").values())
    assert [event["data"]["incident"]["status"] for event in told] == [
        "ringing", "claimed", "responding", "on_scene", "closed"]
    last = told[-1]["data"]["incident"]
    assert (last["id"], last["disposition"], last["location"]["lat"]) == (incident, "genuine", -3.4402)
    everything = json.dumps(told)
    for secret in ("Siti", "Aisyah", "7731", siti.id, "Andi"):
        assert secret not in everything


def test_only_what_was_asked_for_and_only_of_ones_own(stage, siti, andi, receiver):
    connect(stage, receiver, kinds=["incident.closed"])
    connect(stage, receiver, "jauh.example.id", station="63.71")
    connect(stage, receiver, "polda.example.id", kinds=["incident.opened"], station="63")
    a_whole_incident(siti, andi)
    stage.after(1)
    assert receiver.kinds("satu.example.id") == ["incident.closed"]
    assert receiver.kinds("jauh.example.id") == []
    assert receiver.kinds("polda.example.id") == ["incident.opened"], "the province hears of the stations below it"


def test_what_a_closed_station_told_its_successor_tells(stage, siti, andi, receiver):
    connect(stage, receiver, "dulu.example.id", station="63.71")
    stage.do(stage.app.services.db.write(lambda tx: succeed.merge(tx, None, "63.71", "63.72", "digabung")))
    siti.presses()
    stage.after(1)
    assert receiver.kinds("dulu.example.id") == ["incident.opened"]
    assert [row.name for row in stage.do(stage.app.services.db.read(store.of_station, "63.72"))] == ["dulu.example.id"]


def test_a_practice_and_a_second_press_are_no_news(stage, siti, andi, receiver):
    connect(stage, receiver)
    siti.presses(mode="practice")
    siti.presses()
    siti.presses()
    stage.after(1)
    assert receiver.kinds("satu.example.id") == ["incident.opened"]


def test_it_answers_500_hangs_and_dies_for_two_days_and_comes_back(stage, siti, andi, receiver):
    """Each event once and once only for who drops doubles, in the order of the incident."""
    webhook = connect(stage, receiver)
    moods = [Answer(500, text="oops"), 10.0, Answer(0, text="Connection refused")]
    receiver.moods["satu.example.id"] = lambda event: moods[len(receiver.tries) % 3]
    a_whole_incident(siti, andi)
    pass_by(stage, 2 * DAY)
    assert receiver.kinds("satu.example.id") == []
    assert 10 < len(receiver.tries) < 60, "it is asked, and not flooded"
    del receiver.moods["satu.example.id"]
    pass_by(stage, 6 * HOUR)
    assert receiver.kinds("satu.example.id") == WHOLE
    assert [row.state for row in rows(stage, webhook)] == ["sent"] * 5
    bodies = {}
    for _, message, event, _ in receiver.tries:
        assert bodies.setdefault(message, event) == event, "the same id is the same body"


def test_after_three_days_it_is_dead_and_a_person_can_send_it_again(stage, siti, andi, ratna, receiver):
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    receiver.moods["satu.example.id"] = lambda event: Answer(503)
    siti.presses()
    pass_by(stage, 4 * DAY)
    (row,) = rows(stage, webhook)
    assert (row.state, row.status) == ("dead", 503)
    tries = len(receiver.tries)
    pass_by(stage, DAY)
    assert len(receiver.tries) == tries, "dead is dead"
    del receiver.moods["satu.example.id"]
    act_as(stage, ratna, exchange.send_again, row.id)
    stage.after(1)
    assert receiver.kinds("satu.example.id") == ["incident.opened"]
    assert receiver.tries[-1][1] == row.id


def test_a_receiver_that_hangs_delays_no_other_and_no_alarm(stage, siti, andi, receiver):
    connect(stage, receiver, "racun.example.id")
    connect(stage, receiver, "baik.example.id")
    receiver.moods["racun.example.id"] = lambda event: 10.0
    andi.opens_phone()
    siti.presses()
    stage.after(0.1)
    assert andi.phone.rings
    assert receiver.kinds("baik.example.id") == ["incident.opened"]


def test_one_event_that_it_cannot_digest_delays_only_its_own_incident(stage, siti, andi, receiver):
    connect(stage, receiver)
    first = siti.presses()["incident"]["id"]
    stage.after(1)
    receiver.moods["satu.example.id"] = lambda event: Answer(
        422 if event["data"]["incident"]["id"] == first else 200)
    andi.claims(first)
    andi.says(first, "reached")
    andi.moves(first, "on_scene")
    budi = hire(stage, "63.72", "Bripda", "Budi")
    other = stage.call("POST", "/api/v1/citizens", {"phone": "0812-3456-0002", "name": "Rina"})
    pressed = stage.call("POST", "/api/v1/alarms", {"id": "0193a5c0-0000-7000-8000-0000000000aa", "mode": "loud",
                                                    "location": {"lat": -3.44, "lon": 114.82}}, other["token"])
    budi.claims(pressed["incident"]["id"])
    stage.after(2)
    assert receiver.kinds("satu.example.id") == ["incident.opened", "incident.opened", "incident.claimed"]
    del receiver.moods["satu.example.id"]
    pass_by(stage, HOUR)
    of_first = [event["type"] for event in receiver.taken("satu.example.id").values()
                if event["data"]["incident"]["id"] == first]
    assert of_first == ["incident.opened", "incident.claimed", "incident.on_scene"], "and in its order"


def test_who_dies_between_commit_and_sending_is_replaced(stage, siti, receiver, monkeypatch):
    """The event is durable, its sender is not: after the lease another takes the row."""
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    with monkeypatch.context() as dying:
        dying.setitem(story.FOLLOWS, exchange.DeliveryDue, lambda outside, event: None)
        siti.presses()
        stage.after(1)
    assert receiver.kinds("satu.example.id") == []
    stage.after(exchange.LEASE / SECOND + 1)
    assert receiver.kinds("satu.example.id") == ["incident.opened"]
    assert [row.state for row in rows(stage, webhook)] == ["sent"]


def test_negative_control_what_is_sent_without_saving_is_lost(stage, siti, receiver, monkeypatch):
    """A planted fault: the event is handed to its sender, and nothing plans a second look."""

    def without_lease(tx, incident, kind, at):
        if at <= tx.now:
            wakeup.plan(tx, incident, kind, at)

    monkeypatch.setattr(exchange, "unplanned", lambda tx: [])
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    with monkeypatch.context() as planted:
        planted.setattr(exchange.wakeup, "plan_no_later", without_lease)
        planted.setitem(story.FOLLOWS, exchange.DeliveryDue, lambda outside, event: None)
        siti.presses()
        stage.after(1)
    pass_by(stage, 3 * DAY)
    assert receiver.kinds("satu.example.id") == []
    assert [row.state for row in rows(stage, webhook)] == ["pending"]


def test_a_late_word_of_a_dead_sender_changes_nothing(stage, siti, receiver):
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    siti.presses()
    stage.after(1)
    (row,) = rows(stage, webhook)
    stage.do(stage.app.services.db.write(exchange.settle, row.id, row.attempts, Answer(500)))
    assert rows(stage, webhook)[0].state == "sent"


def test_gone_switches_it_off(stage, siti, andi, ratna, receiver):
    webhook = connect(stage, receiver)
    receiver.moods["satu.example.id"] = lambda event: Answer(410)
    a_whole_incident(siti, andi)
    pass_by(stage, DAY)
    assert len(receiver.tries) == 1
    assert {row.state for row in rows(stage, webhook)} == {"dead"}
    del receiver.moods["satu.example.id"]
    with pytest.raises(Problem, match="switched off"):
        act_as(stage, ratna, exchange.try_out, webhook)
    act_as(stage, ratna, exchange.switch_on, webhook)
    act_as(stage, ratna, exchange.try_out, webhook)
    stage.after(1)
    assert receiver.kinds("satu.example.id") == ["test"]


def test_switched_off_nothing_goes_there(stage, siti, ratna, receiver):
    webhook = connect(stage, receiver)
    act_as(stage, ratna, exchange.switch_off, webhook)
    siti.presses()
    pass_by(stage, DAY)
    assert receiver.tries == []


def test_an_answer_from_outside_is_kept_as_text_that_both_databases_take(stage, siti, receiver):
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    receiver.moods["satu.example.id"] = lambda event: Answer(500, text="\0<b>" + "x" * 9_000)
    siti.presses()
    stage.after(1)
    (row,) = rows(stage, webhook)
    assert row.answer.startswith("<b>xxx")
    assert len(row.answer) == exchange.LONGEST_ANSWER


def test_what_is_kept_from_an_officer_is_told_to_no_system(stage, siti, receiver):
    """Who reads at the other end we cannot know."""
    connect(stage, receiver)
    hire(stage, "63.72", "Bripka", "Joko Susilo")
    stage.do(stage.app.services.db.write(lambda tx: keeping.keep_from(tx, CitizenCaller(siti.id), "joko susilo")))
    siti.presses()
    stage.after(1)
    assert receiver.tries == []


def test_what_ended_is_forgotten_after_a_month(stage, siti, receiver):
    webhook = connect(stage, receiver, kinds=["incident.opened"])
    siti.presses()
    stage.after(1)
    assert len(rows(stage, webhook)) == 1
    stage.do(stage.app.services.db.write(lambda tx: tx.run(
        store.text("UPDATE delivery SET due_at = due_at - :month"), month=rules.KEPT)))
    stage.after(HOUR / SECOND)
    assert rows(stage, webhook) == []


def test_secrets_and_addresses_are_sealed(stage, receiver):
    webhook = connect(stage, receiver)
    row = stage.do(stage.app.services.db.read(store.get, webhook))
    assert receiver.secrets["satu.example.id"] not in str(row)
    assert "kejadian" not in row.url


@pytest.mark.parametrize("role", ["officer", "operator"])
def test_only_the_administrator_connects(stage, receiver, role):
    webhook = connect(stage, receiver)
    other = hire(stage, "63.72", "Bripka", "Slamet", role)
    for verb, args in ((exchange.add_as, ("x", "https://x.example.id/", rules.KINDS)),
                       (exchange.switch_off, (webhook,)),
                       (exchange.switch_on, (webhook,)), (exchange.try_out, (webhook,))):
        with pytest.raises(Problem) as refused:
            act_as(stage, other, verb, *args)
        assert refused.value.status == 404


def test_no_administrator_touches_anothers(stage, receiver):
    webhook = connect(stage, receiver)
    elsewhere = hire(stage, "63.71", "Iptu", "Wahyu", "administrator")
    above = hire(stage, "63", "Kompol", "Anwar", "administrator")
    with pytest.raises(Problem):
        act_as(stage, elsewhere, exchange.switch_off, webhook)
    act_as(stage, above, exchange.switch_off, webhook)


def test_five_are_enough(stage, receiver):
    for number in range(rules.MOST_WEBHOOKS):
        connect(stage, receiver, f"{number}.example.id")
    with pytest.raises(Problem, match="5 webhooks at most"):
        connect(stage, receiver, "banyak.example.id")
