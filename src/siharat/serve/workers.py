"""Several processes on one port, with PostgreSQL between them. A worker that dies is replaced."""

from __future__ import annotations

import multiprocessing
import signal
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

import structlog

from siharat.db.database import is_postgres
from siharat.kernel import Problem
from siharat.serve import server
from siharat.serve.speech import speak_on_stderr
from siharat.settings import Settings

LAST_S = 4.0
"""A worker stops within three seconds; one that does not is ended."""
BETWEEN_STARTS_S = 1.0

events = structlog.get_logger()
_spawn = multiprocessing.get_context("spawn")


def check(settings: Settings, count: int) -> None:
    if count > 1 and not is_postgres(settings.database_url):
        raise Problem(422, "one_writer", "With SQLite there is one server process, for only one may write to the "
                      "file. Leave --workers at 1, or set SIHARAT_DATABASE=postgresql://…")
    if count > 1 and settings.voice_trunk:
        raise Problem(422, "one_exchange", "Calls are placed, and ended, by one server process. Leave --workers at 1, "
                      "or do without SIHARAT_VOICE_TRUNK.")


def run(settings: Settings, listening: socket.socket, ready: Callable[[], None], count: int) -> None:
    """Serves with ``count`` processes until SIGTERM or SIGINT."""
    crew = Crew(settings, listening, count)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, crew.stop)
    crew.start()
    if not crew.stopping:
        ready()
    crew.watch()


class Crew:
    def __init__(self, settings: Settings, listening: socket.socket, count: int) -> None:
        self._settings = settings
        self._listening = listening
        self._count = count
        self._workers: list[SpawnProcess] = []
        self._bell, self._rung = _spawn.Pipe()
        self.stopping = False

    def start(self) -> None:
        """Returns when every worker serves. ``Problem`` when one could not."""
        lines = [self._hire() for _ in range(self._count)]
        for line in lines:
            problem = _said(line)
            if problem and not self.stopping:
                self.stop()
                self.watch()
                raise Problem(503, "worker", problem)

    def stop(self, *_: object) -> None:
        """May be called by a signal: only sets a flag and rings."""
        self.stopping = True
        self._rung.send(None)

    def watch(self) -> None:
        """Replaces who dies, until it is stopped; then waits for all to end."""
        while not self.stopping:
            wait([self._bell, *(worker.sentinel for worker in self._workers)])
            for worker in [each for each in self._workers if not each.is_alive()]:
                if self.stopping:
                    break
                events.error("worker died; another takes its place", code=worker.exitcode)
                self._workers.remove(worker)
                self._bell.poll(BETWEEN_STARTS_S)
                if not self.stopping:
                    self._hire()
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.join(LAST_S)
            if worker.is_alive():
                worker.kill()

    def _hire(self) -> Connection[Any, Any]:
        line, theirs = _spawn.Pipe(duplex=False)
        worker = _spawn.Process(target=_work, args=(self._settings, self._listening, theirs), daemon=True)
        worker.start()
        theirs.close()
        self._workers.append(worker)
        return line


def _said(line: Connection[Any, Any]) -> str | None:
    """What a worker says when it serves (nothing), or why it cannot."""
    try:
        said: str | None = line.recv()
    except EOFError:
        return "A worker ended before it served; its own words stand above."
    return said


def _work(settings: Settings, listening: socket.socket, line: Connection[Any, Any]) -> None:
    speak_on_stderr()
    try:
        server.run(settings, listening, lambda: line.send(None))
    except Problem as problem:
        line.send(problem.detail)
