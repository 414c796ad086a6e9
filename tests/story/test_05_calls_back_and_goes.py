"""The officer calls back, goes there, arrives. The citizen sees every step, and no more than is true."""

from tests.story.cast import LOKTABAT


def test_the_citizen_sees_every_step_as_it_happens(siti, andi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.taps_the_number(incident)
    andi.says(incident, "reached")
    andi.moves(incident, "en_route")
    andi.moves(incident, "on_scene")
    andi.moves(incident, "clear")
    andi.closes(incident)
    assert siti.steps() == ["received", "ringing", "claimed", "calling", "en_route", "on_scene", "closed"]
    assert "genuine" not in str(siti.screen.events), "how the police file it is not the citizen's to read"


def test_in_about_how_many_minutes_and_never_where(stage, siti, andi):
    """Two kilometres are six minutes, told as seven: so coarse that no place can be worked out."""
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    where = {"lat": LOKTABAT["lat"], "lon": LOKTABAT["lon"] + 0.018, "accuracy_m": 9}
    andi.act(incident, "locations", where)
    assert "en_route" not in siti.steps(), "who has not set out is not on the way"
    andi.moves(incident, "en_route")
    andi.act(incident, "locations", where)
    told = siti.screen.of("en_route")[-1]
    assert (told["minutes"], told["officer"]["name"]) == (7, andi.name)
    assert str(where["lon"])[:7] not in str(siti.screen.events)
    page = stage.call("GET", "/", None, None, {"cookie": f"siharat_warga={siti.token}", "host": "test"}).body
    assert "Kira-kira 7 menit lagi." in page
    andi.act(incident, "locations", {"lat": LOKTABAT["lat"] + 1, "lon": LOKTABAT["lon"], "accuracy_m": 9})
    assert siti.screen.of("en_route")[-1]["minutes"] is None, "more than an hour is not told"


def test_only_who_has_it_phones_back(siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    assert andi.taps_the_number(incident).status == 409
    andi.claims(incident)
    assert rahmat.taps_the_number(incident)["code"] == "not_claimed_by_you"


def test_several_officers_move_and_the_furthest_counts(siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    rahmat.moves(incident, "en_route")
    assert andi.sees(incident)["status"] == "responding"
    andi.moves(incident, "en_route")
    rahmat.moves(incident, "on_scene")
    assert andi.sees(incident)["status"] == "on_scene"
    rahmat.moves(incident, "clear")
    assert andi.sees(incident)["status"] == "responding"


def test_support_before_anybody_claimed_does_not_stop_the_ringing(stage, siti, andi, rahmat):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    rahmat.moves(incident, "en_route")
    assert rahmat.sees(incident)["status"] == "ringing"
    stage.after(6)
    assert andi.phone.alarms == 2


def test_messages_go_both_ways(siti, andi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    siti.writes(incident, "Saya tidak bisa bicara <b>")
    andi.act(incident, "messages", {"text": "Kami datang"})
    assert [each["text"] for each in andi.phone.of("message")] == ["Saya tidak bisa bicara <b>", "Kami datang"]
    assert siti.screen.of("message")[-1]["from"]["name"] == "Bripka Andi Saputra"


def test_places_are_shared_only_while_it_is_open(stage, siti, andi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    path = f"/api/v1/incidents/{incident}/locations"
    assert stage.call("POST", path, LOKTABAT, siti.token).status == 204
    assert andi.phone.of("location")[0]["lat"] == LOKTABAT["lat"]
    assert stage.call("POST", path, LOKTABAT, andi.token).status == 204
    assert "location" not in siti.steps(), "never where an officer is"
    andi.claims(incident)
    andi.closes(incident)
    assert stage.call("POST", path, LOKTABAT, siti.token)["code"] == "closed"


def test_i_am_safe_is_a_mark_and_the_call_back_still_happens(stage, siti, andi, dewi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    answer = stage.call("POST", f"/api/v1/incidents/{incident}/cancel", {}, siti.token)
    assert (answer.status, answer["status"]) == (200, "ringing")
    assert answer["cancelled_at"]
    stage.after(6)
    assert andi.phone.alarms == 2
    assert "cancelled" in dewi.timeline(incident)

def test_what_was_written_with_the_press_is_read_by_who_works_on_it(siti, andi, rahmat, nur):
    incident = siti.presses(note="suami saya bernama Siti Aisyah, pintu belakang")["incident"]["id"]
    assert "notes" not in nur.sees(incident).body
    andi.claims(incident)
    rahmat.moves(incident, "en_route")
    siti.presses(note="dia di dalam")
    for officer in (andi, rahmat):
        assert [note["text"] for note in officer.sees(incident)["notes"]] == [
            "suami saya bernama Siti Aisyah, pintu belakang", "dia di dalam"]
    assert "notes" not in nur.sees(incident).body
