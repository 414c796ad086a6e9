"""An evening of 200 officers, the same each time: they drive about, incidents open, are taken, and close.

Told as the stream tells it, at its real rates: each officer a place every five seconds, an incident every two minutes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

OFFICERS = 200
PLACE_EVERY_S = 5
ALARM_EVERY_S = 120
LASTS_S = 900
MIDDLE = (-3.457, 114.81)
STEP = 0.0006
"""Degrees in five seconds: fifty kilometres an hour."""
STAGES = ((8, "claimed"), (60, "responding"), (300, "on_scene"), (LASTS_S, "closed"))

Event = tuple[float, str, dict[str, Any]]


def evening(seconds: int, seed: int = 20261130) -> Iterator[Event]:
    """When (s), what, and its data; ``at`` and ``raised_at`` are left to who plays it, for a page knows what is old."""
    chance = random.Random(seed)
    places = {n: [MIDDLE[0] + chance.uniform(-0.08, 0.08), MIDDLE[1] + chance.uniform(-0.12, 0.12)]
              for n in range(OFFICERS)}
    later: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    opened = 0
    for second in range(seconds):
        if second % ALARM_EVERY_S == 0:
            opened += 1
            incident = _incident(opened, chance)
            yield second, "alarm", incident
            for after, status in STAGES:
                later.setdefault(second + after, []).append(("incident", _changed(incident, status)))
        for name, data in later.pop(second, ()):
            yield second, name, data
        for number in range(second % PLACE_EVERY_S, OFFICERS, PLACE_EVERY_S):
            place = places[number]
            place[0] += chance.uniform(-STEP, STEP)
            place[1] += chance.uniform(-STEP, STEP)
            serves = opened - number % max(1, min(opened, LASTS_S // ALARM_EVERY_S))
            yield second + number / OFFICERS, "location", _place(number, serves, place)


def _incident(number: int, chance: random.Random) -> dict[str, Any]:
    lat, lon = MIDDLE[0] + chance.uniform(-0.05, 0.05), MIDDLE[1] + chance.uniform(-0.08, 0.08)
    return {"incident": {"id": _id(number), "code": f"SHR-{number:04d}", "status": "ringing",
                         "station": {"code": "63.72"}}, "mode": "loud", "locality": "Loktabat Utara", "wave": 1,
            "phones": OFFICERS, "location": {"lat": lat, "lon": lon, "accuracy_m": 8}, "road": "app"}


def _changed(incident: dict[str, Any], status: str) -> dict[str, Any]:
    return {**incident, "incident": {**incident["incident"], "status": status}, "escalation": 0, "caution": "",
            "claimed_by": {"name": "Bripda 001"}}


def _place(number: int, serves: int, place: list[float]) -> dict[str, Any]:
    return {"incident": {"id": _id(serves), "code": f"SHR-{serves:04d}", "status": "responding"},
            "from": {"kind": "officer", "id": f"officer-{number:03d}", "name": f"Bripda {number:03d}"},
            "lat": round(place[0], 6), "lon": round(place[1], 6), "accuracy_m": 10}


def _id(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012d}"


STAGE = """
// The page's stream, played by hand: everything after it is the page's own.
window.EventSource = class extends EventTarget {
  constructor() {
    super();
    window.played = this;
    this.readyState = 1;
    setTimeout(() => this.onopen && this.onopen(), 0);
  }
  close() {}
};
window.EventSource.CLOSED = 2;
window.play = (events) => {
  const at = new Date().toISOString();
  for (const [name, data] of events) {
    const told = {...data, at, raised_at: at, closed_at: data.incident.status === "closed" ? at : null};
    window.played.dispatchEvent(new MessageEvent(name, {data: JSON.stringify(told)}));
  }
};
"""
"""For a page that is about to be opened: ``play([[name, data], …])`` is what its stream would bring."""


def counted(devtools: Any) -> dict[str, float]:
    """What the page holds after its rubbish was collected, and how long it has worked (seconds)."""
    devtools.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return {"nodes": found["Nodes"], "listeners": found["JSEventListeners"],
            "heap_mb": found["JSHeapUsedSize"] / 1_048_576, "busy_s": found["TaskDuration"],
            "script_s": found["ScriptDuration"]}
