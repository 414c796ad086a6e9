"""Everybody wants it: 1,500 officers claim one incident at the same moment."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

from bench import scene as scenes
from bench import servers
from bench.measure import Bench, workshop
from bench.presses import exchange
from bench.programs import load, write_records
from bench.scene import Scene, request

OFFICERS = 1_500


def race(bench: Bench) -> None:
    """Beside the same posts, answered by the same doors without a database."""
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", OFFICERS, bench.runs + 1)
        settings = scene.copy(folder / "ours")
        with servers.product(settings) as server, servers.python_peer("no_database", settings.data) as bare:
            contest = Contest(scene, folder, server)
            ours, theirs = bench.alternated("1,500 officers claim at once", contest.race,
                                            lambda: load(bare.port, contest.requests, OFFICERS))
    bench.compared("claim race, 1,500 officers at once", "the same without a database",
                   [run["seconds"] * 1e3 for run in ours], [run["seconds"] * 1e3 for run in theirs], "ms", 2, 1.5,
                   "less", cpu_us_per_claim=round(median(run["cpu_ms"] for run in ours) * 1e3 / OFFICERS, 1))


class Contest:
    """One incident after the other, each claimed by everybody and then closed."""

    def __init__(self, scene: Scene, folder: Path, server: servers.Server) -> None:
        self._scene, self._server = scene, server
        self._pressed = 0
        self.requests = folder / "claims"

    def race(self) -> dict[str, Any]:
        answer = exchange(self._server.port, scenes.press_request(self._scene, self._pressed))
        self._pressed += 1
        incident = json.loads(answer.partition(b"\r\n\r\n")[2])["incident"]["id"]
        path = f"/api/v1/incidents/{incident}"
        write_records(self.requests, [request("POST", f"{path}/claim", token, {}) for token in self._scene.officers])
        self._server.wait_until_idle()
        before = self._server.cpu_s()
        found = load(self._server.port, self.requests, OFFICERS)
        found["cpu_ms"] = (self._server.cpu_s() - before) * 1e3
        if found["status"] != {"200": 1, "409": OFFICERS - 1}:
            raise RuntimeError(f"not exactly one winner: {found['status']}")
        exchange(self._server.port, request("POST", f"{path}/close", self._scene.officers[0], {"disposition": "test"}))
        self._server.wait_until_idle()
        return found
