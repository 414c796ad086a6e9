"""The auditor as it runs: started by `serve`, replaced when it dies, gone when the server is."""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import call, refused, started
from tests.watch.test_outside import Neighbour

PATIENCE_S = 30.0


@pytest.fixture
def heartbeats() -> Iterator[Any]:
    """A heartbeat service next door; it hears that all is well, and that it is not by hearing nothing."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Neighbour)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def becomes(look: Any) -> Any:
    until = time.monotonic() + PATIENCE_S
    while not (seen := look()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return seen


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for file in found for each in file.read_text().split()]


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def test_it_is_started_says_that_all_is_well_and_is_replaced(folder: Path, heartbeats: Any) -> None:
    url = f"http://127.0.0.1:{heartbeats.server_port}/beat"
    with started(folder, "serve", "--port", "0", SIHARAT_AUDIT_HEARTBEAT=url, SIHARAT_AUDIT_FREE_MB="1") as server:
        becomes(lambda: heartbeats.asked)
        (auditor,) = children(server.process.pid)
        os.kill(auditor, signal.SIGKILL)
        heartbeats.asked.clear()
        (other,) = becomes(lambda: [each for each in children(server.process.pid) if each != auditor])
        becomes(lambda: heartbeats.asked)
        server.process.kill()
        server.process.wait(PATIENCE_S)
        becomes(lambda: not alive(other))


def test_without_a_server_it_finds_that(folder: Path, heartbeats: Any) -> None:
    """Nothing answers, nobody beats: the webhook is told, the heartbeat service is not."""
    url = f"http://127.0.0.1:{heartbeats.server_port}"
    variables = {"SIHARAT_AUDIT_WEBHOOK": f"{url}/hook", "SIHARAT_AUDIT_HEARTBEAT": f"{url}/beat"}
    with Loud(folder, "audit", "--server", "http://127.0.0.1:1", **variables):
        body = becomes(lambda: [body for method, path, body in heartbeats.asked if path == "/hook"])[0]
    assert b"no server has shown a sign of life" in body
    assert not [path for _, path, _ in heartbeats.asked if path == "/beat"]


class Loud:
    """A process that prints no first line."""

    def __init__(self, folder: Path, *words: str, **variables: str) -> None:
        source = str(Path(__file__).parents[2] / "src")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "siharat", *words], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"SIHARAT_DATA": str(folder), "PYTHONPATH": source} | variables)

    def __enter__(self) -> Loud:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)


def test_what_it_cannot_use_it_says(folder: Path) -> None:
    assert "--server is an address" in refused(call(folder, "audit", "--server", "localhost"))
    assert "audit_webhook" in refused(call(folder, "audit", SIHARAT_AUDIT_WEBHOOK="a word"))
