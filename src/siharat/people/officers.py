"""Officers and their devices. Each officer has one ``in_app`` device from the first day: the open page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import invalid, not_found
from siharat.kernel.phone import e164
from siharat.people import stations
from siharat.people.roles import ROLES, Role, rings

HEARTBEAT = 30 * SECOND
"""How often an open stream is noted. A node that dies is noticed within 65 s (PROMISES: 90)."""
STREAM_LASTS = 2 * HEARTBEAT + 5 * SECOND
SIGN_LASTS = 85 * SECOND
"""How long a page counts as open after its own last word, on which it is silent for a minute at most (browsers
let a page in the background speak no more often). A line that died without a word is noticed by this alone."""
DEAD_ADDRESS = "dead address"
"""How the reason of a device begins that was retired because its address is dead for ever."""

TELEPHONE = ("sms", "voice")
"""What any telephone can do without anybody enrolling it. Each message and each call costs money."""
MOST_NUMBERS = 3
"""Of each kind for one officer: the one on the list of staff, and two more."""

INSERT = text("""INSERT INTO officer (id, station, nrp, name, rank, phone, polsek, role, active, created_at)
    VALUES (:id, :station, :nrp, :name, :rank, :phone, :polsek, :role, 1, :now) ON CONFLICT DO NOTHING""")
COUNT = text("""UPDATE station SET officers = (SELECT count(*) FROM officer
    WHERE officer.station = station.code AND active = 1 AND role <> 'auditor') WHERE code = :station""")
COME_BACK = text("""UPDATE officer SET station = :station, name = :name, rank = :rank, phone = :phone, polsek = :polsek,
    role = :role, active = 1 WHERE nrp = :nrp AND active = 0 RETURNING id""")
CORRECT = text("""UPDATE officer SET name = :name, rank = :rank, phone = :phone, polsek = :polsek
    WHERE id = :id""")
GET = text("SELECT * FROM officer WHERE id = :id AND active = 1")
WAY_IN = text("""SELECT 1 FROM officer o WHERE o.id = :id AND (EXISTS (SELECT 1 FROM password p WHERE p.officer = o.id)
    OR EXISTS (SELECT 1 FROM passkey k WHERE k.officer = o.id AND k.revoked_at IS NULL))""")
BY_NRP = text("SELECT * FROM officer WHERE nrp = :nrp AND active = 1")
NAMES = text("SELECT id, rank, name FROM officer WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
WHEREABOUTS = text("SELECT id, station FROM officer WHERE active = 1")
OF_STATION = text("SELECT * FROM officer WHERE station = :station AND active = 1 ORDER BY nrp")
WHO_RING = text("""SELECT * FROM officer WHERE station = :station AND active = 1 AND role <> 'auditor'
    ORDER BY nrp""")
INSERT_DEVICE = text("""INSERT INTO device (officer, station, kind, address, address_blind, paid, created_at)
    VALUES (:officer, :station, :kind, :address, :blind, :paid, :now) RETURNING id""")
DEVICE = text("SELECT * FROM device WHERE id = :id AND retired_at IS NULL")
DEVICES = text("SELECT * FROM device WHERE station = :station AND retired_at IS NULL ORDER BY id")
DEVICES_OF_KIND = text("SELECT * FROM device WHERE kind = :kind AND retired_at IS NULL ORDER BY id")
IN_APP = text("""SELECT id FROM device WHERE officer = :officer AND kind = 'in_app'
    AND retired_at IS NULL""")
BY_ADDRESS = text("""SELECT * FROM device WHERE kind = :kind AND address_blind = :blind
    AND retired_at IS NULL""")
NUMBERS_OF = text("""SELECT id FROM device WHERE officer = :officer AND kind = :kind AND retired_at IS NULL
    ORDER BY id""")
NUMBERS = text("SELECT count(*) FROM device WHERE officer = :officer AND kind = :kind AND retired_at IS NULL")
RETIRE = text("""UPDATE device SET retired_at = :now, retired_why = :why
    WHERE id = :id AND retired_at IS NULL""")
RETIRE_TELEPHONE = text("""UPDATE device SET retired_at = :now, retired_why = 'another number'
    WHERE officer = :officer AND kind IN ('sms', 'voice') AND address_blind = :blind AND retired_at IS NULL""")
WITHOUT_TELEPHONE = text("""SELECT o.id, o.phone FROM officer o WHERE o.active = 1 AND o.phone IS NOT NULL
    AND o.role <> 'auditor' AND NOT EXISTS (SELECT 1 FROM device d WHERE d.officer = o.id
    AND d.kind IN ('sms', 'voice')) LIMIT :limit""")
PHONE_OPEN = text("""UPDATE device SET seen_at = :seen, open_until = :until
    WHERE officer = :officer AND kind = 'in_app' AND retired_at IS NULL""")


@dataclass(frozen=True, slots=True)
class NewOfficer:
    nrp: str
    name: str
    rank: str
    phone: str | None = None
    polsek: str | None = None
    role: Role = "officer"


@dataclass(frozen=True, slots=True)
class DeviceAdded:
    """Event: an officer of the station has one device more."""

    station: str


def add(tx: Tx, station: str, new: Sequence[NewOfficer]) -> list[str]:
    """Adds officers with their first device, also who had left and comes back. All or none: a taken NRP raises
    ``Problem`` 409 naming it."""
    stations.must_stand(stations.get(tx, station))
    ids = []
    for officer in new:
        number = e164(officer.phone) if officer.phone else None
        said = {"station": station, "nrp": officer.nrp, "rank": officer.rank, "polsek": officer.polsek,
                "name": tx.keys.seal(officer.name, "officer.name"), "role": officer.role,
                "phone": tx.keys.seal(number, "officer.phone") if number else None}
        officer_id = tx.identity.uuid7()
        if not tx.run(INSERT, id=officer_id, now=tx.now, **said):
            officer_id = tx.value(COME_BACK, **said)  # who had left keeps what they did
            if officer_id is None:
                raise Problem(409, "officer_exists", f"An officer with the NRP {officer.nrp} exists already.")
        if rings(officer.role):
            equip(tx, get(tx, officer_id))
        ids.append(officer_id)
    tx.run(COUNT, station=station)
    return ids


def equip(tx: Tx, row: Any) -> None:
    """The devices that an officer has from the first day: the open page, and the telephone on the list of staff."""
    tx.run(INSERT_DEVICE, officer=row.id, station=row.station, kind="in_app", address=None, blind=None, paid=0,
           now=tx.now)
    if row.phone:
        _add_telephone(tx, row.id, tx.keys.unseal(row.phone, "officer.phone"))


def correct(tx: Tx, row: Any, new: NewOfficer, *, whole: bool = False) -> bool:
    """Brings a known officer's particulars up to date; ``False`` when they were so already. A phone or a
    polsek that is not given stays as it was, unless ``new`` is the ``whole`` truth."""
    before = written(tx, row)
    after = new if whole else _completed(new, before)
    if before == replace(after, role=before.role):
        return False
    tx.run(CORRECT, id=row.id, name=tx.keys.seal(after.name, "officer.name"), rank=after.rank, polsek=after.polsek,
           phone=tx.keys.seal(after.phone, "officer.phone") if after.phone else None)
    if after.phone != before.phone:
        if before.phone:
            tx.run(RETIRE_TELEPHONE, officer=row.id, blind=tx.keys.blind(before.phone, "device.address"), now=tx.now)
        if after.phone and rings(row.role):
            _add_telephone(tx, row.id, after.phone)
    return True


def differs(tx: Tx, row: Any, new: NewOfficer) -> bool:
    """Whether ``correct`` would change anything."""
    before = written(tx, row)
    return before != replace(_completed(new, before), role=before.role)


def written(tx: Tx, row: Any) -> NewOfficer:
    """An officer's particulars as they are."""
    return NewOfficer(row.nrp, tx.keys.unseal(row.name, "officer.name"), row.rank,
                      tx.keys.unseal(row.phone, "officer.phone") if row.phone else None, row.polsek, row.role)


