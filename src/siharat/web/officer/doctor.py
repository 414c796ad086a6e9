"""The phone doctor's page: what to tap on this make of phone, and then a real ring, measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery
from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.clock import SECOND
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.ring import practice, rounds
from siharat.ring.practice import Practice
from siharat.web.api.door import with_phone
from siharat.web.entrance import pages as entrance
from siharat.web.officer import doctor_rules as rules
from siharat.web.officer.doctor_rules import Step
from siharat.web.visit import Asked, form, onward, visit
from siharat.web.words import N_

DOOR = "petugas"
REFRESH_S = 2
DAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))

RANG = text("""SELECT min(coalesce(r.shown_at, r.received_at)) FROM ring r JOIN device d ON d.id = r.device
    WHERE d.officer = :officer AND d.kind <> 'in_app' AND r.incident IS NULL
    AND coalesce(r.shown_at, r.received_at) >= :since""")
PUSHABLE = text("""SELECT count(*) FROM device WHERE officer = :officer AND kind <> 'in_app' AND paid = 0
    AND retired_at IS NULL""")


@dataclass(frozen=True, slots=True)
class Doctor:
    make: str
    stage: str
    devices: int = 1
    """How many phones or browsers of this officer can be rung while the page is closed."""
    left_s: int = 0
    took_ms: int = 0
    asked_at: int | None = None
    practice: Practice | None = None
    practised_ms: int | None = None
    """How long the last practice ring took; ``None``: it was not heard of."""
    days: tuple[str, ...] = DAYS

    @property
    def makes(self) -> dict[str, str]:
        return rules.MAKES

    @property
    def steps(self) -> tuple[Step, ...]:
        return rules.STEPS[self.make]

    @property
    def seconds(self) -> str:
        """``1,8``"""
        return _seconds(self.took_ms)

    @property
    def practised(self) -> str:
        return _seconds(self.practised_ms) if self.practised_ms is not None else ""

    @property
    def at(self) -> str:
        """``09:00``, as a field for times wants it."""
        minute = self.practice.minute if self.practice else 9 * 60
        return f"{minute // 60:02}:{minute % 60:02}"


def _seconds(ms: int) -> str:
    return f"{ms / 1_000:.1f}".replace(".", ",")


@get("/petugas/dokter", include_in_schema=False)
async def doctor(request: Asked, hp: FromQuery[str] = "", sejak: FromQuery[int | None] = None) -> Response[bytes]:
    guest = visit(request, DOOR)
    if guest.token is None:
        return await entrance.page(guest)
    guessed = rules.make_of(guest.headers.get("user-agent", ""), guest.headers.get("sec-ch-ua-model", ""))
    make = hp if hp in rules.MAKES else guessed
    view, zone = await guest.services.db.read(with_phone, guest.token, _doctor, make, sejak)
    refresh = REFRESH_S if view.stage in ("lock", "wait") else 0
    return guest.page("officer/doctor.html", guest.shell(zone, refresh), view)


def _doctor(tx: Tx, caller: OfficerCaller, make: str, asked_at: int | None) -> tuple[Doctor, str]:
    zone = stations.get(tx, caller.station).timezone
    found = Doctor(make, "ready", tx.value(PUSHABLE, officer=caller.id), practice=practice.chosen(tx, caller.id))
    if found.practice and found.practice.rang_at:
        heard = tx.value(RANG, officer=caller.id, since=found.practice.rang_at)
        found = replace(found, practised_ms=heard - found.practice.rang_at if heard else None)
    if asked_at is None or not 0 < asked_at <= tx.now:
        return found, zone
    due_at = asked_at + rules.WAIT_S * SECOND
    rang_at = tx.value(RANG, officer=caller.id, since=due_at)
    left = max(0, -(-(due_at - tx.now) // SECOND))
    return replace(found, stage=rules.stage_of(tx.now, asked_at, rang_at), left_s=left,
                   took_ms=rang_at - due_at if rang_at else 0, asked_at=asked_at), zone


@post("/petugas/dokter", include_in_schema=False)
async def ring_me(request: Asked) -> Response[Any]:
    """In ten seconds a real ring, aloud, over the real roads. The page that waits for it may be closed."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    make = said.get("hp") if said.get("hp") in rules.MAKES else "lain"
    asked_at = await guest.services.db.write(with_phone, guest.token, rounds.plan_test, rules.WAIT_S * SECOND)
    return onward(f"/petugas/dokter?hp={make}&sejak={asked_at}#dering")


@post("/petugas/dokter/mingguan", include_in_schema=False)
async def practise(request: Asked) -> Response[Any]:
    """Each week at this time."""
    guest = visit(request, DOOR)
    said = await form(request, guest)
    weekday, minute = rules.week_time(said.get("hari", ""), said.get("pukul", ""))
    await guest.services.db.write(with_phone, guest.token, practice.choose, weekday, minute)
    return onward("/petugas/dokter#mingguan")


@post("/petugas/dokter/mingguan/henti", include_in_schema=False)
async def practise_no_more(request: Asked) -> Response[Any]:
    guest = visit(request, DOOR)
    await form(request, guest)
    await guest.services.db.write(with_phone, guest.token, practice.stop)
    return onward("/petugas/dokter#mingguan")


ROUTES = [doctor, ring_me, practise, practise_no_more]
