"""Webhooks and deliveries in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.errors import not_found

INSERT = text("""INSERT INTO webhook (id, station, name, url, secret, kinds, made_by, made_at)
    VALUES (:id, :station, :name, :url, :secret, :kinds, :by, :now)""")
GET = text("SELECT * FROM webhook WHERE id = :id")
OF_STATION = text("SELECT * FROM webhook WHERE station = :station ORDER BY off_at IS NOT NULL, made_at")
COUNT_ON = text("SELECT count(*) FROM webhook WHERE station = :station AND off_at IS NULL")
WANTING = text("""SELECT w.id FROM webhook w JOIN station s ON s.code = w.station
    WHERE w.off_at IS NULL AND w.kinds LIKE :kind AND EXISTS (SELECT 1 FROM concern c JOIN station t
    ON t.code = c.station WHERE c.incident = :incident AND t.path LIKE s.path || '%')
    AND EXISTS (SELECT 1 FROM incident i WHERE i.id = :incident AND i.mode IN ('loud', 'silent')
    AND i.kept_from IS NULL) ORDER BY w.id""")
SWITCH_OFF = text("""UPDATE webhook SET off_at = :now, off_why = :why, rests_until = NULL, failures = 0
    WHERE id = :id AND off_at IS NULL""")
SWITCH_ON = text("""UPDATE webhook SET off_at = NULL, off_why = NULL, rests_until = NULL, failures = 0
    WHERE id = :id AND off_at IS NOT NULL""")
BEGIN = text("UPDATE webhook SET busy_until = :until WHERE id = :id")
REST = text("UPDATE webhook SET busy_until = NULL, failures = :failures, rests_until = :until WHERE id = :id")
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
END_ALL = text("UPDATE delivery SET state = 'dead', answer = :why WHERE webhook = :webhook AND state = 'pending'")
DROP = text("UPDATE delivery SET state = 'dead', answer = :why, due_at = :now WHERE number = :number")
AGAIN = text("""UPDATE delivery SET state = 'pending', due_at = :now, since = :now WHERE id = :id
    AND state <> 'pending'""")
LAST = text("SELECT * FROM delivery WHERE webhook = :webhook ORDER BY number DESC LIMIT :limit")
COUNTS = text("SELECT state, count(*) AS n FROM delivery WHERE webhook = :webhook GROUP BY state")
OLDEST = text("SELECT min(due_at) FROM delivery WHERE webhook = :webhook AND state <> 'pending'")
FORGET = text("DELETE FROM delivery WHERE webhook = :webhook AND state <> 'pending' AND due_at <= :before")
TROUBLED = text("""SELECT w.id, w.name, w.failures, w.off_why, (SELECT count(*) FROM delivery d WHERE d.webhook = w.id
    AND d.state = 'dead' AND d.due_at > :since) AS dead, (SELECT min(d.at) FROM delivery d WHERE d.webhook = w.id
    AND d.state <> 'sent') AS since, (SELECT d.status FROM delivery d WHERE d.webhook = w.id AND d.tried_at IS NOT NULL
    ORDER BY d.tried_at DESC LIMIT 1) AS status
    FROM webhook w WHERE w.station = :station AND (w.off_at IS NULL OR w.off_why = 'gone') ORDER BY w.made_at""")


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
    """Those that are on first, oldest first."""
    return tx.all(OF_STATION, station=station)


def count_on(tx: Tx, station: str) -> int:
    return int(tx.value(COUNT_ON, station=station))


def wanting(tx: Tx, kind: str, incident: str) -> list[str]:
    """The webhooks that want to hear it: of its stations and those above them. Nobody hears of what is not real, nor of
    what is kept from somebody: who reads at the other end we cannot know."""
    return [row.id for row in tx.all(WANTING, kind=f"% {kind} %", incident=incident)]


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


def counts(tx: Tx, webhook: str) -> dict[str, int]:
    return {row.state: row.n for row in tx.all(COUNTS, webhook=webhook)}