def _completed(new: NewOfficer, before: NewOfficer) -> NewOfficer:
    return replace(new, phone=e164(new.phone) if new.phone else before.phone, polsek=new.polsek or before.polsek)


def must_be_of(row: Any, station: str) -> None:
    if row.station != station:
        raise Problem(409, "other_station", f"NRP {row.nrp} belongs to the station {row.station}. "
                      f"Nothing was imported; take the row out, or retire the officer there first.")


def has_come_in(tx: Tx, officer_id: str) -> bool:
    """They have a passkey or a password."""
    return tx.value(WAY_IN, id=officer_id) is not None


def _add_telephone(tx: Tx, officer_id: str, number: str) -> None:
    for kind in TELEPHONE:
        add_device(tx, officer_id, kind, number, paid=True)


def add_telephones(tx: Tx, limit: int = 200) -> int:
    """For officers who were there before any telephone rang: how many got theirs. Call it until there are none."""
    rows = tx.all(WITHOUT_TELEPHONE, limit=limit)
    for row in rows:
        _add_telephone(tx, row.id, tx.keys.unseal(row.phone, "officer.phone"))
    return len(rows)


def get(tx: Tx, officer_id: str) -> Any:
    row = tx.one(GET, id=officer_id)
    if row is None:
        raise not_found("officer")
    return row


def is_there(tx: Tx, officer_id: str) -> bool:
    """They have not left, whatever their role."""
    return tx.one(GET, id=officer_id) is not None


def rings_still(tx: Tx, officer_id: str) -> bool:
    """Still there, and somebody whose phones ring."""
    row = tx.one(GET, id=officer_id)
    return row is not None and rings(row.role)


def by_nrp(tx: Tx, nrp: str) -> Any | None:
    return tx.one(BY_NRP, nrp=nrp)


def of_station(tx: Tx, station: str) -> list[Any]:
    return tx.all(OF_STATION, station=station)


def who_ring(tx: Tx, station: str) -> list[Any]:
    """The officers of a station whose phones ring: all but its auditors."""
    return tx.all(WHO_RING, station=station)


