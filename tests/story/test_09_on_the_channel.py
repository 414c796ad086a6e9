"""An officer answers on the channel itself, without a page: a digit, an SMS, a button in a notification."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from siharat.people import officers
from siharat.ring.channels import Heard, Reply
from tests.conftest import play
from tests.story.conftest import hire, settle_in
from tests.story.test_08_by_push_too import PushService

NUMBER = "+6281234560001"
LEAVES = text("UPDATE officer SET active = 0 WHERE id = :id")


class Telephone(PushService):
    """A channel that can be answered: the story speaks for the officer's thumb."""

    kind = "sms"

    async def listen(self, hear):
        self.hear = hear


@pytest.fixture
def telephone() -> Telephone:
    return Telephone()


@pytest.fixture
def stage(database_url, tmp_path, telephone):
    with play(database_url, tmp_path, channels=[telephone]) as stage:
        yield stage


@pytest.fixture
def andi(stage):
    andi = hire(stage, "63.72", "Bripka", "Andi Saputra")
    stage.call("POST", "/api/v1/devices", {"kind": "sms", "address": NUMBER}, andi.token)
    return andi


@pytest.fixture
def nur(stage):
    return hire(stage, "63.72", "Aipda", "Nur Hayati")


def says(stage, telephone, said, **where) -> Reply:
    return stage.do(telephone.hear(Heard(said, **({"kind": "sms", "address": NUMBER} | where))))


def test_who_answers_has_taken_it_and_learns_whom_to_call(stage, siti, andi, telephone):
    incident = siti.presses()["incident"]
    reply = says(stage, telephone, "take")
    assert (reply.outcome, reply.code) == ("taken", incident["code"])
    assert (reply.citizen_name, reply.citizen_phone) == (siti.name, "+6281234567731")
    assert "claimed" in siti.steps()


def test_who_forges_a_sender_does_not_keep_the_phones_silent_for_ever(stage, siti, andi, telephone):
    """Each claim that lapses begins the ladder anew: repeated without end, nobody else would ever ring."""
    incident = siti.presses()["incident"]["id"]
    for wait in (10, 20):
        assert says(stage, telephone, "take").outcome == "taken"
        stage.after(31)
        assert says(stage, telephone, "take").outcome == "lapsed", "the others ring first"
        stage.after(wait)
    assert says(stage, telephone, "take").outcome == "lapsed", "by SMS for ever"
    assert andi.claims(incident).status == 200, "signed in, the true officer still takes it"


def test_who_is_second_hears_who_was_first(stage, siti, andi, nur, telephone):
    nur.claims(siti.presses()["incident"]["id"])
    (alarm,) = telephone.messages("alarm")
    assert says(stage, telephone, "take").outcome == "nothing_rings", "it rings no more; which one is meant?"
    reply = says(stage, telephone, "take", ring_id=int(alarm["ring_id"]))
    assert (reply.outcome, reply.claimed_by, reply.citizen_phone) == ("already_claimed", "Aipda Nur Hayati", None)


def test_who_cannot_come_is_rung_no_more(stage, siti, andi, telephone):
    siti.presses()
    assert says(stage, telephone, "decline").outcome == "declined"
    stage.after(6)
    assert len(telephone.messages("alarm")) == 1


def test_a_code_says_which_of_two(stage, siti, andi, telephone):
    first = siti.presses()["incident"]
    stage.after(1)
    second = settle_in(stage, "Budi", "0813 1111 2222").presses()["incident"]
    assert says(stage, telephone, "take", code=first["code"]).code == first["code"]
    assert says(stage, telephone, "take").code == second["code"]
    assert says(stage, telephone, "take", code="SHR-000000").outcome == "nothing_rings"


def test_a_call_that_the_channel_puts_through_is_the_call_back(stage, siti, andi, telephone):
    incident = siti.presses()["incident"]["id"]
    (alarm,) = telephone.messages("alarm")
    ring = int(alarm["ring_id"])
    assert says(stage, telephone, "started", ring_id=ring).outcome == "nothing_rings", "not before it is taken"
    for said, outcome in (("take", "taken"), ("started", "noted"), ("reached", "noted")):
        assert says(stage, telephone, said, ring_id=ring).outcome == outcome
    assert andi.timeline(incident)[-2:] == ["call_back", "call_back"]


@pytest.mark.parametrize("where", [{"address": "+6281299999999"}, {"kind": "voice"}, {"ring_id": 1 << 40}])
def test_a_stranger_is_told_nothing(stage, siti, andi, telephone, where):
    siti.presses()
    assert says(stage, telephone, "take", **where) == Reply("unknown")


def test_who_has_left_takes_nothing(stage, siti, andi, telephone):
    siti.presses()
    stage.do(stage.app.services.db.write(lambda tx: tx.run(LEAVES, id=andi.id)))
    assert says(stage, telephone, "take") == Reply("unknown")


def test_one_number_is_a_telephone_and_takes_sms(stage, andi):
    def both(tx):
        return [officers.add_device(tx, andi.id, kind, NUMBER) for kind in ("sms", "voice", "sms")]

    sms, voice, again = stage.do(stage.app.services.db.write(both))
    assert sms == again != voice
