"""The one ``MetaData`` that chapters declare their tables in, and the table of wake-ups."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.schema import CreateIndex, CreateTable

from siharat.db.tx import Tx

metadata = MetaData(naming_convention={
    # Named by what they are, so that a migration can name them on both databases.
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
})

wakeup = Table(
    "wakeup",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("incident_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),  # ms
    Column("attempts", Integer, nullable=False),  # failed ones
    UniqueConstraint("incident_id", "kind"),
    Index(None, "due_at"),
)


def create(tx: Tx) -> None:
    """Every declared table, at once: for stories in memory. A station's database is migrated instead."""
    for table in metadata.sorted_tables:
        tx.run(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            tx.run(CreateIndex(index))
