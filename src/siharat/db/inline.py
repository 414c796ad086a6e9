"""The same units and commits in the calling thread, one at a time: for virtual time and stories.

No thread may run under a virtual clock, and one order of events must follow from one seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from siharat.db.unit import House, Unit


class Ledger(Protocol):
    """What takes units to disk: of SQLite or PostgreSQL."""

    def open(self) -> None: ...
    def commit(self, batch: Sequence[Unit]) -> None: ...
    def read(self, unit: Unit) -> Any: ...
    def close(self) -> None: ...


class Inline:
    def __init__(self, ledger: Ledger, house: House) -> None:
        self._ledger = ledger
        self._house = house

    @property
    def waiting(self) -> dict[str, int]:
        return {"press": 0, "common": 0, "read": 0}

    async def open(self) -> None:
        self._ledger.open()

    async def close(self) -> None:
        self._ledger.close()

    async def write(self, unit: Unit) -> Any:
        self._ledger.commit([unit])
        if unit.error is not None:
            raise unit.error
        self._house.tell(unit)
        return unit.result

    async def read(self, unit: Unit) -> Any:
        return self._ledger.read(unit)
