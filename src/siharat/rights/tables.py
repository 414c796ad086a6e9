"""The tables of erasures that a person must decide, and of what is held for a case."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from siharat.db.schema import metadata

erasure = Table(
    "erasure",
    metadata,
    Column("id", Text, primary_key=True),
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False, index=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False),  # the newest: why a person must decide
    Column("asked_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("above", Integer, nullable=False, server_default="0"),  # nobody decided in time: the stations above see it
    Column("decided_at", BigInteger),  # NULL: it waits
    Column("erased", Integer),
    Column("decided_by", Text, ForeignKey("officer.id")),
    Column("reason", Text, info={"sealed": "erasure.reason"}),  # of a refusal, told to the citizen
)
Index("ix_erasure_station", erasure.c.station, erasure.c.decided_at)

hold = Table(
    "hold",
    metadata,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, info={"sealed": "hold.reason"}),
)
