"""``siharat serve``: a real process, from its first line to its last."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from siharat.admin import local
from siharat.kernel import Problem
from siharat.serve import workers as crew
from siharat.settings import Settings
from tests.cli.conftest import Running, asked, call, refused, started


@pytest.fixture(scope="module")
def served(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Running]]:
    folder = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("served") / "data"))
    with started(folder, "serve", "--port", "0") as running:
        yield folder, running


def test_says_where_it_is_and_is_ready(served: tuple[Path, Running]) -> None:
    _, running = served
    assert re.fullmatch(r"Siharat is ready on http://localhost:\d+   doors: / .*/petugas.*/komando.*/polda.*\n",
                        running.line)
    assert asked(running.port, "GET", "/readyz")[0] == 200


def test_commands_write_through_it(served: tuple[Path, Running]) -> None:
    folder, running = served
    token = call(folder, "token", "officer", "--nrp", "85061234").stdout.strip()
    assert asked(running.port, "GET", "/api/v1/me", token)[1]["name"] == "Bripka Ahmad Rizani"
    assert call(folder, "station", "add", "--code", "63.99", "--name", "Baru", "--parent", "63").exit_code == 0
    assert "Baru" in call(folder, "station", "list").stdout
    assert "exists already" in refused(call(folder, "station", "add", "--code", "63.99", "--name", "Baru"))
    assert call(folder, "log", "verify").exit_code == 0
    assert "runs, and can write" in call(folder, "doctor", "--offline").stdout


def test_its_socket_is_its_owners_alone(served: tuple[Path, Running]) -> None:
    folder, _ = served
    assert stat.S_IMODE((folder / local.NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(("sent", "code"), [
    (b"", "invalid"), (b"hello", "invalid"), (b"[]", "invalid"),
    (b'{"command": "reboot", "arguments": {}}', "no_command"),
    (b'{"command": "station add", "arguments": {"code": 7}}', "invalid"),
    (b'{"command": "token officer", "arguments": "85061234"}', "invalid"), (b"[" * 100_000, "invalid"),
    (b'{"command": "token officer", "arguments": {"nrp": "1"}}', "no_officer")])
def test_nonsense_at_the_socket_is_answered(served: tuple[Path, Running], sent: bytes, code: str) -> None:
    folder, _ = served
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(folder / local.NAME))
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        answer = msgspec.json.decode(b"".join(iter(lambda: line.recv(65_536), b"")), type=local.Answer)
    assert answer.problem is not None
    assert answer.problem.code == code


def test_too_much_at_the_socket(served: tuple[Path, Running], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, running = served
    with pytest.raises(Problem, match="too much"):
        local.ask(folder, "ping", {"x": "y" * local.LARGEST})
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(folder / local.NAME))
        try:
            while True:
                line.sendall(b" " * (1 << 20))
        except OSError:
            pass
    assert asked(running.port, "GET", "/healthz")[0] == 200


def test_a_second_server_is_told_so(served: tuple[Path, Running]) -> None:
    folder, _ = served
    assert "is running" in refused(call(folder, "serve", "--port", "0"))
    assert local.ask(folder, "ping", {}) == "ok"


def test_a_port_that_is_taken(served: tuple[Path, Running], folder: Path) -> None:
    _, running = served
    assert "--port" in refused(call(folder, "serve", "--port", str(running.port)))
    assert "Cannot listen" in refused(call(folder, "serve", "--host", "no.such.host.invalid"))
    assert "postgresql://" in refused(call(folder, "serve", "--workers", "2"))
    refused(call(folder, "serve", "--port", "70000"))


def test_one_process_places_the_calls() -> None:
    with pytest.raises(Problem, match="SIHARAT_VOICE_TRUNK"):
        crew.check(Settings(database="postgresql://x/y", voice_trunk="sip.example.id"), 2)
    crew.check(Settings(database="postgresql://x/y"), 2)


def test_ends_within_three_seconds_with_streams_open(folder: Path) -> None:
    token = call(folder, "token", "officer", "--nrp", "85061234").stdout.strip()
    with started(folder, "serve", "--port", "0") as running:
        streams = [stream(running.port, token) for _ in range(20)]
        half = socket.create_connection(("127.0.0.1", running.port))
        half.sendall(b"POST /api/v1/citizens HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0
        assert time.monotonic() - began < 3
        assert all(end_of(each) for each in streams)
        half.close()
    assert not (folder / local.NAME).exists()
    assert call(folder, "token", "officer", "--nrp", "85061234").exit_code == 0


def stream(port: int, token: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    assert b"200 OK" in line.recv(4096)
    return line


def end_of(line: socket.socket) -> bool:
    """The stream was ended as HTTP ends one, not torn off."""
    with line:
        return b"".join(iter(lambda: line.recv(65_536), b"")).endswith(b"0\r\n\r\n")


def test_what_a_killed_server_left_behind_is_cleared(prepared: Path, tmp_path: Path) -> None:
    """In a folder whose path is too long for a socket, besides."""
    folder = Path(shutil.copytree(prepared, tmp_path / ("deep" * 30) / ("er" * 20)))
    with started(folder, "serve", "--port", "0") as running:
        assert local.ask(folder, "ping", {}) == "ok"
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
    assert (folder / local.NAME).exists()
    assert call(folder, "token", "officer", "--nrp", "85061234").exit_code == 0
    with started(folder, "serve", "--port", "0") as running:
        assert asked(running.port, "GET", "/readyz")[0] == 200
        assert local.ask(folder, "ping", {}) == "ok"


def test_workers_share_a_port_and_are_replaced(tmp_path: Path, postgres_server: Any) -> None:
    url = postgres_server.get_uri(database="postgres")
    data = tmp_path / "data"
    assert call(data, "init", SIHARAT_DATABASE=url).exit_code == 0
    assert call(data, "station", "add", "--code", "1", "--name", "X", SIHARAT_DATABASE=url).exit_code == 0
    token = call(data, "token", "citizen", "--phone", "08110000111", SIHARAT_DATABASE=url).stdout.strip()
    with started(data, "serve", "--port", "0", "--workers", "2", SIHARAT_DATABASE=url) as running:
        assert asked(running.port, "GET", "/api/v1/me", token)[0] == 200
        first, *_ = children(running.process.pid)
        os.kill(first, signal.SIGKILL)
        until = time.monotonic() + 15
        while len(set(children(running.process.pid)) - {first}) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert asked(running.port, "GET", "/readyz")[0] == 200
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0


def children(pid: int) -> list[int]:
    """The workers of a server: its children, without the tracker that Python adds."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found
            if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()]
