"""A citizen moves to a new phone, and asks to be forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("revoked_why", sa.Text(), nullable=True))
    op.create_table(
        "moving",
        sa.Column("citizen", sa.Text(), sa.ForeignKey("citizen.id"), primary_key=True),
        sa.Column("code_blind", sa.Text(), nullable=False, unique=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("citizen", sa.Text(), sa.ForeignKey("citizen.id"), nullable=False),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("incident", sa.Text(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("above", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("erased", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Text(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    op.create_index("ix_erasure_citizen", "erasure", ["citizen"])
    op.create_index("ix_erasure_station", "erasure", ["station", "decided_at"])


def downgrade() -> None:
    """Wishes that wait are lost; whoever made them asks again."""
    op.execute("DELETE FROM wakeup WHERE kind = 'erasure_due'")
    op.drop_table("erasure")
    op.drop_table("moving")
    with op.batch_alter_table("session") as table:
        table.drop_column("revoked_why")
