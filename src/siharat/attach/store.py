"""Attachments and invitations in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from siharat.db import Tx

INSERT = text("""INSERT INTO attachment (id, incident, kind, media, at)
    VALUES (:id, :incident, :kind, :media, :now)""")
OF_INCIDENT = text("SELECT * FROM attachment WHERE incident = :incident ORDER BY at, id")
GET = text("SELECT * FROM attachment WHERE id = :id AND incident = :incident")
LIVE = text("SELECT * FROM attachment WHERE incident = :incident AND kind = 'live'")
NEXT_FRAME = text("""UPDATE attachment SET id = :id, at = :now WHERE incident = :incident AND kind = 'live'""")
KEEP = text("UPDATE attachment SET kind = 'photo' WHERE id = :id AND kind = 'live'")
END_LIVE = text("DELETE FROM attachment WHERE incident = :incident AND kind = 'live'")
KNOWN = text("SELECT id FROM attachment")

INVITE = text("""INSERT INTO invitation (id, incident, officer, key_blind, made_at)
    VALUES (:id, :incident, :officer, :key, :now)""")
INVITED = text("SELECT * FROM invitation WHERE key_blind = :key AND made_at > :since")
NEWEST = text("SELECT * FROM invitation WHERE incident = :incident ORDER BY made_at DESC, id DESC LIMIT 1")
INVITATION = text("SELECT * FROM invitation WHERE id = :id")
OPENED = text("UPDATE invitation SET opened_at = :now WHERE id = :id AND opened_at IS NULL")
SENT = text("UPDATE invitation SET sms = :state WHERE id = :id")


def add(tx: Tx, name: str, incident: str, kind: str, media: str) -> None:
    tx.run(INSERT, id=name, incident=incident, kind=kind, media=media, now=tx.now)


def of_incident(tx: Tx, incident: str) -> list[Any]:
    return tx.all(OF_INCIDENT, incident=incident)


def find(tx: Tx, incident: str, name: str) -> Any | None:
    return tx.one(GET, incident=incident, id=name)


def live(tx: Tx, incident: str) -> Any | None:
    return tx.one(LIVE, incident=incident)


def next_frame(tx: Tx, incident: str, name: str) -> bool:
    """The picture takes the place of the one before; false when there was none."""
    return bool(tx.run(NEXT_FRAME, incident=incident, id=name, now=tx.now))


def keep_frame(tx: Tx, name: str) -> bool:
    """False when the next picture has come already."""
    return bool(tx.run(KEEP, id=name))


def end_live(tx: Tx, incident: str) -> None:
    tx.run(END_LIVE, incident=incident)


def known(tx: Tx) -> set[str]:
    return {row.id for row in tx.all(KNOWN)}


def invite(tx: Tx, invitation: str, incident: str, officer: str, key_blind: str) -> None:
    tx.run(INVITE, id=invitation, incident=incident, officer=officer, key=key_blind, now=tx.now)


def invited(tx: Tx, key_blind: str, since: int) -> Any | None:
    return tx.one(INVITED, key=key_blind, since=since)


def invitation(tx: Tx, invitation_id: str) -> Any:
    return tx.one(INVITATION, id=invitation_id)


def newest_invitation(tx: Tx, incident: str) -> Any | None:
    return tx.one(NEWEST, incident=incident)


def was_opened(tx: Tx, invitation_id: str) -> None:
    tx.run(OPENED, id=invitation_id, now=tx.now)


def was_sent(tx: Tx, invitation_id: str, state: str) -> None:
    tx.run(SENT, id=invitation_id, state=state)
