"""It is over: Siti says whether it helped; and when it was called false and was not, she says that too."""

from __future__ import annotations

import pytest

from siharat.incident import log
from siharat.kernel.clock import DAY


def ended(siti, andi, disposition="genuine"):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.closes(incident, disposition)
    return incident


def says(siti, incident, what, **body):
    return siti.stage.call("POST", f"/api/v1/incidents/{incident}/{what}", body, siti.token)


def test_one_question_and_the_last_word_counts(stage, siti, andi, dewi):
    incident = ended(siti, andi)
    for helped in ("no", "partly", "yes"):
        assert says(siti, incident, "rating", helped=helped).status == 204
    assert says(siti, incident, "rating", helped="no").status == 409, "often enough"
    rated = [line["outcome"] for line in dewi.sees(incident)["timeline"] if line["kind"] == "rated"]
    assert rated == ["no", "partly", "yes"]


def test_what_was_called_false_and_was_not_is_read_at_the_desk(stage, siti, andi, dewi, hasan):
    incident = ended(siti, andi, "unfounded")
    assert says(siti, incident, "correction", text="Mereka lari. Jendela pecah.").status == 204
    assert dewi.sees(incident)["timeline"][-1]["text"] == "Mereka lari. Jendela pecah."
    assert dewi.sees(incident)["disposition"] == "unfounded", "a person decides, no form"
    desk = {"cookie": f"siharat_komando={dewi.token}"}
    assert "Mereka lari. Jendela pecah." in stage.call("GET", "/komando/tanda", None, None, desk).body
    beside = {"cookie": f"siharat_komando={hasan.token}"}
    assert "Mereka lari" not in stage.call("GET", "/komando/tanda", None, None, beside).body


def test_the_desk_amends_it_once_and_the_figures_go_by_the_second_word(stage, siti, andi, dewi):
    incident = ended(siti, andi, "false_alarm")
    says(siti, incident, "correction", text="Mereka lari.")
    body = {"disposition": "genuine", "reason": "Pelaku terekam CCTV toko."}
    assert andi.act(incident, "amendment", body).status == 404, "whoever closed it does not grade it"
    assert dewi.act(incident, "amendment", {**body, "reason": " "}).status == 422
    assert dewi.act(incident, "amendment", body).status == 204
    assert dewi.act(incident, "amendment", body)["code"] == "amended"
    assert dewi.sees(incident)["disposition"] == "genuine"
    kinds = [line["kind"] for line in dewi.sees(incident)["timeline"]]
    assert kinds[-3:] == ["closed", "corrected", "amended"], "both words stand in the book"
    counted = stage.call("GET", "/api/v1/evaluation", None, dewi.token)
    assert counted["dispositions"] == {"genuine": 1}
    stage.do(stage.app.services.db.read(lambda tx: list(log.verify(tx))))


def test_what_is_open_is_not_amended(siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    assert dewi.act(incident, "amendment", {"disposition": "genuine", "reason": "x"}).status == 409


def test_what_was_called_true_needs_no_correction(siti, andi):
    assert says(siti, ended(siti, andi), "correction", text="x").status == 409


def test_while_it_is_open_and_after_a_month_nothing_is_said(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    assert says(siti, incident, "rating", helped="yes").status == 409
    andi.claims(incident)
    andi.closes(incident)
    stage.app.services.clock.advance(31 * DAY / 1_000)
    stage.after(1)
    assert says(siti, incident, "rating", helped="yes").status == 409


@pytest.mark.parametrize("helped", ["", "maybe", None])
def test_any_other_answer_is_refused(siti, andi, helped):
    incident = ended(siti, andi)
    assert says(siti, incident, "rating", helped=helped).status in (400, 422)


def test_nobody_speaks_for_another(stage, siti, andi):
    incident = ended(siti, andi)
    assert stage.call("POST", f"/api/v1/incidents/{incident}/rating", {"helped": "no"}, andi.token).status == 404
    other = stage.call("POST", "/api/v1/citizens", {"phone": "081299990000", "name": "Orang lain"})["token"]
    assert stage.call("POST", f"/api/v1/incidents/{incident}/rating", {"helped": "no"}, other).status == 404
