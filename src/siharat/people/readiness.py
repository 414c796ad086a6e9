"""What is known of each device before the alarm: asked, answered, reported; and what follows from it.

Beside a device stands one row of ``readiness`` as soon as there is something to say. The verdict is never
stored: it is computed from the facts whenever somebody looks, so that it cannot grow old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.people import officers
from siharat.people import readiness_rules as rules
from siharat.people.readiness_rules import Facts, Permission, Verdict

PROVED = text("UPDATE device SET seen_at = :now, proved_at = :now WHERE id = :device")
ASKED = text("""INSERT INTO readiness (device, asked_at, silent_since) VALUES (:device, :now, :now)
    ON CONFLICT (device) DO UPDATE SET asked_at = :now, silent_since = coalesce(readiness.silent_since, :now)""")
ANSWERED = text("""UPDATE readiness SET silent_since = NULL, late_by = :late_by, told_at = NULL,
    lack = NULL, lack_since = NULL WHERE device = :device""")
LACKS = text("""INSERT INTO readiness (device, lack, lack_since, asleep) VALUES (:device, :lack, :since, :asleep)
    ON CONFLICT (device) DO UPDATE SET lack = :lack, asleep = :asleep, lack_since = CASE
    WHEN coalesce(readiness.lack, '') = coalesce(:lack, '') THEN readiness.lack_since ELSE :since END""")
SPOKEN_OF = text("""SELECT d.id, d.kind, r.lack, r.asleep FROM device d LEFT JOIN readiness r ON r.device = d.id
    WHERE d.officer = :officer AND d.retired_at IS NULL AND (d.kind = 'in_app' OR d.id = :device)""")
OF_STATION = text("""SELECT d.id, d.officer, d.kind, d.paid, d.created_at, d.seen_at, d.open_until, d.proved_at,
    d.retired_at, r.silent_since, r.late_by, r.lack, r.lack_since, r.asleep
    FROM device d LEFT JOIN readiness r ON r.device = d.id
    WHERE d.station = :station AND (d.retired_at IS NULL OR (d.retired_why LIKE :dead AND NOT EXISTS (SELECT 1
    FROM device n WHERE n.officer = d.officer AND n.kind = d.kind AND n.id > d.id))) ORDER BY d.id""")
NEXT_TO_ASK = text("""SELECT d.id, d.officer, d.kind FROM device d LEFT JOIN readiness r ON r.device = d.id
    WHERE d.station = :station AND d.kind = :kind AND d.retired_at IS NULL
    ORDER BY coalesce(r.asked_at, 0), d.id LIMIT :limit""")
COUNT = text("""SELECT count(*) FROM device WHERE station = :station AND kind <> 'in_app' AND paid = 0
    AND retired_at IS NULL""")
UNTOLD = text("""SELECT d.id, d.officer FROM readiness r JOIN device d ON d.id = r.device
    WHERE d.station = :station AND d.retired_at IS NULL AND r.silent_since <= :before AND r.told_at IS NULL
    ORDER BY d.id""")
TOLD = text("UPDATE readiness SET told_at = :now WHERE device = :device")


@dataclass(frozen=True, slots=True)
class Known:
    """A device and what its facts mean now."""

    id: int
    officer: str
    kind: str
    seen_at: int | None
    proved_at: int | None
    verdict: Verdict
    retired: bool
    """Its address is dead: a reason, and no device any more."""
    paid: bool
    """A telephone: reached by a step of the ladder, and no answer to whether a phone would ring now."""


def asked(tx: Tx, devices: Sequence[int]) -> None:
    """A ring went out that only asks. Until it is answered the device is silent since the first such ring."""
    tx.many(ASKED, [{"device": each, "now": tx.now} for each in devices])


def answered(tx: Tx, device: int, after_ms: int) -> None:
    """The device has said itself that it rang. What it was thought to lack is there."""
    tx.run(PROVED, device=device, now=tx.now)
    tx.run(ANSWERED, device=device, late_by=after_ms if after_ms >= rules.PROMPT else None)


def report(tx: Tx, officer: str, device: int | None, permission: Permission, subscribed: bool, sound: bool) -> None:
    """What an officer's page says of itself: of the page, and of the push device of its browser, if it is theirs."""
    for row, said in _said(tx, officer, device, permission, subscribed, sound):
        tx.run(LACKS, device=row.id, lack=said[0], asleep=said[1], since=tx.now if said[0] else None)


def is_news(tx: Tx, officer: str, device: int | None, permission: Permission, subscribed: bool,
            sound: bool) -> bool:
    """Whether the page says anything that is not known: most of its words are mere signs of life."""
    return any((row.lack, row.asleep) != said
               for row, said in _said(tx, officer, device, permission, subscribed, sound))


def _said(tx: Tx, officer: str, device: int | None, permission: Permission, subscribed: bool,
          sound: bool) -> list[tuple[Any, tuple[str | None, str | None]]]:
    """Each device that the page speaks of, as it is known, and what the page says it lacks, now and asleep."""
    asleep = rules.asleep_lack(permission, subscribed)
    of_page, of_push = (None if sound else "no_sound", asleep), (asleep, None)
    return [(row, of_page if row.kind == "in_app" else of_push)
            for row in tx.all(SPOKEN_OF, officer=officer, device=device or 0)]


def of_station(tx: Tx, station: str) -> dict[str, list[Known]]:
    """Of each officer with a device: all live ones, and those whose address died and was not replaced."""
    found: dict[str, list[Known]] = {}
    for row in tx.all(OF_STATION, station=station, dead=f"{officers.DEAD_ADDRESS}%"):
        found.setdefault(row.officer, []).append(known(row, tx.now))
    return found


def phones_ready(tx: Tx, code: str) -> int:
    """How many officers of the station have a phone that would ring now, without a step of the ladder."""
    return sum(rules.of_officer(each.verdict for each in devices if not each.paid).rings
               for devices in of_station(tx, code).values())


def known(row: Any, now: int) -> Known:
    facts = Facts(row.kind, row.created_at, row.open_until, row.proved_at, row.silent_since, row.late_by, row.lack,
                  row.lack_since, row.asleep, row.retired_at)
    return Known(row.id, row.officer, row.kind, row.seen_at, row.proved_at, rules.verdict(facts, now),
                 row.retired_at is not None, bool(row.paid))


def next_to_ask(tx: Tx, station: str, kind: str, limit: int) -> list[Any]:
    """The devices of a kind that were not asked for longest: ``id``, ``officer``, ``kind``."""
    return tx.all(NEXT_TO_ASK, station=station, kind=kind, limit=limit)


def count(tx: Tx, station: str) -> int:
    """Devices that can be rung while no page is open."""
    return int(tx.value(COUNT, station=station))


def newly_deaf(tx: Tx, station: str) -> list[Any]:
    """Devices that do not answer, whose officers have not been told yet: ``id`` and ``officer``."""
    return tx.all(UNTOLD, station=station, before=tx.now - rules.PROMPT)


def told(tx: Tx, device: int) -> None:
    """Once for each silence: the next answer forgets it."""
    tx.run(TOLD, device=device, now=tx.now)
