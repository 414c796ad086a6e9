"""Twenty phones as a program of their own, against a real server, over the public API alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from siharat.admin import road
from siharat.settings import Settings
from siharat.simulate import province
from tests.cli.conftest import Running, asked, call, started

PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("robots") / "data"
    assert call(folder, "init").exit_code == 0
    road.write_here(Settings(data=str(folder)), province.settle, 21)
    return folder


@contextmanager
def playing(port: int, phones: list[dict[str, Any]]) -> Iterator[subprocess.Popen[bytes]]:
    source = str(Path(__file__).parents[2] / "src")
    program = subprocess.Popen([sys.executable, "-m", "siharat.simulate.robots"], stdin=subprocess.PIPE,
                               env={"PYTHONPATH": source})
    assert program.stdin is not None
    told = {"host": "127.0.0.1", "port": port, "phones": phones, "dead": 2, "patience": 2_500}
    program.stdin.write(json.dumps(told).encode() + b"\n")
    program.stdin.flush()
    try:
        yield program
    finally:
        program.stdin.close()
        assert program.wait(5) == 0, "its input has ended, and so must it"


def until(found: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE_S
    while not (answer := found()):
        assert time.monotonic() < end, "nothing of the kind happened"
        time.sleep(0.1)
    return answer


class Desk:
    """What the command centre sees."""

    def __init__(self, data: Path, running: Running) -> None:
        settings = Settings(data=str(data))
        self._port = running.port
        self._data = settings
        self.citizen = call(data, "token", "citizen", "--phone", province.CITIZEN_PHONE).stdout.strip()
        self.token = call(data, "token", "officer", "--nrp", province.desk_nrp()).stdout.strip()

    def listening(self) -> int:
        return int(asked(self._port, "GET", "/api/v1/stations/63.72/readiness", self.token)[1]["ready"])

    def press(self) -> str:
        place = {"lat": -3.4405, "lon": 114.833, "accuracy_m": 9}
        status, answer = asked(self._port, "POST", "/api/v1/alarms", self.citizen,
                               {"id": str(uuid.uuid4()), "mode": "loud", "location": place})
        assert status == 201
        return str(answer["incident"]["id"])

    def incident(self, name: str) -> Any:
        return asked(self._port, "GET", f"/api/v1/incidents/{name}", self.token)[1]

    def kinds(self, name: str) -> list[str]:
        return [line["kind"] for line in self.incident(name)["timeline"]]


def test_they_ring_and_one_of_them_takes_it_and_comes_back_to_a_server_that_was_away(data: Path) -> None:
    phones = road.write_here(Settings(data=str(data)), province.enlist)
    with started(data, "serve", "--port", "0") as first:
        desk = Desk(data, first)
        with playing(first.port, phones):
            until(lambda: desk.listening() == 18)
            incident = desk.press()
            until(lambda: rung(data) >= 12)
            until(lambda: "call_back" in desk.kinds(incident))
            assert desk.kinds(incident).count("claimed") == 1
            first.process.terminate()
            first.process.wait(10)
            with started(data, "serve", "--port", str(first.port)) as second:
                until(lambda: open_streams(second.port) == 18)
                assert desk.kinds(incident).count("claimed") == 1


def open_streams(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return int(re.search(r"^siharat_streams (\d+)", answer.read().decode(), re.MULTILINE)[1])


def rung(data: Path) -> int:
    """Phones that have proved that they rang."""
    import sqlite3

    with sqlite3.connect(f"file:{data / 'siharat.db'}?mode=ro", uri=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM ring WHERE shown_at IS NOT NULL").fetchone()
    connection.close()
    return int(count)


def test_without_orders_it_does_nothing() -> None:
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run([sys.executable, "-m", "siharat.simulate.robots"], input=b"", timeout=20,
                          env={"PYTHONPATH": source}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
