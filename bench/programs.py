"""The programs in C: built when they are older than their source, and spoken to."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUILD = HERE / "build"
LIBRARIES = {"station": ["-lsqlite3"], "push_service": ["-lnghttp2", "-lssl", "-lcrypto"]}


class Missing(Exception):
    """A peer, or what it needs, is not on this machine: its rows are left out."""


def compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc")


def built(name: str) -> Path:
    """The program, compiled if need be. Raises ``Missing`` where it cannot be."""
    source, program = HERE / "c" / f"{name}.c", BUILD / name
    newest = max(each.stat().st_mtime for each in (source, HERE / "c" / "common.h"))
    if program.exists() and program.stat().st_mtime > newest:
        return program
    compile_with = compiler()
    if compile_with is None:
        raise Missing("no C compiler (apt install gcc libc6-dev)")
    BUILD.mkdir(exist_ok=True)
    done = subprocess.run([compile_with, "-O2", "-Wall", "-Wextra", "-o", program, source,
                           *LIBRARIES.get(name, [])], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{source.name} cannot be compiled: {done.stderr.strip().splitlines()[0]}")
    return program


def write_records(path: Path, records: Iterable[bytes]) -> Path:
    """A file of records as ``common.h`` reads it."""
    with path.open("wb") as file:
        for record in records:
            file.write(struct.pack("<I", len(record)) + record)
    return path


def load(port: int, requests: Path, connections: int, pause_us: int = 0) -> dict[str, Any]:
    """Sends the requests and says how long they took (see ``load.c``)."""
    done = subprocess.run([built("load"), str(port), requests, str(connections), str(pause_us)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"load: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class Phones:
    """The open streams of a station, in a process of their own, and the hand that presses (``listen.c``)."""

    def __init__(self, kind: str, port: int, streams: Path, presses: Path) -> None:
        self._process = subprocess.Popen([built("listen"), kind, str(port), streams, presses],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._hear()

    def press(self) -> dict[str, Any]:
        self._say("press")
        answer: dict[str, Any] = json.loads(self._hear())
        return answer

    def wait_until_quiet(self, ms: int = 300) -> None:
        self._say(f"quiet {ms}")
        self._hear()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError("the streams broke off; the reason stands above")
        return line
