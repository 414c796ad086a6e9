"""``siharat demo``: a province, its people, a door for each, and phones that end with it."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import asked, call, refused, started

DOORS = {"warga": "/", "petugas": "/petugas", "komando": "/komando", "polda": "/polda"}


def test_never_on_the_data_of_a_real_station(folder: Path) -> None:
    assert "real station" in refused(call(folder, "demo", "--port", "0", "--data", str(folder)))


def test_a_province_with_four_doors_and_phones(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    with demo(data) as running:
        assert "/demo" in running.line
        tokens = {door: walk_in(running.port, door, DOORS[door]) for door in DOORS}
        me = {door: asked(running.port, "GET", "/api/v1/me", token)[1] for door, token in tokens.items()}
        assert me["warga"]["kind"] == "citizen"
        assert (me["petugas"]["role"], me["petugas"]["station"]["code"]) == ("officer", "63.72")
        assert (me["komando"]["role"], me["komando"]["station"]["code"]) == ("administrator", "63.72")
        assert (me["polda"]["role"], me["polda"]["station"]["code"]) == ("operator", "63")
        assert len(asked(running.port, "GET", "/api/v1/stations", tokens["polda"])[1]) == 14
        with_open_page = phones_listening(running.port, tokens["komando"], at_least=5)
        robots = robots_of(running.process.pid)
        assert robots
        assert with_open_page == 20 - 1 - 14, "all but yours and the dead"
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in robots)
    mark = json.loads(call(data, "station", "list", "--json").stdout)
    assert sum(station["areas"] for station in mark) == 156
    goes_on(data)


def goes_on(data: Path) -> None:
    """A second time nothing is made twice, and whoever was signed in still is."""
    before = call(data, "officer", "list").stdout
    with demo(data, "--no-robots") as running:
        assert not robots_of(running.process.pid)
        assert not walk_in(running.port, "nowhere", None)
    assert call(data, "officer", "list").stdout == before


def demo(data: Path, *words: str):
    return started(data, "demo", "--port", "0", "--officers", "20", "--data", str(data), *words)


def walk_in(port: int, door: str, leads_to: str | None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", f"/demo/pintu/{door}", headers={"sec-fetch-site": "cross-site"})
    assert connection.getresponse().read()
    connection.close()
    connection.request("POST", f"/demo/pintu/{door}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if leads_to is None:
        assert answer.status == 404
        return ""
    assert (answer.status, answer.headers["location"]) == (303, leads_to)
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == f"siharat_{door}"
    assert "HttpOnly" in rest
    return rest.partition(";")[0]


def phones_listening(port: int, token: str, at_least: int) -> int:
    until = time.monotonic() + 15
    ready = 0
    while ready < at_least and time.monotonic() < until:
        ready = asked(port, "GET", "/api/v1/stations/63.72/readiness", token)[1]["ready"]
        time.sleep(0.1)
    return ready


def robots_of(pid: int) -> list[int]:
    """The demonstration's phones; its auditor is a child too, and comes when it comes."""
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "siharat.simulate.robots" in line]


@pytest.mark.parametrize("words", [("--officers", "3"), ("--port", "-1"), ("--data", "/dev/null/x")])
def test_what_cannot_be_shown(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused(call(tmp_path, "demo", "--no-robots", "--data", str(tmp_path / "d"), "--port", "0", *words))


