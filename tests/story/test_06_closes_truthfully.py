"""It is closed with a truthful disposition, once; phones fall silent, and the book still adds up."""

import pytest
from sqlalchemy import text

from siharat.db import wakeup
from siharat.incident import log
from siharat.ring import actions as ring
from siharat.ring import store as ring_store


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


RINGS = text("SELECT count(*) FROM ring WHERE incident = :incident")
FOLDS = text("SELECT count(*) FROM ring_fold WHERE incident = :incident")
DUE = text("SELECT due_at - :now FROM wakeup WHERE incident_id = :incident AND kind = 'fold_rings'")
DAY_MS = 86_400_000


def test_a_day_later_its_rings_are_one_row_and_look_the_same(stage, siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.closes(incident, "genuine")
    before = andi.sees(incident)
    rows = stage.loop.run_until_complete(stage.app.services.db.read(ring_store.of_incident, incident))
    assert before["rings"]["received"] == 1

    assert DAY_MS - 1_000 < stage.do(stage.app.services.db.write(a_day_passes, incident)) <= DAY_MS

    assert counted(stage, RINGS, incident) == 0
    assert counted(stage, FOLDS, incident) == 1
    assert andi.sees(incident) == before
    assert rows == stage.loop.run_until_complete(stage.app.services.db.read(ring_store.of_incident, incident))


def test_rings_of_an_open_incident_are_never_folded(stage, siti, andi):
    """A wake-up that was planned wrongly does nothing."""
    incident = siti.presses()["incident"]["id"]
    stage.do(stage.app.services.db.write(ring.fold, incident))
    assert counted(stage, FOLDS, incident) == 0
    assert counted(stage, RINGS, incident) > 0


def test_folding_twice_changes_nothing(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.closes(incident, "test")
    before = andi.sees(incident)["rings"]
    for _ in range(2):
        stage.do(stage.app.services.db.write(ring.fold, incident))
    assert counted(stage, FOLDS, incident) == 1
    assert andi.sees(incident)["rings"] == before


def a_day_passes(tx, incident):
    """Its wake-up comes at once: a day of real sweeps would take minutes. How long it would have slept."""
    slept = tx.value(DUE, incident=incident, now=tx.now)
    wakeup.plan(tx, incident, ring.FOLD, tx.now)
    return slept


def counted(stage, statement, incident):
    return stage.loop.run_until_complete(stage.app.services.db.read(
        lambda tx: tx.value(statement, incident=incident)))
