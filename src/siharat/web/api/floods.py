"""A limit for what anybody may ask without proving anything. Kept in memory: a flood must cost nothing.

Never before a press. Generous, because a mobile carrier puts thousands of people behind one address, and
they may all need the police on the same evening.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from siharat.kernel import Problem

MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Limit:
    at_once: int
    every_ms: int
    """Then one in so many milliseconds."""


REGISTRATIONS = Limit(at_once=120, every_ms=500)
CANCELS = Limit(at_once=60, every_ms=1_000)
"""Each costs a slow hash. Counted before the PIN is looked at, so that being refused tells nothing of it."""
CEREMONIES = Limit(at_once=120, every_ms=500)
"""Challenges for passkeys."""
REPORTS = Limit(at_once=60, every_ms=2_000)
SHOWN = Limit(at_once=120, every_ms=250)
"""Photos, voice notes and live pictures of alarms: each costs the darkroom a tenth of a second."""
RECEIPTS = Limit(at_once=2_000, every_ms=2)
"""A carrier's phones show a broadcast all at once."""
CASES = Limit(at_once=120, every_ms=1_000)
"""Case keys that are tried: one has 80 bits, and is not found by trying."""


@dataclass(slots=True)
class Floods:
    """For each limit and address the time at which nothing will be left of what came (a leaky bucket)."""

    _empty_at: dict[tuple[Limit, str], int] = field(default_factory=dict)

    def admit(self, limit: Limit, address: str, now: int) -> None:
        """Raises ``Problem`` 429 with the seconds to wait."""
        key = (limit, address)
        empty_at = max(self._empty_at.pop(key, 0), now)
        wait = empty_at + limit.every_ms - now - limit.at_once * limit.every_ms
        if wait > 0:
            self._empty_at[key] = empty_at
            raise Problem(429, "too_many_requests", "Too many requests from this address. A press is still "
                          "taken at once.", retry_after=-(-wait // 1_000))
        self._empty_at[key] = empty_at + limit.every_ms
        if len(self._empty_at) > MOST_REMEMBERED:
            del self._empty_at[next(iter(self._empty_at))]  # who has been quiet for longest


def network_of(address: str | None) -> str:
    """The address, or of IPv6 the /64 it lies in: one phone has all the others of its network too."""
    if not address:
        return "local"
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((found, 64), strict=False))
    return str(found)
