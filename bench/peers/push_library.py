"""The usual way to push: pywebpush with aiohttp, all messages at once over one session.

``python -m bench.peers.push_library SUBSCRIPTIONS CA``: on each line of standard input it sends to all, and
prints when it began (monotonic nanoseconds). It knows no incident, writes no ring and no receipt.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
from py_vapid import Vapid02
from pywebpush import webpush_async

BODY = json.dumps({"type": "alarm", "incident": {"id": "0" * 36, "code": "SHR-ABCDEF"}, "mode": "loud",
                   "locality": "Kelurahan Guntung Manggis", "raised_at": "2026-11-23T13:14:05.120Z", "wave": 1,
                   "ring_id": "1234567", "receipt_key": "0" * 22})


async def main(subscriptions: list[dict[str, Any]], ca: str) -> None:
    vapid = Vapid02()
    vapid.generate_keys()
    trust = ssl.create_default_context(cafile=ca)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        print(0, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(time.monotonic_ns(), flush=True)
            await asyncio.gather(*(
                webpush_async(each, BODY, vapid, {"sub": "mailto:piket@polres.example"}, ttl=60,
                              aiohttp_session=session) for each in subscriptions))


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2]))
