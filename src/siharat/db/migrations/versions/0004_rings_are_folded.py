"""Rings of closed incidents are folded into one row; those closed before are folded as soon as they are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DAY_MS = 86_400_000


def upgrade() -> None:
    op.create_table(
        "ring_fold",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incident", name="pk_ring_fold"),
    )
    op.execute(sa.text("""INSERT INTO wakeup (incident_id, kind, due_at, attempts)
        SELECT id, 'fold_rings', closed_at + :day, 0 FROM incident WHERE closed_at IS NOT NULL
        AND mode <> 'practice'""").bindparams(day=DAY_MS))


def downgrade() -> None:
    """What is folded is lost with its table; the incident, its log and who came stay."""
    op.execute("DELETE FROM wakeup WHERE kind = 'fold_rings'")
    op.drop_table("ring_fold")
