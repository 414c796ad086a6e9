"""The tables of what citizens show, and of the links by which officers ask for it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from siharat.db.schema import metadata

attachment = Table(
    "attachment",
    metadata,
    Column("id", Text, primary_key=True),  # the name of its file
    Column("incident", Text, ForeignKey("incident.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # photo, voice, live: the newest picture alone
    Column("media", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("ux_attachment_live", attachment.c.incident, unique=True,
      sqlite_where=attachment.c.kind == "live", postgresql_where=attachment.c.kind == "live")

invitation = Table(
    "invitation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False, index=True),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),
    Column("key_blind", Text, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger),
    Column("sms", Text),  # sent, failed; NULL: on its way, or there is no road for it
)
