"""What a stream is told when it comes back: everything, once, in order, and nothing that was called off."""

from __future__ import annotations

from tests.property.ears import Ear
from tests.story.conftest import hire, settle_in


def test_who_breaks_off_within_a_line_gets_all_of_it_again(stage):
    andi, siti = hire(stage, "63.72", "Bripka", "Andi"), settle_in(stage, "Siti", "0812 3456 7731")
    ear = Ear(stage, andi.token, "63.72")
    ear.listens([])
    incident = siti.presses()["incident"]["id"]
    ear.leaves()
    andi.claims(incident)
    heard = len(ear.events)
    ear.listens([])
    missed = [event for event in ear.events[heard:] if event.kind in ("silence", "incident")]
    assert [event.kind for event in missed] == ["silence", "incident"], "one line, two events"
    assert [event.position is None for event in missed] == [True, False], "the position stands on the last only"


def test_who_breaks_off_before_knowing_how_things_stand_is_told_again(stage):
    andi, siti = hire(stage, "63.72", "Bripka", "Andi"), settle_in(stage, "Siti", "0812 3456 7731")
    siti.presses()
    ear = Ear(stage, andi.token, "63.72")
    seen: list[int | None] = []

    async def heard(event):
        seen.append(ear.last_id)

    ear.heard = heard
    ear.listens([])
    assert seen[:3] == [None] * 3, "alarm, incident and ring come before the position that counts them as heard"
    assert ear.last_id is not None


def test_a_position_from_a_database_that_is_no_more_is_none(stage):
    """An older copy was put back: the phone's position lies in its future, and must not make it deaf."""
    andi, siti = hire(stage, "63.72", "Bripka", "Andi"), settle_in(stage, "Siti", "0812 3456 7731")
    for listener in (andi.phone, siti.screen):
        listener.close()
        listener.last_id = 10**17
        listener.open(resume=True)
    siti.presses()
    assert andi.phone.rings
    assert siti.steps() == ["received", "ringing"]


def test_who_cannot_come_is_not_rung_by_coming_back(stage):
    andi, siti = hire(stage, "63.72", "Bripka", "Andi"), settle_in(stage, "Siti", "0812 3456 7731")
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.act(incident, "decline")
    for resume in (True, False):
        andi.phone.close()
        stage.after(6)
        andi.phone.open(resume=resume)
        assert not andi.phone.rings
