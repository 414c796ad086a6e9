"""Which station is where between named and live: counted from what is there, not from what somebody ticked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get

from siharat.db import Tx
from siharat.drill.rules import ENOUGH
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.setup import actions as setup
from siharat.web.api import views
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.visit import Asked, visit
from siharat.web.words import N_

DOOR = "polda"
PAGE = "/polda/penyebaran"
STEPS = {
    "named": N_("disebut"), "area": N_("wilayah"), "officers": N_("petugas masuk daftar"),
    "enrolled": N_("petugas sudah masuk"), "ready": N_("ponsel siap"), "drilled": N_("latihan diambil petugas"),
    "live": N_("hidup"),
}
"""In their order; each needs those before it."""



@dataclass(frozen=True, slots=True)
class Progress:
    code: str
    name: str
    done: int
    """How many steps are done, from the first on."""
    officers: int
    enrolled: int
    ready: int
    drilled_at: int | None = None
    taken_ms: int | None = None
    """How long until somebody took the last drill; ``None``: nobody did."""
    live_since: int | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    name: str
    stations: list[Progress] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=lambda: dict(STEPS))
    administers: bool = False

    @property
    def live(self) -> int:
        """Alarms of their areas ring them, as everywhere that word stands: also where a step is still missing."""
        return sum(each.live_since is not None for each in self.stations)


@get(PAGE, include_in_schema=False)
async def rollout(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    view, zone = await guest.services.db.read(as_officer, guest.token, _rollout)
    return guest.page("province/rollout.html", guest.shell(zone), view)


def _rollout(tx: Tx, caller: OfficerCaller) -> tuple[Rollout, str]:
    own = stations.get(tx, caller.station)
    access.oversees(caller, own.path)
    rows = [row for row in stations.below(tx, own.path) if row.code != own.code and row.closed_at is None] or [own]
    found = [progress(tx, row) for row in rows]
    return Rollout(own.name, sorted(found, key=lambda each: (-each.done, each.code)),
                   administers=caller.administers), own.timezone


def progress(tx: Tx, row: Any) -> Progress:
    """Of a station, by its row."""
    facts = setup.facts(tx, row)
    ready = sum(each["ready"] for each in views.readiness(tx, row.code))
    reached = (True, facts.areas > 0, row.officers > 0, facts.enrolled >= max(row.officers * ENOUGH, 1),
               ready >= max(row.officers * ENOUGH, 1), facts.taken_ms is not None, row.live_since is not None)
    done = next((at for at, is_done in enumerate(reached) if not is_done), len(reached))
    return Progress(row.code, row.name, done, row.officers, facts.enrolled, ready, facts.drilled_at, facts.taken_ms,
                    row.live_since)


ROUTES = [rollout]
