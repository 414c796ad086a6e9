"""All that a browser may open: the four doors, the patterns, the static files."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath

from siharat.kernel import Problem
from siharat.web import changing, figures, ground_pages, importing, patterns, sample_area
from siharat.web.citizen import broadcasts as citizen_broadcasts
from siharat.web.citizen import escort, rights, settings, showing
from siharat.web.citizen import pages as citizen
from siharat.web.citizen import reports as citizen_reports
from siharat.web.command import (
    broadcasts,
    calls,
    clusters,
    desk,
    drills,
    erasures,
    evaluation,
    ladder,
    looks,
    marks,
    people,
    poster,
    readiness,
    rings,
    roles,
    roster,
    search,
    systems,
    watch_sheet,
)
from siharat.web.command import pages as command
from siharat.web.command import reports as command_reports
from siharat.web.entrance import enrolling, recovering
from siharat.web.entrance import pages as entrance
from siharat.web.officer import doctor, roads, tasks
from siharat.web.officer import pages as officer
from siharat.web.province import compare as province_compare
from siharat.web.province import pages as province
from siharat.web.province import rollout
from siharat.web.setup import area as setup_area
from siharat.web.setup import drill as setup_drill
from siharat.web.setup import ladder as setup_ladder
from siharat.web.setup import pages as setup
from siharat.web.setup import sheets as setup_sheets
from siharat.web.setup import staff as setup_staff
from siharat.web.status import pages as status
from siharat.web.visit import Asked, faces, html, visit


@get(["/static/{name:path}", "/sw.js", "/sw-drawer.js", "/sw-kept.js", "/sw-siaran.js", "/manifest-warga.webmanifest",
      "/manifest-petugas.webmanifest", "/manifest-catatan.webmanifest"],
     include_in_schema=False)
async def static_file(request: Asked) -> Response[bytes]:
    asked = {name.lower(): value for name, value in request.headers.items()}
    status, headers, body = faces.shelf.answer(request.url.path, asked)
    return Response(body, status_code=status, headers=headers, media_type=headers["content-type"])


@get("/-/patterns", include_in_schema=False)
async def all_patterns(request: Asked) -> Response[bytes]:
    guest = visit(request, "warga")
    return html(guest, patterns.overview(faces, guest.language))


@get("/-/patterns/areas.geojson", include_in_schema=False, media_type="application/geo+json")
async def sample_areas(request: Asked) -> dict[str, Any]:
    """The shipped areas, which are no secret: the samples' map."""
    return sample_area.shapes()


@get("/-/patterns/stations.geojson", include_in_schema=False, media_type="application/geo+json")
async def sample_stations(request: Asked) -> dict[str, Any]:
    """The same of the whole province."""
    return sample_area.province_shapes()


@get("/-/patterns/{door:str}/{name:str}", include_in_schema=False)
async def one_pattern(request: Asked, door: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    if name not in patterns.SAMPLES.get(door, {}):
        raise Problem(404, "not_found", "There is no such pattern.")
    guest = visit(request, door)
    return html(guest, patterns.face(faces, door, name, guest.language))


def on_problem(request: Asked, problem: Problem) -> Response[Any]:
    """A refusal as a page: what, and where to go on. Never a trace."""
    path = request.url.path
    door = next((door for door in ("petugas", "komando", "polda") if path.startswith(f"/{door}")), "warga")
    guest = visit(request, door)
    return guest.page("refusal.html", guest.shell(), guest.refusal(problem), problem.status)


ROUTES = [static_file, all_patterns, sample_areas, sample_stations, one_pattern, *citizen.ROUTES,
          *citizen_reports.ROUTES,
          *escort.ROUTES, *showing.ROUTES, *rights.ROUTES, *settings.ROUTES,
          *officer.ROUTES, *doctor.ROUTES, *roads.ROUTES, *command.ROUTES, *calls.ROUTES, *desk.ROUTES,
          *people.ROUTES, *roles.ROUTES, *readiness.ROUTES, *drills.ROUTES, *ladder.ROUTES, *marks.ROUTES,
          *evaluation.ROUTES, *status.ROUTES, *province.ROUTES,
          *province_compare.ROUTES, *rollout.ROUTES, *setup.ROUTES, *setup_area.ROUTES, *setup_staff.ROUTES,
          *setup_sheets.ROUTES, *setup_ladder.ROUTES, *setup_drill.ROUTES,
          *entrance.ROUTES, *changing.routes("komando"), *changing.routes("polda"),
          *importing.routes("komando"), *importing.routes("polda"),
          *enrolling.ROUTES, *recovering.ROUTES, *command_reports.ROUTES, *tasks.ROUTES,
          *clusters.ROUTES, *rings.ROUTES, *roster.ROUTES, *erasures.ROUTES, *search.ROUTES, *watch_sheet.ROUTES,
          *poster.ROUTES, *figures.ROUTES, *looks.ROUTES, *systems.ROUTES,
          *broadcasts.ROUTES, *citizen_broadcasts.ROUTES,
          *ground_pages.ROUTES]


def page_router() -> Router:
    return Router("/", route_handlers=ROUTES, exception_handlers={Problem: on_problem})
