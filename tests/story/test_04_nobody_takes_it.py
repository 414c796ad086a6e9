"""Never silent: a claim without a call lapses, an unanswered press is told truly, and it rings on."""


def test_after_twenty_seconds_the_citizen_is_told_and_the_rings_go_on(stage, siti, andi):
    andi.opens_phone()
    siti.presses()
    stage.after(19.5)
    assert "unanswered" not in siti.steps()
    stage.after(1)
    assert siti.steps()[-1] == "unanswered"
    alarms = andi.phone.alarms
    stage.after(10)
    assert andi.phone.alarms == alarms + 2


def test_a_claim_without_a_started_call_lapses_after_thirty_seconds(stage, siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    stage.after(29)
    assert not rahmat.phone.rings
    stage.after(1.5)
    assert rahmat.phone.rings
    assert "lapsed" in rahmat.timeline(incident)
    assert siti.steps()[-1] == "ringing"
    assert rahmat.claims(incident).status == 200


def test_a_started_call_holds_the_claim_until_claimer_and_desk_were_asked(stage, siti, andi, rahmat, dewi):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.taps_the_number(incident)
    stage.after(119)
    assert "outcome_asked" not in dewi.timeline(incident)
    stage.after(2)
    assert dewi.timeline(incident)[-1] == "outcome_asked"
    assert not rahmat.phone.rings
    stage.after(30)
    assert rahmat.phone.rings, "only their silence rings everyone"


def test_who_only_ever_begins_to_call_does_not_hold_the_claim(stage, siti, andi, rahmat, dewi):
    """Dialled again and again, and never a word of how it went: with a phone in the wrong hands all others would be
    silent for ever."""
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    for _ in range(5):
        andi.taps_the_number(incident)
        stage.after(29)
    assert "outcome_asked" in dewi.timeline(incident)
    andi.taps_the_number(incident)
    stage.after(6)
    assert rahmat.phone.rings
    assert dewi.timeline(incident).count("call_back") == 6


def test_who_dials_again_after_no_answer_has_their_time_again(stage, siti, andi, rahmat, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.taps_the_number(incident)
    stage.after(100)
    andi.says(incident, "no_answer")
    andi.taps_the_number(incident)
    stage.after(119)
    assert "outcome_asked" not in dewi.timeline(incident)
    stage.after(2)
    assert "outcome_asked" in dewi.timeline(incident)


def test_no_answer_has_its_own_next_wake_up(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.taps_the_number(incident)
    andi.says(incident, "no_answer")
    stage.after(61)
    assert dewi.timeline(incident)[-1] == "overdue"
    stage.after(60)
    assert dewi.timeline(incident)[-2:] == ["overdue", "overdue"], "and again, until somebody acts"


def test_reached_but_nobody_moves_is_told(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.says(incident, "reached")
    stage.after(299)
    assert dewi.timeline(incident)[-1] == "call_back"
    stage.after(2)
    assert dewi.timeline(incident)[-1] == "overdue"
