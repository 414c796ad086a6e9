"""A refusal leaves nothing behind that only the collector could free: 1,500 lost claims would keep it busy."""

from __future__ import annotations

import asyncio
import gc

import pytest

from siharat.kernel import Problem


def refuse(tx):
    raise Problem(409, "already_claimed", "Somebody was first.")


@pytest.mark.parametrize("verb", ["read", "write"])
async def test_a_refusal_leaves_no_ring_of_objects(url, opened, verb):
    async with opened(url) as db:
        async def refused() -> None:
            with pytest.raises(Problem):
                await getattr(db, verb)(refuse)

        await refused()
        gc.collect()
        gc.disable()
        try:
            for _ in range(50):
                await refused()
            await asyncio.sleep(0)
            litter = gc.collect()
        finally:
            gc.enable()
        assert litter < 50, f"{litter} objects after 50 refusals"
