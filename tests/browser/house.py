"""The house as it is run: a real server process with a station, its people and their tokens.

Only what a person could do is done to it: the command line, the administrator's functions, the public API.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.conftest import call, started

from siharat.admin import road
from siharat.db import Tx
from siharat.people import areas, officers, stations, wilayah
from siharat.people.officers import NewOfficer
from siharat.settings import Settings

STATION = "63.72"
LOKTABAT = {"lat": -3.4402, "lon": 114.8211, "accuracy_m": 8.0}
MARKUP = '<img src=x onerror="pwned=1">'
"""Somebody's name, and why not: what a person types is text."""
CAST = {
    "andi": NewOfficer("90010001", "Andi Saputra", "Bripka"),
    "nur": NewOfficer("91020002", "Nur Hayati", "Aipda"),
    "rahmat": NewOfficer("92030003", "Rahmat Hidayat", "Briptu"),
    "marked": NewOfficer("93040004", f"Joko {MARKUP}", "Bripda"),
    "dewi": NewOfficer("85050005", "Dewi Lestari", "Ipda", role="operator"),
    "wati": NewOfficer("78070007", "Wati Handayani", "AKP", role="administrator"),
}
PROVINCE_DESK = NewOfficer("80060006", "Yusuf Maulana", "Kompol", role="operator")
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    def __getitem__(self, key: str) -> Any:
        return self.body[key]


@dataclass
class Person:
    """Somebody with a token of their own."""

    house: House
    token: str

    def asks(self, method: str, path: str, body: Any = None) -> Answer:
        return self.house.request(method, path, body, self.token)

    def does(self, path: str, body: Any = None) -> Answer:
        """A change that must succeed."""
        answer = self.asks("POST", path, body)
        assert answer.status < 300, answer
        return answer

    def presses(self, **more: Any) -> str:
        """The id of the incident."""
        body = {"id": str(uuid.uuid4()), "mode": "loud", "location": LOKTABAT, **more}
        return str(self.does("/alarms", body)["incident"]["id"])

    def sees(self, incident: str) -> Any:
        return self.asks("GET", f"/incidents/{incident}").body


@dataclass
class House:
    folder: Path
    origin: str
    process: subprocess.Popen[str]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1_000))

    def request(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        return Answer(answer.status, json.loads(data) if data else None)

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])

    def officer(self, name: str) -> Person:
        """A new session of somebody of the cast, or of the desk of the province (``yusuf``)."""
        nrp = (PROVINCE_DESK if name == "yusuf" else CAST[name]).nrp
        return Person(self, self._printed("token", "officer", "--nrp", nrp))

    def citizen(self, name: str = "Siti Aisyah") -> Person:
        """Somebody new, with a number that no carrier gives out."""
        body = {"phone": f"+6281100{next(self.numbers):06d}", "name": name}
        return Person(self, self.request("POST", "/citizens", body)["token"])

    def _printed(self, *words: str) -> str:
        result = call(self.folder, *words)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    def dies(self) -> None:
        """The power goes."""
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def quiet(self) -> None:
        """Closes what a story left open, so that the next one begins in silence."""
        desk = self.officer("dewi")
        for incident in desk.asks("GET", "/incidents")["incidents"]:
            if incident["status"] != "closed":
                desk.asks("POST", f"/incidents/{incident['id']}/close", {"disposition": "test"})


def build(folder: Path) -> None:
    """Database, keys, the station with its real area, its people; a neighbour with a strange name."""
    assert call(folder, "init").exit_code == 0
    road.write_here(Settings(data=str(folder)), settle)


def settle(tx: Tx) -> None:
    stations.add(tx, wilayah.PROVINCE, wilayah.PROVINCE_NAME, None, wilayah.TIMEZONE, [])
    shipped = next(each for each in wilayah.shipped_stations() if each.code == STATION)
    policed = areas.polygons({"type": "FeatureCollection", "features": list(shipped.features)})
    stations.add(tx, STATION, shipped.name, wilayah.PROVINCE, wilayah.TIMEZONE, policed)
    stations.add(tx, "63.99", f"Polres {MARKUP}", wilayah.PROVINCE, wilayah.TIMEZONE, [])
    officers.add(tx, STATION, list(CAST.values()))
    officers.add(tx, wilayah.PROVINCE, [PROVINCE_DESK])


@contextlib.contextmanager
def serving(folder: Path, port: int = 0, **variables: str) -> Iterator[House]:
    with started(folder, "serve", "--port", str(port), **variables) as running:
        yield House(folder, f"http://localhost:{running.port}", running.process)


def becomes(look: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
    """Looks until something true is seen."""
    until = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < until, f"{seen!r} for {seconds} s"
        time.sleep(0.02)
    return seen
