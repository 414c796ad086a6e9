"""Webhooks and deliveries in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, text

from siharat.db import Tx
from siharat.exchange import rules
from siharat.kernel.errors import not_found
from siharat.people import stations

INSERT = text("""INSERT INTO webhook (id, station, name, url, secret, kinds, made_by, made_at)
    VALUES (:id, :station, :name, :url, :secret, :kinds, :by, :now)""")
GET = text("SELECT * FROM webhook WHERE id = :id")
OF_STATIONS = text("""SELECT * FROM webhook WHERE station IN :stations
    ORDER BY off_at IS NOT NULL, made_at""").bindparams(bindparam("stations", expanding=True))
COUNT_ON = text("SELECT count(*) FROM webhook WHERE station = :station AND off_at IS NULL")
LISTENING = text("SELECT id, station FROM webhook WHERE off_at IS NULL AND kinds LIKE :kind ORDER BY id")
PATHS = text("""SELECT s.path FROM concern c JOIN station s ON s.code = c.station JOIN incident i ON i.id = c.incident
    WHERE c.incident = :incident AND i.mode IN ('loud', 'silent') AND i.kept_from IS NULL""")
SWITCH_OFF = text("""UPDATE webhook SET off_at = :now, off_why = :why, rests_until = NULL, failures = 0
    WHERE id = :id AND off_at IS NULL""")
SWITCH_ON = text("""UPDATE webhook SET off_at = NULL, off_why = NULL, rests_until = NULL, failures = 0
    WHERE id = :id AND off_at IS NOT NULL""")
BEGIN = text("UPDATE webhook SET busy_until = :until WHERE id = :id")
REST = text("UPDATE webhook SET busy_until = NULL, failures = :failures, rests_until = :until WHERE id = :id")
TRY_NOW = text("UPDATE webhook SET rests_until = NULL WHERE id = :id")
WRITE = text("""INSERT INTO delivery (id, webhook, kind, incident, at, since, state, due_at)
    VALUES (:id, :webhook, :kind, :incident, :now, :now, 'pending', :now)""")
DELIVERY = text("SELECT * FROM delivery WHERE id = :id")
NEXT = text("""SELECT * FROM delivery d WHERE d.webhook = :webhook AND d.state = 'pending' AND NOT EXISTS (
    SELECT 1 FROM delivery e WHERE e.webhook = d.webhook AND e.state = 'pending' AND e.incident = d.incident
    AND e.number < d.number) ORDER BY d.due_at, d.number LIMIT 1""")
TRY = text("""UPDATE delivery SET attempts = attempts + 1, tried_at = :now, body = :body, due_at = :now
    WHERE number = :number""")
SETTLE = text("""UPDATE delivery SET state = :state, status = :status, answer = :answer, due_at = :due_at
    WHERE id = :id AND state = 'pending' AND attempts = :attempts""")
BACK_AGAIN = text("""UPDATE delivery SET due_at = :now WHERE webhook = :webhook AND state = 'pending'
    AND due_at > :now""")
END_ALL = text("""UPDATE delivery SET state = 'dead', answer = :why, due_at = :now
    WHERE webhook = :webhook AND state = 'pending'""")
DROP = text("UPDATE delivery SET state = 'dead', answer = :why, due_at = :now WHERE number = :number")
AGAIN = text("""UPDATE delivery SET state = 'pending', due_at = :now, since = :now WHERE id = :id
    AND state <> 'pending'""")
LAST = text("SELECT * FROM delivery WHERE webhook = :webhook ORDER BY number DESC LIMIT :limit")
COUNTS = text("SELECT state, count(*) AS n FROM delivery WHERE webhook = :webhook GROUP BY state")
UNPLANNED = text("""SELECT w.id FROM webhook w WHERE w.off_at IS NULL AND EXISTS (SELECT 1 FROM delivery d
    WHERE d.webhook = w.id AND d.state = 'pending' AND d.due_at <= :now) AND NOT EXISTS (SELECT 1 FROM wakeup k
    WHERE k.incident_id = :what || w.id AND k.kind = :kind
    AND (k.due_at <= :now OR k.due_at <= w.rests_until OR k.due_at <= w.busy_until))""")
FORGET = text("""DELETE FROM delivery WHERE number IN (SELECT d.number FROM webhook w
    JOIN delivery d ON d.webhook = w.id WHERE d.state IN ('sent', 'dead') AND d.due_at <= :before LIMIT :limit)""")
MISSING = text("""SELECT w.name, min(d.at) AS since, count(*) AS missing FROM webhook w JOIN delivery d
    ON d.webhook = w.id WHERE w.station IN :stations AND ((d.state = 'pending' AND w.failures >= :outage)
    OR (d.state = 'dead' AND d.due_at > :lately)) AND (w.off_why IS NULL OR w.off_why = 'gone')
    GROUP BY w.id, w.name ORDER BY min(d.at)""").bindparams(bindparam("stations", expanding=True))


def insert(tx: Tx, station: str, name: str, url: str, secret: str, kinds: str, by: str | None) -> str:
    webhook = tx.identity.uuid7()
    tx.run(INSERT, id=webhook, station=station, name=name, url=tx.keys.seal(url, "webhook.url"), kinds=kinds,
           secret=tx.keys.seal(secret, "webhook.secret"), by=by, now=tx.now)
    return webhook


def get(tx: Tx, webhook: str) -> Any:
    row = tx.one(GET, id=webhook)
    if row is None:
        raise not_found("webhook")
    return row


def of_station(tx: Tx, station: str) -> list[Any]:
    """Those that are on first, oldest first; with those of closed stations whose place it took."""
    return tx.all(OF_STATIONS, stations=stations.before(tx, [station]))


def count_on(tx: Tx, station: str) -> int:
    return int(tx.value(COUNT_ON, station=station))


def wanting(tx: Tx, kind: str, incident: str) -> list[str]:
    """The webhooks that want to hear it: of its stations and those above them; of a closed station, what its successor
    would. Nobody hears of what is not real, nor of what is kept from somebody: who reads at the other end we cannot
    know."""
    listening = tx.all(LISTENING, kind=f"% {kind} %")
    if not listening:
        return []
    paths = [row.path for row in tx.all(PATHS, incident=incident)]
    return [row.id for row in listening if any(path.startswith(stations.heir(tx, row.station).path) for path in paths)]


def write(tx: Tx, webhook: str, kind: str, incident: str | None) -> str:
    delivery = tx.identity.uuid7()
    tx.run(WRITE, id=delivery, webhook=webhook, kind=kind, incident=incident, now=tx.now)
    return delivery


def next_of(tx: Tx, webhook: str) -> Any | None:
    """What is due soonest. Of one incident never the second before the first has ended."""
    return tx.one(NEXT, webhook=webhook)


def delivery(tx: Tx, delivery_id: str) -> Any:
    row = tx.one(DELIVERY, id=delivery_id)
    if row is None:
        raise not_found("delivery")
    return row


def last(tx: Tx, webhook: str, limit: int) -> list[Any]:
    return tx.all(LAST, webhook=webhook, limit=limit)


def troubled(tx: Tx, station: str) -> list[Any]:
    """Webhooks that are down, or for which a delivery died in the last three days: name, since when, how many."""
    return tx.all(MISSING, stations=stations.before(tx, [station]), outage=rules.OUTAGE, lately=tx.now - rules.LASTS)


def counts(tx: Tx, webhook: str) -> dict[str, int]:
    return {row.state: row.n for row in tx.all(COUNTS, webhook=webhook)}
