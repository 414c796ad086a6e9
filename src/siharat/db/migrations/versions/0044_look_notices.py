"""Who is told that an identity was opened, and when they read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_notice",
        sa.Column("look", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), primary_key=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_look_notice_unread", "look_notice", ["officer"], sqlite_where=sa.text("read_at IS NULL"),
                    postgresql_where=sa.text("read_at IS NULL"))


def downgrade() -> None:
    """The looks stay; that somebody was told of them is forgotten."""
    op.drop_table("look_notice")
