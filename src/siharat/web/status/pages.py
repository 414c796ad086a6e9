"""``/-/status``: for who sits at a desk."""

from __future__ import annotations

import shutil

from litestar import Response, get

from siharat.db import Tx
from siharat.people import access, stations
from siharat.people.access import OfficerCaller
from siharat.watch import rules, store
from siharat.watch.rules import Facts, Finding, Machine
from siharat.web.api.door import as_officer
from siharat.web.entrance import pages as entrance
from siharat.web.services import WebSettings
from siharat.web.status.views import Sign, Status, Trouble
from siharat.web.visit import Asked, visit

DOOR = "komando"
REFRESH_S = 5
MB = 1024 * 1024


@get("/-/status", include_in_schema=False)
async def status(request: Asked) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    services = guest.services
    view, zone = await services.db.read(as_officer, guest.token, _status, services.settings)
    return guest.page("status/page.html", guest.shell(zone, REFRESH_S), view)


def _status(tx: Tx, caller: OfficerCaller, settings: WebSettings) -> tuple[Status, str]:
    access.oversees(caller, caller.path)
    station = stations.get(tx, caller.station)
    facts = store.facts(tx)
    free = shutil.disk_usage(settings.data).free
    kinds = {kind for kind, _ in settings.test_devices}
    seen = {row.code: row.name for row in stations.below(tx, caller.path)}
    probes = store.probes(tx)
    return Status(
        troubles=_troubles(tx, facts, Machine(free, settings.least_free_bytes)),
        servers=[Sign(beat.part, beat.at, facts.now - beat.at <= rules.BEAT_SILENT, beat.node)
                 for beat in facts.beats],
        stations=[_sign(row, seen[row.subject], facts.now) for row in probes if row.subject in seen],
        channels=[_sign(row, row.subject, facts.now) for row in probes if row.subject in kinds],
        free_mb=free // MB), station.timezone


def _troubles(tx: Tx, facts: Facts, machine: Machine) -> list[Trouble]:
    """What this server sees itself, and what the auditor has found beside it, each with its beginning."""
    since = dict(store.troubles(tx))
    watched = any(beat.node == "auditor" and facts.now - beat.at <= rules.AUDITOR_SILENT for beat in facts.beats)
    found = rules.judge(facts, machine) | (set(since) if watched else {Finding("auditor")})
    return [Trouble(each.code, each.about, since.get(each, facts.now)) for each in sorted(found)]


def _sign(row: object, name: str, now: int) -> Sign:
    """A synthetic alarm: well while the newest was heard, or may still be."""
    asked, heard = row.asked_at, row.heard_at  # type: ignore[attr-defined]  # a row of `probe`
    return Sign(name, heard, rules.came_through(asked, heard, now))


ROUTES = [status]
