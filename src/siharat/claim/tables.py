"""The table of claims."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

claim = Table(
    "claim",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("lapses_at", BigInteger, nullable=False),
    Column("call_started_at", BigInteger),
    Column("call_ended_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_why", Text),
)
Index("ux_claim_live", claim.c.incident, unique=True,
      sqlite_where=claim.c.ended_at.is_(None), postgresql_where=claim.c.ended_at.is_(None))
Index("ix_claim_incident", claim.c.incident, claim.c.at)
