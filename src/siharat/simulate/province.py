"""The demonstration's database: South Kalimantan with its real areas, one station with its officers.

Everything here may be called again and only adds what is missing.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import not_found
from siharat.people import areas, citizens, officers, sessions, stations, wilayah
from siharat.people.officers import NewOfficer
from siharat.simulate import cast

STATION = "63.72"
"""Polres Banjarbaru, with the two kecamatan of the next regency that it polices."""
CITIZEN_PHONE = "+6281100000110"
"""Nobody's: no carrier gives out this block."""
CITIZEN_NAME = "Galuh Norhaliza"
PROVINCE_DESK = NewOfficer("78050063", "Rahmadi Saberan", "Kompol", role="operator")
YOURS, DESK = 0, 1
"""Which of the officers opens from the demonstration's page, and who sits in the command centre, as administrator."""

Door = Literal["warga", "petugas", "komando", "polda"]
DOORS: dict[Door, str] = {"warga": "/", "petugas": "/petugas", "komando": "/komando", "polda": "/polda"}

ACTIVE = text("SELECT count(*) FROM officer WHERE station = :station AND active = 1")
FORGET = text("DELETE FROM session WHERE kind = 'officer' AND subject = :officer")


def settle(tx: Tx, count: int) -> int:
    """Stations, ``count`` officers, the desks and one citizen. Returns how many officers there are, which
    are more when an earlier call asked for more."""
    shipped = {each.code: each for each in wilayah.shipped_stations()}
    there = {row.code for row in stations.every(tx)}
    if wilayah.PROVINCE not in there:
        stations.add(tx, wilayah.PROVINCE, wilayah.PROVINCE_NAME, None, wilayah.TIMEZONE, [])
    for code in sorted(shipped.keys() - there):
        policed = areas.polygons({"type": "FeatureCollection", "features": list(shipped[code].features)})
        stations.add(tx, code, shipped[code].name, wilayah.PROVINCE, wilayah.TIMEZONE, policed)
    polseks = tuple(f"Polsek {feature['properties']['nama']}" for feature in shipped[STATION].features)
    new = [_officer(number, polseks) for number in range(int(tx.value(ACTIVE, station=STATION)), count)]
    officers.add(tx, STATION, new)
    if officers.by_nrp(tx, PROVINCE_DESK.nrp) is None:
        officers.add(tx, wilayah.PROVINCE, [PROVINCE_DESK])
    if citizens.by_phone(tx, CITIZEN_PHONE) is None:
        citizens.at_home(tx, citizens.add(tx, CITIZEN_PHONE, CITIZEN_NAME), STATION)
    return int(tx.value(ACTIVE, station=STATION))


def _officer(number: int, polseks: tuple[str, ...]) -> NewOfficer:
    """Without a phone number: none can be made up that is certainly nobody's, and none is needed."""
    person = cast.officer(number, polseks)
    return NewOfficer(person.nrp, person.name, person.rank, polsek=person.polsek,
                      role="administrator" if number == DESK else "officer")


def open_door(tx: Tx, door: Door) -> tuple[str, int]:
    """A new session for whoever stands behind that door, and how long it lasts."""
    if door == "warga":
        citizen = citizens.by_phone(tx, CITIZEN_PHONE)
        if citizen is None:
            raise not_found("citizen")
        return sessions.open_session(tx, "citizen", citizen), sessions.LIFETIME["citizen"]
    nrp = PROVINCE_DESK.nrp if door == "polda" else _numbered(DESK if door == "komando" else YOURS)
    row = officers.by_nrp(tx, nrp)
    if row is None:
        raise not_found("officer")
    return sessions.open_session(tx, "officer", row.id), sessions.LIFETIME["officer"]


def enlist(tx: Tx) -> list[dict[str, Any]]:
    """Every officer's phone but yours, with a new token each; those of earlier runs end."""
    found = []
    for row in officers.of_station(tx, STATION):
        if row.nrp == _numbered(YOURS):
            continue
        if row.role == "officer":  # at the desk a person may be signed in
            tx.run(FORGET, officer=row.id)
        token = sessions.open_session(tx, "officer", row.id, lifetime="program")
        found.append({"id": row.id, "token": token, "goes": row.role == "officer"})
    return found


def _numbered(number: int) -> str:
    return cast.officer(number, ("",)).nrp


def desk_nrp() -> str:
    return _numbered(DESK)
