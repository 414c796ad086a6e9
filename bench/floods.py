"""A flood of pranks: a press from a device that nobody doubts, among 300 others a minute, rings every phone."""

from __future__ import annotations

import itertools
import json
import subprocess
import threading
import time
from queue import Empty, Queue
from statistics import median, quantiles

from sqlalchemy import text

from bench import scene as scenes
from bench import servers
from bench.measure import Bench, Row, workshop
from bench.presses import exchange
from bench.receipts import phones
from bench.scene import Scene
from siharat.db import Tx

PHONES = 312
PRANKSTERS = 60
PER_MINUTE = 300
QUIET_S = 12.0
"""Between two genuine presses."""
LATE_S = 3.0
"""What ninety-nine phones in a hundred may take at most (PROMISES)."""
DOUBTED = text("UPDATE citizen SET false_alarms = 3 WHERE phone_blind = :blind")


def of_pranks(bench: Bench) -> None:
    """The flood goes on; one genuine press after the other."""
    presses = bench.runs + 1
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", PHONES, PRANKSTERS + presses, _doubt)
        with servers.product(scene.copy(folder / "ours")) as server, phones(server, scene, folder) as answers:
            heard = Heard(answers)
            over = threading.Event()
            pranks = threading.Thread(target=_flood, args=(server.port, scene, over))
            pranks.start()
            try:
                taken = []
                for number in range(presses):
                    bench.step(f"300 pranks a minute, genuine press {number} of {bench.runs}")
                    time.sleep(QUIET_S)
                    taken += _press(server.port, scene, PRANKSTERS + number, heard) if number else []
            finally:
                over.set()
                pranks.join()
    late = quantiles(taken, n=100)[98]
    bench.rows.append(Row("the same among 300 pranks a minute, p99 of 312", "", late, None, "s", late, LATE_S,
                          LATE_S / 2, "less",
                          {"runs": bench.runs, "p50": round(median(taken), 3), "worst": round(max(taken), 3)}))


def _doubt(tx: Tx) -> None:
    """All devices but the last few have a history of false alarms."""
    for number in range(PRANKSTERS):
        tx.run(DOUBTED, blind=tx.keys.blind(f"+62811{number:08d}", "citizen.phone"))


class Heard:
    """What the phones say, by the incident that they were rung for."""

    def __init__(self, answers: subprocess.Popen[str]) -> None:
        self._lines: Queue[tuple[str, list[int]]] = Queue()
        self._of: dict[str, list[int]] = {}
        threading.Thread(target=self._read, args=(answers,), daemon=True).start()

    def _read(self, answers: subprocess.Popen[str]) -> None:
        assert answers.stdout is not None
        for line in answers.stdout:
            said = json.loads(line)
            self._lines.put((said["incident"], said["taken"]))

    def of(self, incident: str, seconds: float) -> list[int]:
        """When each phone's receipt was taken (monotonic nanoseconds), once all were."""
        until = time.monotonic() + seconds
        while incident not in self._of:
            try:
                which, taken = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                raise TimeoutError(f"not every phone rang within {seconds} s") from None
            self._of[which] = taken
        return self._of[incident]


def _flood(port: int, scene: Scene, over: threading.Event) -> None:
    for number in itertools.cycle(range(PRANKSTERS)):
        if over.wait(60 / PER_MINUTE):
            return
        token, body = scenes.press(scene, number)
        body["id"] = scenes.fresh_id()
        exchange(port, scenes.request("POST", "/api/v1/alarms", token, body))


def _press(port: int, scene: Scene, number: int, heard: Heard) -> list[float]:
    """Seconds from the press to each phone's receipt."""
    asked = scenes.press_request(scene, number)
    began = time.monotonic_ns()
    answer = exchange(port, asked)
    incident = json.loads(answer.partition(b"\r\n\r\n")[2])["incident"]["id"]
    return [(at - began) / 1e9 for at in heard.of(incident, 60)]
