"""The scene: a province with its real areas, a station of many phones, citizens who press."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from siharat.admin import road
from siharat.db import Tx
from siharat.kernel.clock import SystemClock, rfc3339
from siharat.people import citizens, officers, sessions, stations
from siharat.settings import Settings
from siharat.simulate import province

STATION = province.STATION
QUIET_STATION = "63.03"
"""Without a single officer: what is left of a press there is the door itself."""


@dataclass
class Scene:
    """A folder that ``siharat serve`` can be started on; it is copied, never run on itself."""

    folder: Path
    officers: list[str]
    """Bearer tokens of the officers of the station, one for each phone."""
    citizens: list[str]
    """Bearer tokens."""
    places: dict[str, tuple[float, float]]
    """A place in the middle of each station's area."""

    def copy(self, folder: Path) -> Settings:
        """A fresh copy to run on."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Settings(data=str(folder))


def settle(folder: Path, phones: int, presses: int, more: Any = None) -> Scene:
    """A new scene. ``more(tx)`` may add to it."""
    settings = Settings(data=str(folder))
    road.init(settings)
    road.write_here(settings, province.settle, phones)
    on_duty, pressing, places = road.write_here(settings, _cast, presses)
    if more is not None:
        road.write_here(settings, more)
    return Scene(folder, on_duty, pressing, places)


def _cast(tx: Tx, presses: int) -> tuple[list[str], list[str], dict[str, tuple[float, float]]]:
    on_duty = [sessions.open_session(tx, "officer", row.id, lifetime="program")
               for row in officers.of_station(tx, STATION)]
    pressing = []
    for number in range(presses):
        citizen = citizens.add(tx, f"+62811{number:08d}", f"Warga {number}")
        pressing.append(sessions.open_session(tx, "citizen", citizen))
    return on_duty, pressing, {code: _middle(tx, code) for code in (STATION, QUIET_STATION)}


def _middle(tx: Tx, code: str) -> tuple[float, float]:
    outlines = [shapely.geometry.shape(area.geometry) for area in stations.areas_of(tx, code)]
    middle = max(outlines, key=lambda outline: outline.area).representative_point()
    return middle.y, middle.x


def press(scene: Scene, number: int, station: str = STATION) -> tuple[str, dict[str, Any]]:
    """The token and the body of the press number so and so: each is another citizen's."""
    latitude, longitude = scene.places[station]
    now = rfc3339(SystemClock().now())
    return scene.citizens[number], {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{scene.folder}{number}")), "pressed_at": now, "mode": "loud",
        "location": {"lat": round(latitude, 6), "lon": round(longitude, 6), "accuracy_m": 8, "at": now}}


def fresh_id() -> str:
    """Of a press that is no repetition."""
    return str(uuid.uuid4())


def press_request(scene: Scene, number: int, station: str = STATION) -> bytes:
    token, body = press(scene, number, station)
    return request("POST", "/api/v1/alarms", token, body)


def request(method: str, path: str, token: str, body: Any = None) -> bytes:
    """A request as it goes over the wire."""
    data = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "User-Agent: siharat-bench", "Accept: */*",
            f"Authorization: Bearer {token}"]
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data
