"""Who may do what: every endpoint, every role, every relation to an incident, each of two stations and the province.

What each route asks for stands in ``access_table.py``, what each role may in ``people/roles.py``; who must be let in
follows from the two, and is asserted exactly for everybody in ``world.KNOCKERS``. A route without a row fails, and so
does a row without a route. Sessions that are dead are answered as ``nobody`` is, but that a limited one may set a
passkey and a password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from siharat.people import access
from siharat.people.access import OfficerCaller
from siharat.people.roles import RIGHTS, enters_the_desk
from tests.conftest import play
from tests.story.cast import Answer
from tests.story.test_08_by_push_too import PushService
from tests.web.access_bodies import BODIES
from tests.web.access_table import PUBLIC, ROWS, Row
from tests.web.world import DEAD, HERE, KNOCKERS, NOBODY, OFFICERS, PLACES, THERE, UNKNOWN, Knocker, Scene, World

OWN_SESSION = ("/sign-out", "/sessions/revoke-all", "/keluar", "/password", "/sessions/{session_id}", "/petugas/kunci",
               "/petugas/meja")
"""What ends the session of who asks for it: each time a new one."""


def sees(who: Knocker, shared: bool) -> bool:
    """An officer of a station that it concerns, or who oversees one; never whom its citizen fears."""
    concerned = (HERE, THERE) if shared else (HERE,)
    own = who.station in concerned
    return bool(who.role) and not who.feared and (own or ("oversee" in who.rights and any(map(who.over, concerned))))


NEEDS: dict[str, Callable[[Knocker, bool], bool]] = {
    "anybody": lambda who, shared: True,
    "none": lambda who, shared: False,
    "signed_in": lambda who, shared: who is not NOBODY and who not in DEAD,
    "citizen": lambda who, shared: who.name in ("owner", "stranger"),
    "owner": lambda who, shared: who.name == "owner",
    "officer": lambda who, shared: who.role is not None,
    "phone": lambda who, shared: "work" in who.rights,
    "door": lambda who, shared: who.role is not None and enters_the_desk(who.role),
    "claimer": lambda who, shared: who.name == "claimer",
    "sees": sees,
    "see": lambda who, shared: who.name == "owner" or sees(who, shared),
    "work": lambda who, shared: sees(who, shared) and "work" in who.rights,
    "part": lambda who, shared: who.name == "owner" or NEEDS["work"](who, shared),
    "desk_of": lambda who, shared: NEEDS["work"](who, shared) and "desk" in who.rights,
    "ledger": lambda who, shared: sees(who, shared) and "oversee" in who.rights,
    "look": lambda who, shared: NEEDS["desk_of"](who, shared) or who.name == "claimer",
    "charge": lambda who, shared: NEEDS["desk_of"](who, shared) and who.over(HERE),
    "patrol": lambda who, shared: who.station == HERE and "work" in who.rights,
    "decide_own": lambda who, shared: who.station == HERE and "decide" in who.rights,
}
"""Who has what is needed; ``shared``: the incident concerns the other station as well."""

GROUPS: dict[str, Callable[[Knocker, bool], bool]] = {
    **NEEDS,
    "nobody": lambda who, shared: who is NOBODY or who in DEAD,
    "limited": lambda who, shared: who.name == "limited",
    "dead": lambda who, shared: who in DEAD,
    "stranger": lambda who, shared: who.name == "stranger",
    "plain": lambda who, shared: who.role is not None and "desk" not in who.rights,
    "there": lambda who, shared: who.station == THERE,
    "here": lambda who, shared: who.station == HERE,
    "unfeared": lambda who, shared: who.station == HERE and not who.feared,
}
OUTSIDE = ("nobody", "limited", "dead", "citizen", "owner", "stranger")
"""Groups that are answered so whether they have what is needed or not; the others split those who have."""


def has(who: Knocker, need: str, shared: bool) -> bool:
    if need in NEEDS:
        return NEEDS[need](who, shared)
    right, _, place = need.partition("@")
    if right == "own":
        return bool(who.role) and (who.place == place or has(who, f"oversee@{place}", shared))
    assert right in RIGHTS, need
    return right in who.rights and (not place or who.over(PLACES[place]))


def expected(row: Row, who: Knocker, shared: bool) -> str:
    allowed = has(who, row.need, shared)
    for group, answer in row.others.items():
        if group == "*":
            if not allowed:
                return answer
        elif (allowed or group in OUTSIDE) and GROUPS[group](who, shared):
            return answer
    if allowed:
        return row.given
    if who is NOBODY or who in DEAD:
        return "hides" if row.page and row.method == "GET" else "401"
    return "404"


def routes_of(app: Any) -> set[tuple[str, str]]:
    """Every method and path that the application answers, the two bare doors among them."""
    found = {("POST", "/api/v1/alarms"), ("GET", "/api/v1/stream")}
    for route in app.pages.routes:
        path = route.path.replace(":str}", "}").replace(":path}", "}")
        found |= {(method, path) for method in route.methods if method not in ("OPTIONS", "HEAD")}
    return found


def test_every_route_has_its_row_and_every_row_its_route(stage):
    rows = set()
    for row in ROWS:
        address = row.address.partition("?")[0]
        for code in sorted(PLACES.values(), reverse=True):
            address = address.replace(f"/stations/{code}/", "/stations/{code}/")
        rows.add((row.method, address))
    assert rows | {("GET", path) for path in PUBLIC} == routes_of(stage.app)


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


@pytest.fixture
def world(stage):
    return World(stage)


def asks(scene: Scene, who: Knocker, row: Row) -> tuple[str, Answer]:
    body = BODIES.get(row.asked)
    if body and "nrp" in body:  # a new one for each: this table is not about guessing
        body = body | {"nrp": str(next(scene.world.numbers))}
    if body and body.get("officer"):
        body = body | {"officer": scene.world.ids["target"]}
    if row.asked in ("/calls", "/komando/panggilan"):  # the page makes the id
        body = (body or {}) | {"id": scene.world.stage.app.services.identity.uuid7()}
    token = scene.token(who)
    if who.role and row.asked.endswith(OWN_SESSION):
        token = scene.session(who.name)
    answer = scene.knock_with(token, row.method, scene.fill(row.address), body)
    if row.page and answer.status == 303 and answer.headers["location"].endswith("/masuk"):
        return "away", answer
    if row.page and answer.status == 200:
        mark = scene.world.nrp("target") if row.asked.startswith("/komando/petugas") else scene.code
        return ("shows" if mark in answer.body else "hides"), answer
    return str(answer.status), answer


def assert_row(world: World, row: Row, knockers: Iterable[Knocker] = KNOCKERS, shared: bool = False) -> None:
    """Raises at the first who is answered otherwise. What was refused has changed nothing: the next one finds the same
    incident; after a deed there is a new one."""
    scene = None
    absences = 2
    for who in knockers:
        if scene is None:
            if "{officer_id}" in row.path:  # some of this is the end of an officer
                world.ids["target"] = world.hire()
            scene = Scene(world, row.state, shared)
        found, answer = asks(scene, who, row)
        where = f"{row.id}{' of both stations' if shared else ''}: {who.name}"
        assert found == expected(row, who, shared), where
        if "Owner Rahasia" in str(answer.body):
            claims = row.path.endswith("/claim") and found == "200"
            taken = claims or (who.name == "claimer" and row.state != "ringing")
            assert who.name == "owner" or taken, f"{where} reads the citizen's name"
        if found in ("401", "403", "404"):
            assert scene.code not in str(answer.body), f"{where} learns the code from a refusal"
        if found == "404" and "{incident_id}" in row.path and not row.page and absences and not sees(who, shared):
            absences -= 1
            with_none = Scene.__new__(Scene)
            with_none.__dict__ |= scene.__dict__ | {"incident": UNKNOWN}
            assert asks(with_none, who, row)[1].body == answer.body, f"{where}: a refusal looks like absence"
        if row.method != "GET" and answer.status < 400:
            scene = None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_who_may(world, row):
    assert_row(world, row)


OF_THERE = [who for who in OFFICERS if who.place == "there"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", [row for row in ROWS if row.of_incident], ids=lambda row: row.id)
def test_who_may_where_it_concerns_both_stations(world, row):
    assert_row(world, row, OF_THERE, shared=True)


def test_the_table_holds_on_postgresql_where_the_relation_decides(world):
    """The rules are the same code on both; the queries behind the lists are not."""
    for row in ROWS:
        if row.path in ("/incidents/{incident_id}", "/incidents?station=63.72", "/stations/63.71/readiness",
                        "|/komando"):
            assert_row(world, row)


# Negative controls: each planted fault turns every row red that it concerns.


def notices(world: World, rows: Iterable[Row], knockers: Iterable[Knocker]) -> list[str]:
    """The rows that did not notice."""
    blind = []
    for row in rows:
        world.ids["target"] = world.hire()  # the fault may have let somebody put the last one out
        try:
            assert_row(world, row, knockers)
        except AssertionError:
            continue
        blind.append(row.id)
    return blind


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_nobody_looks_whose_incident_it_is(world, monkeypatch):
    monkeypatch.setattr(access, "may_see", lambda caller, incident: True)
    # Who offers must also be the desk of the station in charge: one fault alone opens nothing.
    rows = [row for row in ROWS if row.of_incident and row.need != "charge"]
    assert notices(world, rows, [who for who in KNOCKERS if who.name in ("stranger", "administrator@there")]) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_the_filter_by_station_is_missing(world, monkeypatch):
    right = access._with_right
    monkeypatch.setattr(access, "_with_right",
                        lambda which, caller, path, what: right(which, caller, caller.path, what))
    # Who sets a station up must also be above it, and not of it: one fault alone opens nothing there.
    rows = [row for row in ROWS if "@" in row.need and "{station_code}" not in row.path]
    assert len(rows) > 20
    bosses = [who for who in OFFICERS if who.name in ("administrator@there", "administrator@here")]
    assert notices(world, rows, bosses) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_negative_control_every_role_may_everything(world, monkeypatch):
    monkeypatch.setattr(OfficerCaller, "rights", property(lambda caller: frozenset(RIGHTS)))
    rights = {"work", "phone", "patrol", "desk_of", "ledger", *RIGHTS}
    rows = [row for row in ROWS if row.need.removesuffix("@here") in rights]
    assert len(rows) > 100
    assert notices(world, rows, [who for who in OFFICERS if who.name in ("officer@here", "auditor@here")]) == []
