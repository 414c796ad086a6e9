"""Somebody is accompanied: until when, where to, and the places of the way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "escort",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("citizen", sa.Text(), sa.ForeignKey("citizen.id"), nullable=False, unique=True),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("shown_to", sa.Integer(), nullable=False),
        sa.Column("key_blind", sa.Text(), nullable=False, unique=True),
        sa.Column("incident", sa.Text(), sa.ForeignKey("incident.id"), nullable=True),
    )
    op.create_table(
        "escort_point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("escort", sa.Text(), sa.ForeignKey("escort.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("lat", sa.Float(53), nullable=False),
        sa.Column("lon", sa.Float(53), nullable=False),
        sa.Column("accuracy_m", sa.Float(53), nullable=True),
    )
    op.create_index("ix_escort_point_escort", "escort_point", ["escort"])


def downgrade() -> None:
    """Whoever is on the way has no alarm any more when they do not arrive."""
    op.execute("DELETE FROM wakeup WHERE kind IN ('escort_asks', 'escort_overdue', 'escort_fades')")
    op.drop_table("escort_point")
    op.drop_table("escort")
