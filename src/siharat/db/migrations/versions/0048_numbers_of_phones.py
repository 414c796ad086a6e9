"""The number of a phone that wants to hear broadcasts is never given to another: SQLite gave the last one anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

COPY = """INSERT INTO warned_phone (id, station, address, address_blind, made_at)
    SELECT id, station, address, address_blind, made_at FROM warned_phone_before"""


def upgrade() -> None:
    """PostgreSQL never gave one twice."""
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(sqlite_autoincrement=True)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(sqlite_autoincrement=False)


def _made_anew(sqlite_autoincrement: bool) -> None:
    op.drop_index("ix_warned_phone_station", "warned_phone")
    op.rename_table("warned_phone", "warned_phone_before")
    op.create_table(
        "warned_phone",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_blind", sa.Text(), nullable=False, unique=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=sqlite_autoincrement,
    )
    op.create_index("ix_warned_phone_station", "warned_phone", ["station", "id"])
    op.execute(COPY)
    op.drop_table("warned_phone_before")
