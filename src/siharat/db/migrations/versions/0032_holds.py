"""What an alarm leaves behind fades, unless it is held for a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PLAN = """INSERT INTO wakeup (incident_id, kind, due_at, attempts)
    SELECT 'fading:' || id, 'alarm_fades', closed_at + 2592000000, 0 FROM incident
    WHERE closed_at IS NOT NULL AND mode IN ('loud', 'silent')"""


def upgrade() -> None:
    """Incidents that ended before fade, too."""
    op.add_column("citizen", sa.Column("faded_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "hold",
        sa.Column("incident", sa.Text(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.execute(PLAN)


def downgrade() -> None:
    """Nothing fades any more, and nothing is held."""
    op.execute("DELETE FROM wakeup WHERE kind = 'alarm_fades'")
    op.drop_table("hold")
    with op.batch_alter_table("citizen") as table:
        table.drop_column("faded_at")
