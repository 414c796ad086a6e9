"""Durable presses: at a station of 312 phones, at one without, and one alone."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import scene as scenes
from bench import servers, tape
from bench.measure import Bench, workshop
from bench.programs import Missing, load, write_records
from bench.scene import QUIET_STATION, STATION, Scene

PHONES = 312
AT_ONCE = 32
WARM = 40
PAUSE_US = 20_000
"""Between two presses that shall each be alone: what follows the one before is over."""


def full_station(bench: Bench) -> None:
    """32 at once at a station of 312 phones, beside the C program and beside the usual way."""
    count = 200 if bench.quick else 600
    with workshop() as folder, ExitStack() as stack:
        scene = scenes.settle(folder / "scene", PHONES, count + WARM)
        match = Match(scene, folder, count, STATION)
        contestants = [match.ours, match.theirs]
        try:
            contestants.append(match.usual(stack.enter_context(servers.postgres())))
        except Missing as missing:
            bench.left_out.append(f"presses beside FastAPI and its ORM: {missing}")
        ours, theirs, *usual = bench.alternated("Presses at a station of 312 phones", *contestants)
    rows = _rows_of(match)
    speed = [run["count"] * rows / run["seconds"] for run in ours]
    beside = {"presses_per_s": _median(ours, lambda run: run["count"] / run["seconds"]),
              "cpu_ms_per_press": _median(ours, lambda run: run["cpu_ms"]),
              "cpu_us_per_phone": _median(ours, lambda run: run["cpu_ms"] * 1e3 / PHONES)}
    bench.compared("durable press, 312 phones, 32 at once", "C program", speed,
                   [run["count"] * rows / run["seconds"] for run in theirs], "rows/s", 0.35, 0.6, "more",
                   **beside, peer_cpu_ms_per_press=_median(theirs, lambda run: run["cpu_ms"]))
    for runs in usual:
        bench.compared("durable press, 312 phones, 32 at once", "FastAPI, ORM, PostgreSQL", speed,
                       [run["count"] * rows / run["seconds"] for run in runs], "rows/s", 4, 8, "more", **beside)


def quiet_station(bench: Bench) -> None:
    """32 at once where no phone rings: what is left is the door."""
    count = 500 if bench.quick else 3_000
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", PHONES, count + WARM)
        match = Match(scene, folder, count, QUIET_STATION)
        ours, theirs = bench.alternated("Presses at a station without phones", match.ours, match.theirs)
    bench.compared("the door itself, 32 at once", "C program", [run["count"] / run["seconds"] for run in ours],
                   [run["count"] / run["seconds"] for run in theirs], "presses/s", 0.08, 0.15, "more",
                   cpu_ms_per_press=_median(ours, lambda run: run["cpu_ms"]))


def one_alone(bench: Bench) -> None:
    """One press at a time, with a rest between."""
    count = 40 if bench.quick else 100
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", PHONES, count + WARM)
        match = Match(scene, folder, count, STATION, at_once=1, pause_us=PAUSE_US)
        ours, theirs = bench.alternated("One press alone", match.ours, match.theirs)
    bench.compared("one press alone, p50", "C program", [run["p50_us"] / 1e3 for run in ours],
                   [run["p50_us"] / 1e3 for run in theirs], "ms", 2.5, 1.8, "less",
                   p99_ms=_median(ours, lambda run: run["p99_us"] / 1e3),
                   cpu_ms_per_press=_median(ours, lambda run: run["cpu_ms"]))


def _median(runs: list[Any], figure: Callable[[Any], float]) -> float:
    from statistics import median

    return round(median(map(figure, runs)), 3)


def _rows_of(match: Match) -> int:
    """Rows that one press writes: its rings, the incident and what it concerns, alarm, log, wake-ups."""
    return PHONES + match.inserted


class Match:
    """The product and its peers on the same presses, each run on a fresh copy of the same database."""

    def __init__(self, scene: Scene, folder: Path, count: int, station: str, *, at_once: int = AT_ONCE,
                 pause_us: int = 0) -> None:
        self._scene = scene
        self._folder = folder
        self._at_once = at_once
        self._pause_us = pause_us
        requests = [scenes.press_request(scene, number, station) for number in range(count + WARM)]
        self._warm = write_records(folder / "warm", requests[:WARM])
        self._requests = write_records(folder / "requests", requests[WARM:])
        recorder, played = tape.presses(scene, folder / "recording", count + WARM, station)
        single = [sql for sql, number in recorder.statements.items() if sql.startswith("INSERT INTO")
                  and "SELECT" not in sql]
        numbers = {recorder.statements[sql] for sql in single}
        self.inserted = sum(number in numbers for number, _ in played[-1])
        self._tape = tape.write(folder / "tape", recorder, played, answer=self._answer(requests[0]))

    def _answer(self, request: bytes) -> bytes:
        """What the product answers, so that the C program answers as much."""
        settings = self._scene.copy(self._folder / "ours")
        with servers.product(settings) as server:
            return exchange(server.port, request)

    def ours(self) -> dict[str, Any]:
        settings = self._scene.copy(self._folder / "ours")
        with servers.product(settings) as server:
            return self._run(server)

    def theirs(self) -> dict[str, Any]:
        settings = self._scene.copy(self._folder / "theirs")
        with servers.station(settings.folder / "siharat.db", self._tape) as server:
            return self._run(server)

    def usual(self, postgres: str) -> Callable[[], dict[str, Any]]:
        cast = self._folder / "cast.json"
        latitudes = [self._scene.places[code][0] for code in (STATION, QUIET_STATION)]
        cast.write_text(json.dumps({
            "phones": PHONES, "between": sum(latitudes) / 2 if latitudes[0] < latitudes[1] else 90,
            "digests": [hashlib.sha256(token.encode()).hexdigest() for token in self._scene.citizens]}))

        def run() -> dict[str, Any]:
            with servers.python_peer("orm_press", postgres, cast) as server:
                return self._run(server)

        return run

    def _run(self, server: servers.Server) -> dict[str, Any]:
        load(server.port, self._warm, self._at_once)
        server.wait_until_idle()
        before = server.cpu_s()
        found = load(server.port, self._requests, self._at_once, self._pause_us)
        server.wait_until_idle()
        if found["status"] != {"201": found["count"]}:
            raise RuntimeError(f"not every press was taken: {found['status']}")
        return {**found, "cpu_ms": (server.cpu_s() - before) * 1e3 / found["count"]}


def exchange(port: int, request: bytes) -> bytes:
    """One request and its whole answer, bytes as they are."""
    head, _, body = request.partition(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n")[0].decode().split()
    headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in answer.getheaders())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data
