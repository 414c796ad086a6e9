"""The phone's half of the compact press, as the page's JavaScript does it: the oracle of the tests, and what writes
``compact_press.json``, which both halves are tested against (``python -m tests.alarm.compact_writer``)."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from pathlib import Path
from typing import Any

from siharat.kernel.clock import parse_rfc3339

VECTORS = Path(__file__).with_name("compact_press.json")
KEY = bytes(range(32))
KEY_ID = "k7Qm2X_A"
PRESS = {"id": "0193b5c0-f000-4000-8000-000000000001", "mode": "loud", "lat": -3.4402, "lon": 114.8211,
         "accuracy_m": 12.4, "located_at": "2027-01-15T08:00:00.000Z", "pressed_at": "2027-01-15T08:00:04.600Z",
         "battery": 0.57}
CASES: dict[str, dict[str, Any]] = {
    "a press in Loktabat": {},
    "silent": {"mode": "silent"},
    "without a place": {"lat": None, "lon": None, "accuracy_m": None, "located_at": None},
    "without a battery": {"battery": None},
    "the longest there can be": {"lat": -89.999994, "lon": -179.999994, "accuracy_m": 1e9,
                                 "located_at": "2020-01-01T00:00:00.000Z", "battery": 1},
    "nothing is zero, which is no minus sign": {"lat": 0, "lon": 0, "accuracy_m": 0, "battery": 0,
                                                "located_at": "2027-01-15T08:00:04.600Z"},
    "a place from after the press": {"located_at": "2027-01-15T08:00:09.000Z"},
    "an id whose letters need - and _": {"id": "fbefbefb-efbe-4bef-bbef-befbefbefbff"},
}


def letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def compose(press: dict[str, Any], key_id: str, key: bytes) -> str:
    signed = " ".join([*unsigned(press), key_id])
    return f"{signed} {letters(hmac.digest(key, signed.encode(), 'sha256')[:12])}"


def unsigned(press: dict[str, Any]) -> list[str]:
    pressed = parse_rfc3339(press["pressed_at"])
    here = press["lat"] is not None
    aged = here and press["located_at"] is not None
    return ["SIHARAT1", "SENYAP" if press["mode"] == "silent" else "TOLONG",
            f"{press['lat']:.5f},{press['lon']:.5f}" if here else "-",
            _whole(press["accuracy_m"]) if here and press["accuracy_m"] is not None else "-",
            _whole(max(pressed - parse_rfc3339(press["located_at"]), 0) / 1_000) if aged else "-",
            str(pressed // 1_000),
            "-" if press["battery"] is None else str(int(press["battery"] * 100 + 0.5)),
            letters(uuid.UUID(press["id"]).bytes)]


def _whole(number: float) -> str:
    return str(min(int(number + 0.5), 99_999))


def vectors() -> list[dict[str, Any]]:
    return [{"name": name, "press": {**PRESS, **changed}, "key_id": KEY_ID, "key": letters(KEY),
             "text": compose({**PRESS, **changed}, KEY_ID, KEY)} for name, changed in CASES.items()]


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1) + "\n")
