"""Whoever opened a name without working on the case is looked at by a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_review",
        sa.Column("look", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    """The looks stay; that somebody judged them is forgotten."""
    op.drop_table("look_review")
