"""Nobody takes it? It climbs: the next channel of each silent phone, who is on duty, the station above, one by name."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text

from siharat.incident import log
from siharat.kernel.clock import parse_rfc3339
from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer
from siharat.ring.channels import Delivery, Heard, Outgoing, Report
from siharat.ring.store import of_incident as rings_of
from tests.conftest import play
from tests.story.cast import Officer
from tests.story.conftest import hire, settle_in
from tests.story.test_08_by_push_too import PushService


class Road(PushService):
    """A channel whose fate the story decides: it works, is gone, fails, hangs, or says 201 and does nothing."""

    def __init__(self, stage_of: list[Any], kind: str) -> None:
        super().__init__()
        self._stage_of = stage_of
        self.kind = kind
        self.costs_money = kind in officers.TELEPHONE
        self.does = "ok"
        self.fates: dict[str, str] = {}
        """What it does to single addresses instead."""
        self.heard: list[tuple[float, str]] = []
        """When which address truly rang, in seconds since the story began."""

    async def listen(self, hear: Any) -> None:
        self.hear = hear

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        clock = self._stage_of[0].app.services.clock
        if self.does == "hangs":
            await asyncio.sleep(3_600)
        for message in messages:
            self.carried.append(message)
            if self.does == "ok" and b'"type":"alarm"' in message.body:
                self.heard.append((clock.now() / 1_000, message.address))
            does = self.fates.get(message.address, self.does)
            report(Delivery(message.ring_id, {"gone": "gone", "fails": "failed"}.get(does, "sent"), does))


@pytest.fixture
def behind() -> list[Any]:
    return []


@pytest.fixture
def push(behind) -> Road:
    return Road(behind, "web_push")


@pytest.fixture
def sms(behind) -> Road:
    return Road(behind, "sms")


@pytest.fixture
def voice(behind) -> Road:
    return Road(behind, "voice")


@pytest.fixture
def stage(database_url, tmp_path, behind, push, sms, voice):
    with play(database_url, tmp_path, channels=[push, sms, voice]) as stage:
        behind.append(stage)
        yield stage


NUMBERS = itertools.count(1)


def employ(stage, station: str, name: str, role: str = "officer", phone: bool = True) -> tuple[Officer, str]:
    """An officer with a number on the list of staff, and nothing enrolled."""
    number = next(NUMBERS)
    spelled = f"+62812345{number:05d}"

    def work(tx):
        new = NewOfficer(f"9{number:07d}", name, "Bripka", phone=spelled if phone else None,
                         role=officers.check_role(role))
        (officer,) = officers.add(tx, station, [new])
        return officer, sessions.open_session(tx, "officer", officer)

    officer, token = stage.do(stage.app.services.db.write(work))
    return Officer(stage, officer, f"Bripka {name}", token), spelled


def pressed(stage, citizen) -> tuple[str, float]:
    """The incident, and the second at which it began."""
    began = stage.app.services.clock.now() / 1_000
    return citizen.presses()["incident"]["id"], began


def rang(road: Road, began: float) -> list[tuple[int, str]]:
    """Which address after how many seconds."""
    return [(round(at - began), address) for at, address in road.heard]


def test_a_telephone_rings_without_anybody_enrolling_it_and_not_at_the_press(stage, siti, dewi, sms, voice):
    _, number = employ(stage, "63.72", "Andi")
    _, began = pressed(stage, siti)
    stage.after(9)
    assert (rang(sms, began), rang(voice, began)) == ([(5, number)], []), "SMS when nothing proved itself"
    stage.after(3)
    assert (rang(sms, began), rang(voice, began)) == ([(5, number)], [(10, number)]), "then a call, once"
    stage.after(40)
    assert len(sms.heard) == len(voice.heard) == 1, "waves do not repeat what costs money"


def test_a_phone_that_proves_itself_is_not_called(stage, siti, dewi, sms, voice):
    andi, _ = employ(stage, "63.72", "Andi")
    andi.opens_phone()
    pressed(stage, siti)
    stage.after(30)
    assert (sms.heard, voice.heard) == ([], [])


@pytest.mark.parametrize("how", ["decline", "claim"])
def test_who_answers_is_not_reached_on_the_next_channel(stage, siti, sms, voice, how):
    andi, _ = employ(stage, "63.72", "Andi")
    incident, _ = pressed(stage, siti)
    stage.after(6)
    assert len(sms.heard) == 1
    andi.act(incident, how)
    stage.after(15)
    assert voice.heard == []


def test_a_channel_that_fails_is_left_at_once(stage, siti, push, sms, voice):
    andi, number = employ(stage, "63.72", "Andi")
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi"}, andi.token)
    push.does, sms.does = "gone", "fails"
    _, began = pressed(stage, siti)
    stage.after(2)
    assert rang(voice, began) == [(0, number)]


def test_at_ten_seconds_who_is_on_duty_is_called_whatever_their_page_says(stage, siti, voice):
    dewi, number = employ(stage, "63.72", "Dewi", "operator")
    andi, _ = employ(stage, "63.72", "Andi")
    for officer in (dewi, andi):
        officer.opens_phone()
    _, began = pressed(stage, siti)
    stage.after(15)
    assert rang(voice, began) == [(10, number)]


def test_at_ten_seconds_the_station_above_sees_it_and_at_twenty_it_rings(stage, siti, andi):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    incident, _ = pressed(stage, siti)
    assert agus.sees(incident).status == 404
    stage.after(11)
    assert agus.sees(incident).status == 200
    assert not agus.phone.rings, "it only sees"
    stage.after(10)
    assert agus.phone.rings
    assert agus.phone.ring_ids
    assert agus.sees(incident)["rings"]["squares"].endswith("v")
    assert siti.steps()[-1] == "unanswered"
    assert agus.claims(incident).status == 200
    assert siti.screen.of("claimed")[0]["officer"]["name"] == "Ipda Agus Salim"


def test_the_station_above_rings_with_every_wave_and_falls_silent_with_all(stage, siti, andi):
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    incident, _ = pressed(stage, siti)
    stage.after(22)
    alarms = agus.phone.alarms
    stage.after(10)
    assert agus.phone.alarms == alarms + 2
    andi.claims(incident)
    assert not agus.phone.rings


def test_the_citizen_is_told_who_is_called_now_and_what_comes_next(stage, siti, andi):
    yusuf, _ = employ(stage, "63", "Yusuf", "operator")
    yusuf.opens_phone()
    siti.presses()
    stage.after(21)
    (told,) = siti.screen.of("unanswered")
    assert (told["whom"], told["means"], told["stations"]) == ("above", "app", ["Polda Kalimantan Selatan"])
    assert (told["next"], told["next_means"]) == ("desk", "voice"), "nobody is named, and no roster says who is on duty"
    assert told["next_at"] > told["at"]
    stage.after(40)
    told = siti.screen.of("unanswered")[-1]
    assert (told["whom"], told["means"], told["next"], told["next_at"]) == ("desk", "voice", None, None)


def coming(stage, officer: Officer, incident: str) -> tuple[str, str, int, list[str]] | None:
    """What the desk is told of the next step: whom, by what, in how many seconds, which stations above."""
    step = officer.sees(incident)["next_step"]
    left = step and round((parse_rfc3339(step["at"]) - stage.app.services.clock.now()) / 1_000)
    return (step["whom"], step["means"], left, step["stations"]) if step else None


def test_the_desk_counts_down_to_whom_the_ladder_reaches_next_and_to_nobody_where_none_is_left(stage, siti, dewi, andi):
    employ(stage, "63.72", "Rina", "operator")
    incident, _ = pressed(stage, siti)
    assert coming(stage, dewi, incident) == ("desk", "voice", 10, []), "nobody is on a roster: the desk is on duty"
    stage.after(4)
    assert coming(stage, dewi, incident) == ("desk", "voice", 6, [])
    andi.claims(incident)
    assert coming(stage, dewi, incident) is None, "taken: nothing climbs"
    andi.act(incident, "release", {"reason": "salah pilih"})
    assert coming(stage, dewi, incident) == ("desk", "voice", 10, []), "from its foot once more"
    stage.after(11)
    assert coming(stage, dewi, incident) == ("desk", "voice", 49, []), "nobody sits above, nobody is named"
    stage.after(50)
    assert coming(stage, dewi, incident) is None, "the last step repeats, and none follows"


def test_the_desk_is_told_of_the_station_above_only_while_somebody_there_can_be_reached(stage, siti, dewi, andi):
    incident, _ = pressed(stage, siti)
    assert coming(stage, dewi, incident) is None, "no step reaches anybody"
    agus = hire(stage, "63", "Ipda", "Agus Salim")
    agus.opens_phone()
    assert coming(stage, dewi, incident) == ("above", "app", 20, ["Polda Kalimantan Selatan"])
    stage.after(21)
    assert agus.phone.rings
    assert coming(stage, dewi, incident) is None


def climbed(officer: Officer, incident: str) -> list[tuple[Any, ...]]:
    """What the book says of each step: whom it means, whom it reached, by what, how many, and what was lacking."""
    return [tuple(line[key] for key in ("whom", "reached", "means", "people", "lacks"))
            for line in officer.sees(incident)["timeline"] if line["kind"] == "climbed"]


def test_nobody_reads_of_a_call_that_this_server_cannot_make(database_url, tmp_path):
    with play(database_url, tmp_path, channels=[]) as stage:
        siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
        dewi, _ = employ(stage, "63.72", "Dewi", "operator")
        yusuf, _ = employ(stage, "63", "Yusuf", "operator")
        yusuf.opens_phone()
        incident, _ = pressed(stage, siti)
        stage.after(65)
        assert [(told["whom"], told["means"], told["next"]) for told in siti.screen.of("unanswered")] == [
            ("above", "app", None), (None, None, None)]
        assert climbed(dewi, incident) == [
            ("duty", None, None, 0, "channel"), ("above", None, None, 0, None), ("above", "above", "app", 1, None),
            ("named", None, None, 0, "channel")]
        assert all(isinstance(said, int) for said in stage.do(stage.app.services.db.read(
            lambda tx: list(log.verify(tx))))), "and the chain of the book holds"


@pytest.mark.parametrize(("kind", "people"), [("ntfy", 0), ("web_push", 1)])
def test_a_phone_counts_only_where_this_server_has_its_channel(database_url, tmp_path, behind, kind, people):
    """It was registered when the server still sent pushes."""
    with play(database_url, tmp_path, channels=[Road(behind, kind)]) as stage:
        behind.append(stage)
        siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
        employ(stage, "63.72", "Andi")
        yusuf = hire(stage, "63", "AKP", "Yusuf Anwar", "operator")
        stage.do(stage.app.services.db.write(officers.add_device, yusuf.id, "web_push", "https://push.example/yusuf"))
        incident, _ = pressed(stage, siti)
        stage.after(21)
        assert [told["whom"] for told in siti.screen.of("unanswered")] == ["above" if people else None]
        assert climbed(yusuf, incident)[-1] == (
            ("above", "above", "app", 1, None) if people else ("above", None, None, 0, "number"))


def test_a_page_counts_while_it_is_open(stage, siti, dewi, yusuf):
    incident, _ = pressed(stage, siti)
    yusuf.opens_phone()
    assert coming(stage, dewi, incident) == ("above", "app", 20, ["Polda Kalimantan Selatan"])
    yusuf.phone.close()
    assert coming(stage, dewi, incident) is None


def test_who_never_came_in_is_no_failure_of_a_channel_that_is_not_there(database_url, tmp_path):
    with play(database_url, tmp_path, channels=[]) as stage:
        siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
        dewi = hire(stage, "63.72", "Aiptu", "Dewi", "operator")
        dewi.opens_phone()
        andi, _ = employ(stage, "63.72", "Andi")
        incident, _ = pressed(stage, siti)
        stage.after(12)
        dewi.claims(incident)
        ledger = stage.call("GET", f"/api/v1/incidents/{incident}/rings", None, dewi.token)
        (silent,) = (phone for phone in ledger["phones"] if phone["officer"] == andi.id)
        assert silent["why"] == "never_enrolled"
        assert [each["why"] for each in silent["devices"]] == ["never_enrolled", "no_channel", "no_channel"]


def test_nobody_reads_of_a_call_to_who_has_no_number(stage, siti, yusuf, voice):
    yusuf.opens_phone()
    dewi, _ = employ(stage, "63.72", "Dewi", "operator", phone=False)
    incident, _ = pressed(stage, siti)
    stage.after(65)
    assert voice.heard == []
    assert [told["whom"] for told in siti.screen.of("unanswered")] == ["above", None]
    assert climbed(dewi, incident)[0] == ("duty", None, None, 0, "number")


def test_at_sixty_seconds_somebody_is_called_until_it_is_taken(stage, siti, dewi, voice):
    andi, _ = employ(stage, "63.72", "Andi")
    andi.opens_phone()
    yusuf, number = employ(stage, "63", "Yusuf", "operator")
    yusuf.opens_phone()
    incident, began = pressed(stage, siti)
    stage.after(125)
    assert rang(voice, began) == [(60, number), (90, number), (120, number)]
    yusuf.claims(incident)
    stage.after(20)
    assert len(voice.heard) == 3


def test_after_a_claim_has_lapsed_it_climbs_anew(stage, siti, andi, sms):
    _, number = employ(stage, "63.72", "Rahmat")
    incident, began = pressed(stage, siti)
    stage.after(6)
    andi.claims(incident)
    stage.after(29)
    assert rang(sms, began) == [(5, number)]
    stage.after(7)
    assert rang(sms, began) == [(5, number), (41, number)], "5 s after the lapse at 36 s"
    stage.after(13)
    assert siti.steps().count("unanswered") == 0
    stage.after(3)
    assert siti.steps().count("unanswered") == 1


def test_a_message_by_telephone_is_answered_there(stage, siti, voice):
    _, number = employ(stage, "63.72", "Andi")
    siti.presses()
    stage.after(11)
    reply = stage.do(voice.hear(Heard("take", kind="voice", address=number)))
    assert (reply.outcome, reply.citizen_phone) == ("taken", "+6281234567731")


def test_the_ledger_tells_which_channel_is_not_there(database_url, tmp_path):
    with play(database_url, tmp_path, channels=[]) as stage:
        siti = settle_in(stage, "Siti Aisyah", "0812-3456-7731")
        employ(stage, "63.72", "Andi")
        incident, _ = pressed(stage, siti)
        stage.after(6)
        rings = stage.do(stage.app.services.db.read(rings_of, incident))
        assert {(ring.kind, ring.state) for ring in rings} == {
            ("in_app", "pending"), ("sms", "failed"), ("voice", "failed")}
        assert "not set up" in rings[1].detail


def test_another_number_on_the_list_is_another_telephone(stage, siti, sms):
    andi, _ = employ(stage, "63.72", "Andi")

    def corrects(tx):
        row = officers.get(tx, andi.id)
        officers.correct(tx, row, NewOfficer(row.nrp, "Andi", "Bripka", phone="+6281299990000"))

    stage.do(stage.app.services.db.write(corrects))
    _, began = pressed(stage, siti)
    stage.after(6)
    assert rang(sms, began) == [(5, "+6281299990000")]


def test_who_was_there_before_any_telephone_rang_gets_theirs(stage, siti, sms):
    _, number = employ(stage, "63.72", "Andi")
    forget = text("DELETE FROM device WHERE paid = 1")
    stage.do(stage.app.services.db.write(lambda tx: tx.run(forget)))
    assert stage.do(stage.app.services.db.write(officers.add_telephones)) == 1
    assert stage.do(stage.app.services.db.write(officers.add_telephones)) == 0
    _, began = pressed(stage, siti)
    stage.after(6)
    assert rang(sms, began) == [(5, number)]


KINDS = ("in_app", "web_push", "sms", "voice")


@pytest.mark.parametrize("how", ["gone", "hangs", "lies"])
@pytest.mark.parametrize("dead", [each for size in range(5) for each in itertools.combinations(KINDS, size)],
                         ids="+".join)
def test_whatever_is_dead_one_live_channel_rings_within_fifteen_seconds_or_it_has_climbed(
    stage, siti, push, sms, voice, dead, how,
):
    andi, _ = employ(stage, "63.72", "Andi")
    stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi"}, andi.token)
    if "in_app" not in dead:
        andi.opens_phone()
    for road in (push, sms, voice):
        road.does = how if road.kind in dead else "ok"
    _, began = pressed(stage, siti)
    stage.after(15)
    alive = andi.phone.rings or any(at <= 15 for road in (push, sms, voice) for at, _ in rang(road, began))
    assert alive == (len(dead) < 4)
    stage.after(6)
    assert siti.steps()[-1] == "unanswered", "nobody took it, and the citizen knows"
