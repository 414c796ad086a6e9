"""How many SMS, or calls, a day may cost. What is over the ceiling is said aloud, never swallowed."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import structlog

from siharat.kernel.clock import Clock

Purse = Literal["sent", "answered", "acknowledged"]
"""Alarms to officers, by SMS or by a call; answers to officers' answers; words to who wrote to the station."""

events = structlog.get_logger()


class Budget:
    """Counts in a file, one byte each: no restart resets it, and all processes share it."""

    def __init__(self, folder: Path, ceiling: int, clock: Clock, zone: str) -> None:
        """``ceiling``: messages, or calls, in one day of ``zone``. Answers to officers are counted apart, up to as many
        again: who has taken an alarm must learn whom to phone, also on the day on which the money ran out; and who
        forges an officer's number and writes all day must not take from an alarm its messages. So are the words that
        tell a citizen that an alarm by SMS has come: whoever writes a thousand spends only those."""
        self.ceiling = ceiling
        self._folder = folder
        self._clock = clock
        self._zone = ZoneInfo(zone)

    @property
    def spent(self) -> int:
        """On alarms, today."""
        path = self._today("sent")
        return path.stat().st_size if path.exists() else 0

    def spend(self, purse: Purse = "sent") -> bool:
        """Whether there is room for one more, which is counted at once: what fails may have cost too."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            counted = self._today(purse)
            file = os.open(counted, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if os.fstat(file).st_size >= self.ceiling:
                    return False
                os.write(file, b".")
            finally:
                os.close(file)
        except OSError as error:  # a full disk must not keep an alarm from a telephone
            events.error("the count of a day's cost could not be written", why=str(error))
        return True

    def _today(self, purse: Purse) -> Path:
        return self._folder / f"{purse}-{datetime.fromtimestamp(self._clock.now() / 1_000, self._zone):%Y-%m-%d}"
