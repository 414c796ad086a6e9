"""Every reachable phone rings: from the press to each phone's own receipt, taken and on disk."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from bench import scene as scenes
from bench import servers
from bench.measure import Bench, Row, workshop
from bench.presses import exchange
from bench.scene import Scene, request

PHONES = 400
MEDIAN_S = 0.5
LATE_S = 2.0
"""What half of the phones, and ninety-nine in a hundred, may take at most (PROMISES)."""


def of_400(bench: Bench) -> None:
    """400 phones, each with its own stream, each answering for itself."""
    presses = bench.runs + 1
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", PHONES, presses)
        with servers.product(scene.copy(folder / "ours")) as server, phones(server, scene, folder) as answers:
            taken = []
            for number in range(presses):
                bench.step(f"400 phones answer, press {number} of {bench.runs}")
                taken.append(_press(server, scene, number, answers))
                server.wait_until_idle()
    middle = [median(each) for each in taken[1:]]
    late = [quantiles(each, n=100)[98] for each in taken[1:]]
    bench.rows.append(Row("press to a phone's own receipt, p50 of 400", "", median(middle), None, "s", median(middle),
                          MEDIAN_S, MEDIAN_S / 2, "less", {"runs": len(middle)}))
    bench.rows.append(Row("press to a phone's own receipt, p99 of 400", "", median(late), None, "s", median(late),
                          LATE_S, LATE_S / 2, "less", {"runs": len(late), "worst": round(max(late), 3)}))


@contextmanager
def phones(server: servers.Server, scene: Scene, folder: Path) -> Iterator[subprocess.Popen[str]]:
    tokens = folder / "tokens.json"
    tokens.write_text(json.dumps(scene.officers))
    process = subprocess.Popen([sys.executable, "-m", "bench.peers.phones", str(server.port), str(tokens)],
                               stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.terminate()
        process.communicate()


def _press(server: servers.Server, scene: Scene, number: int, answers: subprocess.Popen[str]) -> list[float]:
    """Seconds from the press to each phone's receipt."""
    asked = scenes.press_request(scene, number)
    began = time.monotonic_ns()
    answer = exchange(server.port, asked)
    assert answers.stdout is not None
    taken = [(at - began) / 1e9 for at in json.loads(answers.stdout.readline())["taken"]]
    incident = json.loads(answer.partition(b"\r\n\r\n")[2])["incident"]["id"]
    exchange(server.port, request("POST", f"/api/v1/incidents/{incident}/close", scene.officers[0],
                                  {"disposition": "test"}))
    return taken
