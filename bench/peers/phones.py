"""The phones of a station: each with its stream open, each answering its own ring at once.

``python -m bench.peers.phones PORT TOKENS``: prints ``ready`` when all streams are open; then, for each incident of
which every phone has had its receipt taken, a line of JSON: when each was (monotonic nanoseconds).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from siharat.simulate.wire import Wire

LINES = 32
"""Connections that the receipts share. Every real phone has its own; a machine of two cores has not."""


class Phones:
    def __init__(self, port: int, tokens: list[str]) -> None:
        self._wire = Wire("127.0.0.1", port, LINES)
        self._tokens = tokens
        self._open = 0
        self._taken: dict[str, list[int]] = {}

    async def run(self) -> None:
        await asyncio.gather(*(self._phone(token) for token in self._tokens))

    async def _phone(self, token: str) -> None:
        async with self._wire.stream(token, None) as events:
            self._open += 1
            if self._open == len(self._tokens):
                print("ready", flush=True)
            answered: set[str] = set()
            async for event in events:
                if event.name == "ring":
                    ring = json.loads(event.data)
                    if ring["incident"]["id"] not in answered:
                        answered.add(ring["incident"]["id"])
                        await self._answers(token, ring)

    async def _answers(self, token: str, ring: dict[str, Any]) -> None:
        path = f"/api/v1/rings/{ring['ring_id']}/receipts"
        status, _ = await self._wire.post(path, token, {"state": "received", "key": ring["receipt_key"]})
        assert status == 200, status
        incident = ring["incident"]["id"]
        taken = self._taken.setdefault(incident, [])
        taken.append(time.monotonic_ns())
        await self._wire.post(path, token, {"state": "shown", "key": ring["receipt_key"]})
        if len(taken) == len(self._tokens) and self._taken.pop(incident, None):
            print(json.dumps({"incident": incident, "taken": taken}), flush=True)


if __name__ == "__main__":
    asyncio.run(Phones(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())).run())
