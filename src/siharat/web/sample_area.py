"""The 20 kelurahan of Banjarbaru, for ``/-/patterns``. A station's own area comes from the database."""

from __future__ import annotations

from functools import lru_cache

from siharat.web.ground import kelurahan
from siharat.web.plan import Plan, draw


@lru_cache(maxsize=1)
def plan() -> Plan | None:
    return draw(kelurahan())
