"""An alarm is over, and what it left of a person goes, kind by kind; unless a case needs it."""

from __future__ import annotations

from siharat.attach import store as attachments
from siharat.incident import log
from siharat.kernel.clock import DAY
from siharat.people import sessions
from siharat.rights import fading
from tests.story.cast import LOKTABAT
from tests.story.reporting import new_id, rows


def ended(stage, siti, andi):
    incident = siti.presses(note="Mereka di pagar")["incident"]["id"]
    andi.claims(incident)
    siti.writes(incident, "Cepat")
    siti.stage.call("POST", f"/api/v1/incidents/{incident}/locations", LOKTABAT, siti.token)
    stage.do(stage.app.services.db.write(lambda tx: attachments.add(tx, f"file-{incident}", incident, "photo",
                                                                    "image/webp")))
    andi.closes(incident)
    return incident


def days(stage, number):
    stage.app.services.clock.advance(number * DAY / 1_000)
    stage.after(5)


def left(stage, incident):
    """What still stands of each kind."""
    lines = [line for line in rows(stage, "log_line") if line["incident"] == incident]
    alarm = next(row for row in rows(stage, "alarm") if row["incident"] == incident)
    return {kind for kind, is_there in {
        "ways": any(line["kind"] == "location" and line["payload"] for line in lines),
        "pictures": any(row["incident"] == incident for row in rows(stage, "attachment")),
        "words": any(line["kind"] == "message" and line["payload"] for line in lines) and alarm["note"]}.items()
        if is_there}


def test_kind_by_kind_and_the_chain_holds(stage, siti, andi, dewi):
    incident = ended(stage, siti, andi)
    assert left(stage, incident) == {"ways", "pictures", "words"}
    days(stage, 31)
    assert left(stage, incident) == {"pictures", "words"}
    days(stage, 60)
    assert left(stage, incident) == {"words"}
    days(stage, 275)
    assert left(stage, incident) == set()
    broken = stage.do(stage.app.services.db.read(
        lambda tx: [each for each in log.verify(tx) if isinstance(each, log.Broken)]))
    assert broken == []
    assert [row["id"] for row in rows(stage, "incident")] == [incident], "that it was stays"


def test_what_a_case_needs_stays_until_it_is_let_go(stage, siti, andi, dewi, hasan):
    incident = ended(stage, siti, andi)
    assert hasan.act(incident, "hold", {"reason": "x"}).status == 404
    assert andi.act(incident, "hold", {"reason": "x"}).status == 404, "the desk decides"
    assert dewi.act(incident, "hold", {"reason": "LP/12/2027"}).status == 204
    days(stage, 400)
    assert left(stage, incident) == {"ways", "pictures", "words"}
    dewi.token = stage.do(stage.app.services.db.write(lambda tx: sessions.open_session(tx, "officer", dewi.id)))
    assert dewi.act(incident, "let-go").status == 204
    days(stage, 31)
    assert left(stage, incident) == set()


def test_negative_control_without_the_hold_it_goes(stage, siti, andi, dewi, monkeypatch):
    incident = ended(stage, siti, andi)
    dewi.act(incident, "hold", {"reason": "LP/12/2027"})
    monkeypatch.setattr("siharat.rights.holding.of_incident", lambda tx, incident: None)
    days(stage, 400)
    assert left(stage, incident) == set()


def test_who_is_held_is_not_erased(stage, siti, andi, dewi):
    incident = ended(stage, siti, andi)
    dewi.act(incident, "hold", {"reason": "LP/12/2027"})
    days(stage, 200)
    asked = stage.call("POST", "/api/v1/me/erasure", {}, siti.token)
    assert (asked.status, asked["state"]) == (202, "waits"), "after half a year a person would not be asked"


def test_a_profile_without_a_phone_is_forgotten_two_years_after_its_last_alarm(stage, siti, andi, dewi):
    own = ended(stage, siti, andi)
    phoned = {"id": new_id(stage), "phone": "+6281355550000", "name": "Bu Ani", "where": "Loktabat Utara"}
    called = stage.call("POST", "/api/v1/calls", phoned, dewi.token)["incident"]["id"]
    andi.claims(called)
    andi.closes(called)
    assert stage.do(stage.app.services.db.write(fading.forget_unused)) == 0
    days(stage, fading.UNUSED_AFTER // DAY + 1)
    assert stage.do(stage.app.services.db.write(fading.forget_unused)) == 0, "the server did it by itself, once"

    def number(tx, row):
        return tx.keys.unseal(row["phone"], "citizen.phone")

    citizens = {row["id"]: row for row in rows(stage, "citizen")}
    whose = {row["id"]: citizens[row["citizen"]] for row in rows(stage, "incident")}
    assert stage.do(stage.app.services.db.read(number, whose[called])) == ""
    assert stage.do(stage.app.services.db.read(number, whose[own])) != "", "her button must not ask who she is"
