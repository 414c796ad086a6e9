"""Keeps an auditor running beside the server, as a process of its own; one that dies is replaced."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from types import TracebackType

import structlog

from siharat.serve.server import address
from siharat.settings import Settings

FIRST_AFTER_S = 2.0
"""The server has its start to itself."""
BETWEEN_STARTS_S = 2.0
LAST_S = 0.3
"""It has nothing to save: what it found stands in the database."""

events = structlog.get_logger()


class Watchman:
    """``with Watchman(...):`` the auditor lives as long as the block, and dies with this process: it ends when
    its standard input does, which the kernel closes even after a ``kill -9``."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        server = address(listening).replace("//localhost:", "//127.0.0.1:")
        self._environment = {**os.environ, "SIHARAT_DATA": settings.data, "SIHARAT_DATABASE": settings.database}
        self._command = [sys.executable, "-m", "siharat", "audit", "--as-child", "--server", server]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="watchman", daemon=True)
        self._auditor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Watchman:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._over.set()
        auditor = self._auditor
        if auditor is not None and auditor.stdin is not None:
            auditor.stdin.close()
            for more in (auditor.terminate, auditor.kill):
                try:
                    auditor.wait(LAST_S)
                except subprocess.TimeoutExpired:
                    more()
        self._thread.join(LAST_S)

    def _keep(self) -> None:
        wait_s = FIRST_AFTER_S
        while not self._over.wait(wait_s):
            self._auditor = subprocess.Popen(  # noqa: S603  our own program
                self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=self._environment,
                start_new_session=True)  # Ctrl-C is for the server; it ends its auditor itself
            code = self._auditor.wait()
            if not self._over.is_set():
                events.error("the auditor died; another takes its place", code=code)
            wait_s = BETWEEN_STARTS_S
