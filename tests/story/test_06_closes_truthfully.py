"""It is closed with a truthful disposition, once; phones fall silent, and the book still adds up."""

import pytest
from sqlalchemy import text

from siharat.incident import log


def test_closing_silences_everything_and_leaves_nothing_due(stage, siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.moves(incident, "on_scene")
    assert andi.closes(incident, "genuine")["status"] == "closed"
    alarms = rahmat.phone.alarms
    stage.after(4_000)
    assert rahmat.phone.alarms == alarms
    assert andi.timeline(incident)[-1] == "closed"


def test_a_false_alarm_may_be_closed_while_it_still_rings(siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    assert andi.closes(incident, "accidental").status == 200
    assert not rahmat.phone.rings
    assert siti.steps()[-1] == "closed"


def test_the_first_disposition_stands(siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    andi.closes(incident, "genuine")
    assert rahmat.closes(incident, "test")["code"] == "wrong_status"
    assert andi.sees(incident)["disposition"] == "genuine"
    assert andi.claims(incident)["code"] == "closed"


def test_an_unknown_disposition_is_refused_by_name(siti, andi):
    incident = siti.presses()["incident"]["id"]
    answer = andi.closes(incident, "boring")
    assert (answer.status, answer["field"]) == (422, "disposition")


def test_the_chain_holds_after_a_whole_story(stage, siti, andi):
    whole_story(siti, andi)
    assert broken(stage) == []


@pytest.mark.parametrize("harm", [
    "UPDATE log_line SET payload = '{}' WHERE kind = 'raised'",
    "UPDATE log_line SET at = at + 1 WHERE kind = 'claimed'",
    "DELETE FROM log_line WHERE kind = 'call_back'",
    "DELETE FROM log_line WHERE kind = 'closed'",
])
def test_a_change_behind_its_back_is_found(stage, siti, andi, harm):
    whole_story(siti, andi)
    stage.do(stage.app.services.db.write(lambda tx: tx.run(text(harm))))
    assert len(broken(stage)) == 1


def test_what_was_erased_by_law_does_not_break_the_chain(stage, siti, andi):
    whole_story(siti, andi)
    erase = text("UPDATE log_line SET payload = NULL, salt = NULL WHERE kind = 'raised'")
    stage.do(stage.app.services.db.write(lambda tx: tx.run(erase)))
    assert broken(stage) == []


def whole_story(siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    andi.moves(incident, "on_scene")
    andi.closes(incident)


def broken(stage):
    found = stage.do(stage.app.services.db.read(lambda tx: list(log.verify(tx))))
    return [each for each in found if isinstance(each, log.Broken)]
