"""A station in a folder, copied for each test; the command line in this process; a real server where needed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import selectors
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from siharat.cli import main

STATION = "63.72"
PATIENCE_S = 60.0


def call(folder: Path, *words: str, **variables: str) -> Result:
    """The command line, in this process, with its data in ``folder``."""
    env = {name: "" for name in os.environ if name.startswith("SIHARAT_")}
    clean: dict[str, str | None] = dict.fromkeys(env) | {"SIHARAT_DATA": str(folder)} | variables
    return CliRunner().invoke(main, words, env=clean)


def refused(result: Result) -> str:
    """What a person was told. A mistake of theirs ends with 2, on standard error, without a traceback."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "should not happen" not in result.stderr
    return result.stderr


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    roster = folder.parent / "officers.csv"
    roster.write_text("nrp,name,rank,phone,polsek\n85061234,Ahmad Rizani,Bripka,08110000001,Cempaka\n"
                      "90020001,Siti Aminah,Aiptu,,\n")
    for words in (("init",), ("station", "add", "--code", "63", "--name", "Polda Kalimantan Selatan"),
                  ("station", "add", "--code", STATION, "--name", "Polres Banjarbaru", "--parent", "63"),
                  ("officer", "import", str(roster), "--station", STATION)):
        result = call(folder, *words)
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest.fixture
def siharat(folder: Path) -> Callable[..., Result]:
    """``siharat("station", "list")`` on the prepared station."""
    return lambda *words, **variables: call(folder, *words, **variables)


@dataclass
class Running:
    """A process of the command line, and its first line."""

    process: subprocess.Popen[str]
    line: str

    @property
    def port(self) -> int:
        found = re.search(r"http://[^ /]+:(\d+)", self.line)
        assert found, self.line
        return int(found[1])


@contextlib.contextmanager
def started(folder: Path, *words: str, **variables: str) -> Iterator[Running]:
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("SIHARAT_") and name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    source = str(Path(__file__).parents[2] / "src")
    process = subprocess.Popen([sys.executable, "-m", "siharat", *words], stdout=subprocess.PIPE, text=True,
                               env=env | {"SIHARAT_DATA": str(folder), "PYTHONPATH": source} | variables)
    try:
        yield Running(process, _first_line(process))
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        assert process.stdout is not None
        process.stdout.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        assert waiting.select(PATIENCE_S), "the server said nothing"
    return process.stdout.readline()


def asked(port: int, method: str, path: str, token: str | None = None, body: Any = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, json.loads(data) if data else None
