"""The test's side of the nursery: a server to start and to kill, always by its own process id."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

START_S = 20.0
ROOT = Path(__file__).parents[2]


class Nursery:
    """The process from which servers are forked. Whatever it forked is gone when it closes."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.nursery"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **(environment or {})})
        self._rest = b""
        self._alive: set[int] = set()

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        for pid in list(self._alive):
            self.kill(pid)
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.close()
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait()
            stdout.close()

    def serve(self, data: Path, database: str = "", plants: tuple[str, ...] = ()) -> tuple[int, int]:
        """Process id and port of a new server that is ready for a press."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps({"data": str(data), "database": database, "plants": plants}).encode() + b"\n")
        stdin.flush()
        pid = port = None
        while pid is None or port is None:
            word = self._hear()
            if "failed" in word:
                raise RuntimeError(f"the server did not start: {word['failed']}; see {data / 'server.log'}")
            pid, port = word.get("pid", pid), word.get("ready", port)
            if pid is not None:
                self._alive.add(pid)
        return pid, port

    def kill(self, pid: int, how: signal.Signals = signal.SIGKILL) -> None:
        """Returns when the process is gone."""
        self._alive.discard(pid)
        with_patience = time.monotonic() + START_S
        try:
            os.kill(pid, how)
            while time.monotonic() < with_patience:
                os.kill(pid, 0)
                time.sleep(0.002)
        except ProcessLookupError:
            return
        raise TimeoutError(f"process {pid} did not end")

    def _hear(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        until = time.monotonic() + START_S
        while b"\n" not in self._rest:
            if not select.select([stdout], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError("the server was not ready in time")
            more = os.read(stdout.fileno(), 65_536)
            if not more:
                raise RuntimeError("the nursery has ended")
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        word: dict[str, Any] = json.loads(line)
        return word
