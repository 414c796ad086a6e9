"""Citizens: a number and a name, sealed. The number is proved when an officer reaches it, not before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import not_found
from siharat.kernel.place import Place

LONGEST_NAME = 120

INSERT = text("""INSERT INTO citizen (id, phone, phone_blind, name, created_at)
    VALUES (:id, :phone, :blind, :name, :now)""")
GET = text("SELECT * FROM citizen WHERE id = :id")
BY_PHONE = text("SELECT id FROM citizen WHERE phone_blind = :blind ORDER BY created_at LIMIT 1")
RECOGNISED = text("""SELECT id FROM citizen c WHERE phone_blind = :blind AND (proved_at IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM session s WHERE s.subject = c.id))
    ORDER BY CASE WHEN proved_at IS NULL THEN 1 ELSE 0 END, created_at LIMIT 1""")
PROVED = text("UPDATE citizen SET proved_at = :now WHERE id = :id AND proved_at IS NULL")
INHERIT = text("""UPDATE citizen SET false_alarms = (SELECT b.false_alarms FROM citizen b WHERE b.id = :before),
    marked_until = (SELECT b.marked_until FROM citizen b WHERE b.id = :before) WHERE id = :id""")
AT_HOME = text("UPDATE citizen SET home = :home WHERE id = :id")
MOVED = text("UPDATE citizen SET home = :home, last_lat = :lat, last_lon = :lon WHERE id = :id")


def add(tx: Tx, phone: str, name: str) -> str:
    """A new unverified profile. The same number again makes another one, which learns nothing of the
    first: who typed a number has proved nothing."""
    citizen_id = tx.identity.uuid7()
    tx.run(INSERT, id=citizen_id, phone=tx.keys.seal(phone, "citizen.phone"), now=tx.now,
           blind=tx.keys.blind(phone, "citizen.phone"),
           name=tx.keys.seal(name.strip()[:LONGEST_NAME], "citizen.name"))
    return citizen_id


def nobody(tx: Tx, station: str) -> str:
    """The profile for which the system itself raises a drill at that station. No number leads to it, nobody
    signs in as it, and there is nobody to phone."""
    blind = tx.keys.blind(f"drill {station}", "citizen.phone")
    found = tx.value(BY_PHONE, blind=blind)
    if found is None:
        found = tx.identity.uuid7()
        tx.run(INSERT, id=found, phone=tx.keys.seal("", "citizen.phone"), blind=blind, now=tx.now,
               name=tx.keys.seal("Latihan", "citizen.name"))
        tx.run(AT_HOME, id=found, home=station)
    return str(found)


def inherit_history(tx: Tx, citizen_id: str, before: str) -> None:
    """What the alarms of the profile ``before`` were counts for this one too: both are of one sender."""
    tx.run(INHERIT, id=citizen_id, before=before)


def get(tx: Tx, citizen_id: str) -> Any:
    row = tx.one(GET, id=citizen_id)
    if row is None:
        raise not_found("citizen")
    return row


def by_phone(tx: Tx, phone: str) -> str | None:
    """The oldest profile with the number. For the administrator's token command only."""
    found = tx.value(BY_PHONE, blind=tx.keys.blind(phone, "citizen.phone"))
    return str(found) if found else None


def recognised(tx: Tx, phone: str) -> str | None:
    """Whom the desk may take who phones from there for: a profile whose number an officer has proved, else one that no
    phone holds, made at a desk before. A profile that somebody only typed the number into must not learn of it."""
    found = tx.value(RECOGNISED, blind=tx.keys.blind(phone, "citizen.phone"))
    return str(found) if found else None


def unsealed(tx: Tx, citizen_id: str) -> dict[str, str]:
    """Name and number in clear. Call only behind ``access.see_identity``."""
    row = get(tx, citizen_id)
    return {"name": tx.keys.unseal(row.name, "citizen.name"),
            "phone": tx.keys.unseal(row.phone, "citizen.phone")}


def phone_of(tx: Tx, citizen_id: str) -> str:
    return tx.keys.unseal(get(tx, citizen_id).phone, "citizen.phone")


def number_proved(tx: Tx, citizen_id: str) -> None:
    tx.run(PROVED, id=citizen_id, now=tx.now)


def at_home(tx: Tx, citizen_id: str, home: str) -> None:
    """Which station rings when a press has no place, or one outside every area."""
    tx.run(AT_HOME, id=citizen_id, home=home)


def pressed_from(tx: Tx, citizen_id: str, home: str, place: Place) -> None:
    tx.run(MOVED, id=citizen_id, home=home, lat=place.lat, lon=place.lon)
