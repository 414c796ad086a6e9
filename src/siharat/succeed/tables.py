"""Who took whose place, and what went along: so that it can be undone."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text

from siharat.db.schema import metadata

succession = Table(
    "succession",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("successor", Text, ForeignKey("station.code"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("parent", Text),  # where the station stood before
    Column("live_since", BigInteger),
    Column("undone_at", BigInteger),
)

succession_moved = Table(
    "succession_moved",
    metadata,
    Column("succession", Text, ForeignKey("succession.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # area, officer, station
    Column("subject", Text, primary_key=True),
)
