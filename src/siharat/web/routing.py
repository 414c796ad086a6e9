"""How long officers need by road, where the operator names a routing service: an OSRM server (``/table``, version 1).

Asked only while a desk looks at whom to send, and never for long: a service that does not answer costs a second once,
then nobody asks it for a minute, and the list goes by distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx2
import msgspec
import structlog

from siharat.kernel import Clock
from siharat.kernel.clock import MINUTE
from siharat.kernel.place import Place

PATIENCE_S = 1.0
LEFT_ALONE = 1 * MINUTE
MOST = 40
LARGEST_ANSWER = 64 * 1024

events = structlog.get_logger()


class Table(msgspec.Struct):
    """What of the answer is read. OSRM: seconds from each source to the one destination, ``null`` where no road is."""

    durations: list[list[float | None]]


_TABLE = msgspec.json.Decoder(Table)


class Routing:
    def __init__(self, address: str, clock: Clock) -> None:
        """``address``: such as ``http://127.0.0.1:5000``; empty: nobody is asked. ``ValueError`` for what is none."""
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("routing is no address such as http://127.0.0.1:5000")
        self._address = address.rstrip("/")
        self._clock = clock
        self._again_at = 0

    async def seconds(self, origins: Sequence[Place], there: Place) -> list[int | None]:
        """From each of the places; ``None`` where it is not known."""
        unknown: list[int | None] = [None] * len(origins)
        if not self._address or not origins or self._clock.now() < self._again_at:
            return unknown
        asked = origins[:MOST]
        points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in [*asked, there])
        sources = ";".join(map(str, range(len(asked))))
        url = f"{self._address}/table/v1/driving/{points}?sources={sources}&destinations={len(asked)}"
        try:
            async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
                answer = await client.get(url)
                answer.raise_for_status()
            if len(answer.content) > LARGEST_ANSWER:
                raise ValueError("the answer is too long")
            rows = _TABLE.decode(answer.content).durations
            if len(rows) != len(asked) or not all(len(row) == 1 for row in rows):
                raise ValueError("the answer is for other places")
        except (httpx2.HTTPError, msgspec.DecodeError, ValueError) as error:
            self._again_at = self._clock.now() + LEFT_ALONE
            events.warning("the routing service does not answer as it should", why=str(error)[:200])
            return unknown
        return [None if row[0] is None else round(row[0]) for row in rows] + unknown[len(asked):]