def whereabouts(tx: Tx) -> dict[str, str]:
    """The station of each officer."""
    return {row.id: row.station for row in tx.all(WHEREABOUTS)}


def title(tx: Tx, row: Any) -> str:
    """``Bripka Andi Saputra``: how an officer is called on every screen."""
    return f"{row.rank} {tx.keys.unseal(row.name, 'officer.name')}".strip()


def names(tx: Tx, ids: Sequence[str]) -> dict[str, str]:
    """How these officers are called; also who has left since, for a record tells who was there."""
    return {row.id: title(tx, row) for row in tx.all(NAMES, ids=list(ids) or [""])}


def public(tx: Tx, officer_id: str) -> dict[str, str]:
    """What everybody who sees the incident may know of an officer: never a phone, never a place."""
    row = tx.one(GET, id=officer_id)
    return {"id": officer_id, "name": title(tx, row) if row else "?"}


def add_device(tx: Tx, officer: str, kind: str, address: str, *, paid: bool = False) -> int:
    """Registers a device for ringing. The same address again is the same device; from another
    officer's phone it moves, for a phone rings one person only. ``paid``: each of its rings costs money, so that
    it waits for a step of the ladder."""
    row = get(tx, officer)
    known = device_at(tx, kind, address)
    if known and known.officer == officer:
        return int(known.id)
    if known:
        retire(tx, known.id, "moved to another officer")
    added = int(tx.value(INSERT_DEVICE, officer=officer, station=row.station, kind=kind,
                         blind=tx.keys.blind(address, "device.address"),
                         address=tx.keys.seal(address, "device.address"), paid=int(paid), now=tx.now))
    if not paid:
        tx.emit(DeviceAdded(row.station))
    return added


def room_for_number(tx: Tx, officer: str, kind: str, address: str) -> None:
    """``Problem`` 409 when the officer has ``MOST_NUMBERS`` others of that kind: each ring of each costs money."""
    known = device_at(tx, kind, address)
    if known is not None and known.officer == officer:
        return
    if tx.value(NUMBERS, officer=officer, kind=kind) >= MOST_NUMBERS:
        raise Problem(409, "too_many_numbers", f"You have {MOST_NUMBERS} numbers for {kind} already. Remove one first.")


def numbers_of(tx: Tx, officer: str, kind: str) -> list[int]:
    """The officer's devices of that kind."""
    return [int(row.id) for row in tx.all(NUMBERS_OF, officer=officer, kind=kind)]


def leave_to_colleagues(tx: Tx, officer: str, kind: str, address: str) -> None:
    """A number that the list of staff gives to somebody else is not to be had by typing it: that telephone would
    ring for its owner no more. ``Problem`` 422."""
    known = device_at(tx, kind, address)
    if known is None or known.officer == officer:
        return
    owner = tx.one(GET, id=known.officer)
    if owner and owner.phone and tx.keys.unseal(owner.phone, "officer.phone") == address:
        raise invalid("address", "is a colleague's telephone: the list of staff says whose it is")


def device(tx: Tx, device_id: int) -> Any | None:
    """The device's row, unless it has retired."""
    return tx.one(DEVICE, id=device_id)


def device_at(tx: Tx, kind: str, address: str) -> Any | None:
    """The device of that kind with that canonical address. One number may be a telephone and take SMS."""
    return tx.one(BY_ADDRESS, kind=kind, blind=tx.keys.blind(address, "device.address"))


def addresses(tx: Tx, kind: str) -> list[str]:
    """Where all devices of a kind can be reached."""
    return [tx.keys.unseal(row.address, "device.address") for row in tx.all(DEVICES_OF_KIND, kind=kind)]


def replace_address(tx: Tx, device_id: int, address: str) -> int:
    """A browser has rotated its subscription: the old device retires, the new one takes its place."""
    old = tx.one(DEVICE, id=device_id)
    if old is None:
        raise not_found("device")
    retire(tx, device_id, "subscription renewed")
    return add_device(tx, old.officer, old.kind, address, paid=bool(old.paid))


def retire(tx: Tx, device_id: int, why: str) -> None:
    tx.run(RETIRE, id=device_id, why=why, now=tx.now)


def in_app_device(tx: Tx, officer: str) -> int:
    return int(tx.value(IN_APP, officer=officer))


def phones_open(tx: Tx, signed: Mapping[str, int | None]) -> None:
    """The streams of these officers are open, to be told each ``HEARTBEAT``; with the last word of their own
    pages, where these speak. A page that spoke and has gone silent is not open, whatever its stream looks like."""
    tx.many(PHONE_OPEN, [
        {"officer": each, "seen": tx.now if at is None else at,
         "until": tx.now + STREAM_LASTS if at is None else at + SIGN_LASTS} for each, at in signed.items()])


def phone_left(tx: Tx, officer: str) -> None:
    """The officer's last stream here has ended."""
    tx.run(PHONE_OPEN, officer=officer, seen=tx.now, until=tx.now)


def check_role(text_: str) -> Role:
    for role in ROLES:
        if role == text_:
            return role
    raise invalid("role", f"is none of {', '.join(ROLES)}")
