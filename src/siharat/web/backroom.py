"""A thread for work that would hold up the event loop: hashing a password, counting an evaluation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple, Unpack

from siharat.kernel.errors import busy

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

ROOM = 64
"""Who may wait. One hash takes 25 ms and 19 MiB: a flood of sign-ins costs one core, and never a press."""


class Backroom:
    """Beside the event loop and beside the database's thread. ``inline`` is for virtual time, which has no
    threads."""

    def __init__(self, inline: bool = False) -> None:
        self._inline = inline
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="backroom")

    async def run(self, work: Callable[[Unpack[Args]], Result], *args: *Args) -> Result:
        """The result of ``work(*args)``; ``Problem`` 503 ``busy`` when too many wait already."""
        if self._inline:
            return work(*args)
        if self._waiting >= ROOM:
            raise busy()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._thread.shutdown(wait=False)
