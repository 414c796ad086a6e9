"""What happens on a line, and who gets the next one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siharat.kernel import Problem
from siharat.ring.channels.voice import rules, speech
from siharat.ring.channels.voice.rules import Answered, Digit, Ended, Incoming, Queue, Rings
from siharat.ring.channels.voice.trunk import MOST_LINES, hosts, trunk

OUT = {"direction": "outgoing", "accountaor": "sip:x@y"}


@pytest.mark.parametrize(("said", "meant"), [
    ({"type": "CALL_RINGING"}, Rings()), ({"type": "CALL_PROGRESS"}, Rings()),
    ({"type": "CALL_ESTABLISHED"}, Answered()), ({"type": "CALL_DTMF_START", "param": "1"}, Digit("1")),
    ({"type": "CALL_DTMF_START", "param": "11"}, None), ({"type": "CALL_DTMF_START"}, None),
    ({"type": "CALL_CLOSED", "param": "486 Busy Here"}, Ended("486 Busy Here")), ({"type": "CALL_CLOSED"}, Ended("")),
    ({"type": "CALL_RTCP"}, None), ({}, None), ({"type": 7}, None),
    ({"type": "CALL_INCOMING", "direction": "incoming"}, Incoming()),
    ({"type": "CALL_INCOMING", "direction": "incoming", "peeruri": "sip:+62812@trunk;user=phone", "id": "abc"},
     Incoming("+62812", "abc")),
    ({"type": "CALL_INCOMING", "direction": "incoming", "peeruri": "\"Siti\" <tel:0812;x=1>", "id": 7},
     Incoming("0812", "7")),
    ({"type": "CALL_INCOMING", "direction": "incoming", "peeruri": "nobody", "id": None}, Incoming()),
    ({"type": "CALL_CLOSED", "direction": "incoming"}, None), ({"type": "CALL_DTMF_START", "direction": "incoming",
                                                               "param": "1"}, None),
])
def test_an_event_means_one_thing(said, meant):
    assert rules.event({**OUT, **said}) == meant


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["type", "param", "direction", "accountaor"]),
                       st.one_of(st.none(), st.text(), st.integers(), st.lists(st.integers()))))
def test_no_event_breaks_the_rules(said):
    rules.event(said)
    rules.registration(said)
    rules.offers(said)


@pytest.mark.parametrize(("why", "fate"), [
    ("486 Busy Here", "busy"), ("600 Busy Everywhere", "busy"), ("603 Decline", "busy"), ("480 Gone", "no_answer"),
    ("408 Request Timeout", "no_answer"), ("487 Request Terminated", "no_answer"), ("404 Not Found", "broken"),
    ("503 Service Unavailable", "broken"), ("Connection refused", "broken"), ("", "broken"), ("4860 x", "broken"),
])
def test_a_call_that_ends_before_it_is_answered_says_why(why, fate):
    assert rules.fate(Ended(why)) == fate
    assert why[:3] in rules.refusal(Ended(why))


def test_two_alarms_are_served_in_turn_and_each_in_its_own_order():
    queue: Queue[str] = Queue()
    for each in ("a1", "a2", "a3", "b1", "b2"):
        queue.put(each[0], each)
    assert [queue.take() for _ in range(6)] == ["a1", "b1", "a2", "b2", "a3", None]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers())))
def test_nobody_in_the_queue_is_lost_or_served_twice(waiting):
    queue: Queue[tuple[str, int]] = Queue()
    for each in waiting:
        queue.put(each[0], each)
    dropped = queue.drop(lambda each: each[0] == "b")
    served = []
    while (each := queue.take()) is not None:
        served.append(each)
    assert sorted(dropped + served) == sorted(waiting)
    for alarm in "abc":
        assert [each for each in served + dropped if each[0] == alarm] == [e for e in waiting if e[0] == alarm]


@pytest.mark.parametrize("host", ["sip.example.id", "192.0.2.7", "gw", "a.b.c.d.e.f.g.h"])
def test_every_line_has_a_name_of_its_own(host):
    names = [name for _, name in zip(range(MOST_LINES), hosts(host), strict=False)]
    assert len({*names, host}) == MOST_LINES + 1
    assert all(name.lower() == host or name.endswith(".siharat.invalid") for name in names)


WORKS = {"trunk": "sip.example.id:5080;transport=tcp", "user": "polres", "password": "p@ss/word=!", "number": "",
         "lines": 4, "per_second": 5.0, "listen": "0.0.0.0:5070"}


def test_the_trunk_is_read_from_the_settings_and_its_password_shown_nowhere():
    found = trunk(**WORKS)
    assert found.target("0812") == "sip:0812@sip.example.id:5080;transport=tcp"
    assert "auth_pass=p@ss/word=!" in found.line("SIP.example.id", 1)
    assert "p@ss" not in repr(found)


@pytest.mark.parametrize(("name", "value"), [
    ("trunk", "sip.example.id\nmodule evil.so"), ("trunk", "x;transport=smoke"), ("trunk", "a:99999"),
    ("user", "x>;auth_user=y"), ("password", "a b"), ("password", "a;b"), ("password", 'a"b'), ("number", "a b"),
    ("lines", 0), ("lines", 1_000), ("per_second", 0.0), ("listen", "0.0.0.0:1\nmodule x"),
])
def test_a_setting_that_cannot_be_used_is_named(name, value):
    with pytest.raises(Problem, match=f"SIHARAT_VOICE_{name.upper()}"):
        trunk(**{**WORKS, name: value})


def test_a_number_is_spoken_as_one_writes_it_down():
    assert speech.digits("+6281290000001") == "nol delapan satu dua, sembilan nol nol nol, nol nol nol satu"
    assert speech.digits("+12025550123").startswith("plus satu dua nol, dua lima")


def test_before_the_digit_only_alarm_and_the_part_of_town():
    said = speech.alarm("Loktabat Utara")
    assert said == "Alarm. Loktabat Utara. Tekan satu untuk mengambil. Tekan dua jika tidak dapat datang."
