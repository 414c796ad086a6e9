"""The 20 kelurahan of Banjarbaru, simplified, for ``/-/patterns`` only.

From cahyadsn/wilayah_boundaries (MIT, © 2024 Cahya DSN). A station's real area comes from the database.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from siharat.web.plan import Plan, draw


@lru_cache(maxsize=1)
def plan() -> Plan | None:
    areas = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return draw((area["name"], area["geometry"]) for area in areas)
