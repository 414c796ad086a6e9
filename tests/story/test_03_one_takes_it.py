"""One officer takes it: that one is now phoning, all other phones fall silent and say who took it."""


def test_the_winner_learns_name_and_number_the_loser_who_won(siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    won, lost = andi.claims(incident), rahmat.claims(incident)
    assert won.status == 200
    assert won["citizen"] == {"name": "Siti Aisyah", "phone": "+6281234567731"}
    assert (lost.status, lost["code"]) == (409, "already_claimed")
    assert lost["claimed_by"]["name"] == "Bripka Andi Saputra"
    assert "7731" not in str(lost.body)


def test_all_other_phones_fall_silent_and_say_who(stage, siti, andi, rahmat, nur):
    for officer in (andi, rahmat, nur):
        officer.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert not rahmat.phone.rings
    assert nur.phone.silenced_by == "Bripka Andi Saputra"
    stage.after(20)
    assert rahmat.phone.alarms == 1, "claimed: no further wave"


def test_claiming_again_gives_the_winner_the_same_answer(siti, andi):
    incident = siti.presses()["incident"]["id"]
    assert andi.claims(incident).body == andi.claims(incident).body


def test_who_cannot_come_silences_only_the_own_phone(stage, siti, andi, rahmat):
    andi.opens_phone()
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    assert andi.act(incident, "decline").status == 204
    assert not andi.phone.rings
    assert rahmat.phone.rings
    stage.after(10)
    assert andi.phone.alarms == 1
    assert rahmat.phone.alarms == 3
    assert andi.sees(incident)["rings"]["squares"].count("x") == 1


def test_giving_it_back_needs_a_reason_and_rings_everyone(siti, andi, rahmat):
    rahmat.opens_phone()
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert andi.act(incident, "release", {"reason": " "}).status == 422
    assert rahmat.act(incident, "release", {"reason": "bukan saya"}).status == 409
    assert andi.act(incident, "release", {"reason": "ban pecah"}).status == 204
    assert rahmat.phone.rings
    assert rahmat.claims(incident).status == 200


def test_another_station_cannot_take_what_is_not_theirs(siti, andi, hasan):
    incident = siti.presses()["incident"]["id"]
    answer = hasan.claims(incident)
    assert (answer.status, answer["code"]) == (404, "not_found")
    assert hasan.claims("01900000-0000-7000-8000-000000000000").body == answer.body, "nothing is learned"


def test_the_citizen_is_told_who_took_it(siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert siti.steps() == ["received", "ringing", "claimed"]
    assert siti.screen.of("claimed")[0]["officer"]["name"] == "Bripka Andi Saputra"
