"""The keys with which citizens' phones sign a press by SMS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["citizen"], ["citizen.id"], name="fk_press_key_citizen"),
        sa.PrimaryKeyConstraint("id", name="pk_press_key"),
    )
    op.create_index("ix_press_key_citizen", "press_key", ["citizen"])


def downgrade() -> None:
    """Phones sign with keys that nobody knows any more: their messages ring as unsigned ones."""
    op.drop_table("press_key")
