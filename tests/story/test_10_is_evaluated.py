"""What happened is counted as it happened: first times, unanswered and unfinished as such, practices apart."""

from __future__ import annotations

MONTH = "?from=2027-01-01&to=2027-01-31"


def evaluation(stage, officer, query=MONTH):
    answer = stage.call("GET", f"/api/v1/evaluation{query}", None, officer.token)
    assert answer.status == 200, answer
    return answer.body


def goes_through(stage, officer, incident):
    stage.after(7)
    officer.claims(incident)
    stage.after(5)
    officer.taps_the_number(incident)
    stage.after(20)
    officer.says(incident, "reached")
    officer.moves(incident, "en_route")
    stage.after(300)
    officer.moves(incident, "on_scene")
    stage.after(600)
    officer.moves(incident, "clear")
    officer.closes(incident)


def test_one_alarm_is_five_intervals(stage, siti, andi, dewi):
    goes_through(stage, andi, siti.presses()["incident"]["id"])
    found = evaluation(stage, dewi)
    assert found["station"] == {"code": "63.72", "name": "Polres Banjarbaru", "timezone": "Asia/Makassar"}
    assert found["counts"]["alarms"] == found["counts"]["answered"] == found["counts"]["arrived"] == 1
    medians = {name: round(each["median_s"]) for name, each in found["intervals"].items()}
    assert medians == {"queue": 7, "call_back": 25, "travel": 300, "response": 332, "on_scene": 600}
    assert found["intervals"]["queue"]["target"]["share"] == 1
    assert found["intervals"]["queue"]["few"] is True


def test_how_many_phones_proved_that_they_rang_and_what_citizens_answered(stage, siti, andi, rahmat, dewi):
    andi.opens_phone()
    incident = siti.presses()["incident"]["id"]
    stage.after(2)
    for ring in andi.phone.of("ring")[:1]:
        stage.call("POST", f"/api/v1/rings/{ring['ring_id']}/receipts",
                   {"state": "received", "receipt_key": ring["receipt_key"]}, andi.token)
    andi.claims(incident)
    andi.closes(incident)
    stage.call("POST", f"/api/v1/incidents/{incident}/rating", {"helped": "no"}, siti.token)
    stage.call("POST", f"/api/v1/incidents/{incident}/rating", {"helped": "yes"}, siti.token)
    silent = siti.presses()["incident"]["id"]
    andi.claims(silent)
    andi.closes(silent)
    found = evaluation(stage, dewi)
    assert found["rings"] == {"of": 2, "phones": 6, "proved": 2, "share": 0.3333, "silent": 0}
    assert found["helped"] | {"of": 1, "closed": 2, "count": 1, "kinds": {"yes": 1, "partly": 0, "no": 0}} == \
        found["helped"], "the last word counts, and who is silent is not counted as satisfied"


def test_nobody_is_left_out(stage, siti, andi, dewi):
    stage.call("POST", "/api/v1/citizens", {"phone": "+6281200000001", "name": "Budi"})
    siti.presses(mode="practice")
    incident = siti.presses()["incident"]["id"]
    stage.after(60)
    found = evaluation(stage, dewi)
    assert found["counts"] | {"all": 2, "alarms": 1, "practice": 1, "answered": 0, "waiting": 1, "climbed": 1} == \
        found["counts"]
    queue = found["intervals"]["queue"]
    assert (queue["measured"], queue["unfinished"], queue["median_s"]) == (0, 1, None)
    assert queue["target"] | {"of": 1, "count": 0, "share": 0} == queue["target"]
    goes_through(stage, andi, incident)
    assert evaluation(stage, dewi)["intervals"]["queue"]["median_s"] > 60


def test_a_duplicate_and_a_drill_stand_apart_and_a_false_alarm_does_not(stage, siti, andi, dewi):
    for disposition in ("duplicate", "drill", "false_alarm"):
        incident = siti.presses()["incident"]["id"]
        andi.claims(incident)
        andi.closes(incident, disposition)
    found = evaluation(stage, dewi)
    assert found["counts"] | {"all": 3, "alarms": 1, "duplicate": 1, "drill": 1, "false": 1} == found["counts"]
    assert found["false"]["kinds"] == {"false_alarm": 1, "accidental": 0, "unfounded": 0, "test": 0}
    assert found["intervals"]["response"]["not_due"] == 1, "settled without going is neither late nor hidden"


def test_the_period_is_whole_days_of_the_station_and_filters_narrow_it(stage, siti, andi, dewi):
    goes_through(stage, andi, siti.presses()["incident"]["id"])
    assert evaluation(stage, dewi, "?from=2027-01-14&to=2027-01-14")["counts"]["all"] == 0
    assert evaluation(stage, dewi, "?from=2027-01-15&to=2027-01-15")["counts"]["all"] == 1
    whole = evaluation(stage, dewi)
    hour = next(each["key"] for each in whole["by"]["hour"] if each["count"])
    assert evaluation(stage, dewi, f"{MONTH}&hour={hour}")["counts"]["all"] == 1
    assert evaluation(stage, dewi, f"{MONTH}&hour={(int(hour) + 1) % 24:02d}")["counts"]["all"] == 0


def test_what_cannot_be_a_period_is_refused_by_name(stage, dewi):
    for query, field in [("?from=kemarin&to=2027-01-31", "from"), ("?from=2027-01-31&to=2027-01-01", "to"),
                         ("?from=0001-01-01&to=9999-12-31", "from")]:
        answer = stage.call("GET", f"/api/v1/evaluation{query}", None, dewi.token)
        assert (answer.status, answer["field"]) == (422, field)


def test_another_station_sees_nothing_of_it_and_the_desk_above_does(stage, siti, andi, dewi, hasan, yusuf):
    goes_through(stage, andi, siti.presses()["incident"]["id"])
    for officer, status in ((andi, 404), (hasan, 404), (dewi, 200), (yusuf, 200)):
        assert stage.call("GET", f"/api/v1/evaluation{MONTH}&station=63.72", None, officer.token).status == status
    assert stage.call("GET", f"/api/v1/evaluation{MONTH}&station=63.71", None, dewi.token).status == 404


def test_beside_the_period_before_nothing_is_concluded_from_three_alarms(stage, siti, andi, dewi, yusuf):
    for _ in range(3):
        incident = siti.presses()["incident"]["id"]
        andi.claims(incident)
        andi.closes(incident)
    found = stage.call("GET", "/api/v1/evaluation/changes?from=2027-01-15&to=2027-01-15", None, dewi.token)
    assert (found["period"]["from"], found["before"]["to"]) == ("2027-01-15", "2027-01-14")
    by_name = {each["figure"]: each for each in found["changes"]}
    assert by_name["queue.median"]["cases"] == [0, 3]
    assert {each["verdict"] for each in found["changes"]} == {"few"}


def test_the_province_sees_the_stations_side_by_side_and_no_name(stage, siti, andi, yusuf):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.closes(incident)
    headers = {"cookie": f"siharat_polda={yusuf.token}", "host": "test"}
    page = stage.call("GET", "/polda/bandingkan?from=2027-01-01&to=2027-01-31", None, None, headers)
    assert page.status == 200
    assert "Polres Banjarbaru" in page.body
    assert "0,4" in page.body, "one alarm among 285,546 inhabitants"
    assert "Belum dapat disimpulkan" in page.body
    assert "Siti" not in page.body
