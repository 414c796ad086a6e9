"""A station may be closed, merged into another, and opened again: who took its place, and what went along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "succession",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False, index=True),
        sa.Column("successor", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("live_since", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "succession_moved",
        sa.Column("succession", sa.Text(), sa.ForeignKey("succession.id"), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), primary_key=True),
    )


def downgrade() -> None:
    """What was closed stays closed."""
    op.drop_table("succession_moved")
    op.drop_table("succession")
