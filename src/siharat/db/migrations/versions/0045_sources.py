"""Other systems may raise an alarm."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("off_at", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "sourced",
        sa.Column("source", sa.Text(), sa.ForeignKey("source.id"), primary_key=True),
        sa.Column("external", sa.Text(), primary_key=True),
        sa.Column("incident", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    """The incidents stay; who told of them is forgotten."""
    op.drop_table("sourced")
    op.drop_table("source")
