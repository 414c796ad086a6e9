"""When an officer's own phones ring each week, for practice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_ring",
        sa.Column("officer", sa.Text(), primary_key=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.Column("rang_at", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    """Officers choose again."""
    op.execute("DELETE FROM wakeup WHERE kind = 'practice_due'")
    op.drop_table("practice_ring")
