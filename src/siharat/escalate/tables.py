"""Escalation policies: every version that was ever in force, and who put it there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from siharat.db.schema import metadata

escalation_policy = Table(
    "escalation_policy",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("by", Text, ForeignKey("officer.id")),  # NULL: the server's command line
    Column("at", BigInteger, nullable=False),
)
