"""`siharat drill`: asked at the command line, rung by the running server."""

from __future__ import annotations

import re
import threading

import pytest

from siharat.cli import drill
from tests.cli.conftest import STATION, asked, call, refused, started


def test_a_drill_of_a_real_server_taken_and_reported(folder):
    token = call(folder, "token", "officer", "--nrp", "85061234").stdout.strip()
    with started(folder, "serve", "--port", "0") as server:

        def takes_it(stop):
            while not stop.wait(0.1):
                found = asked(server.port, "GET", "/api/v1/incidents?status=ringing", token)[1]["incidents"]
                if found:
                    assert found[0]["mode"] == "drill"
                    asked(server.port, "POST", f"/api/v1/incidents/{found[0]['id']}/claim", token, {})
                    return call(folder, "drill", "end", "--station", STATION)
            return None

        stop = threading.Event()
        officer = threading.Thread(target=takes_it, args=(stop,))
        officer.start()
        result = call(folder, "drill", "run", "--station", STATION, "--unannounced")
        stop.set()
        officer.join()
    assert result.exit_code == 0, result.output
    assert re.search(r"unannounced: 0 of 2 phones rang \(0\.0%\); taken by Bripka Ahmad Rizani", result.stdout)
    assert "Aiptu Siti Aminah" in result.stdout
    assert "rings only while the page is open" in result.stdout
    listed = call(folder, "drill", "list", "--station", STATION).stdout
    assert "0 of 2 rang" in listed


def test_without_a_server_nothing_rings_and_it_says_so(siharat, monkeypatch):
    monkeypatch.setattr(drill, "STARTS_WITHIN_S", 0.5)
    assert "Start `siharat serve`" in refused(siharat("drill", "run", "--station", STATION))


def test_a_plan_is_made_listed_and_undone(siharat):
    made = siharat("drill", "plan", "--station", STATION, "--every", "week", "--day", "0", "--at", "09:30")
    plan = made.stdout.split()[-1]
    assert re.search(rf"{plan}\s+Monday\s+\S+ 09:30\s+yes", siharat("drill", "list", "--station", STATION).stdout)
    assert siharat("drill", "cancel", "--plan", plan).exit_code == 0
    assert "Nothing is planned" in siharat("drill", "list", "--station", STATION).stdout
    assert "was cancelled" in refused(siharat("drill", "cancel", "--plan", plan))


@pytest.mark.parametrize(("words", "says"), [
    (("run", "--station", "99"), "There is no station 99"),
    (("run", "--station", "63"), "has no officers yet"),
    (("end", "--station", STATION), "No drill is running"),
    (("plan", "--station", STATION, "--every", "month", "--day", "31", "--at", "09:00"), "day: is 1 to 28"),
    (("list", "--station", "99"), "station"),
])
def test_mistakes_are_answered_in_words(siharat, words, says):
    assert says in refused(siharat("drill", *words))
