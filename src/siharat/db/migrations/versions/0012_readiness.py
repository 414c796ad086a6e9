"""What is known of each device before an alarm; and each station's rounds begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readiness",
        sa.Column("device", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("asked_at", sa.BigInteger()),
        sa.Column("silent_since", sa.BigInteger()),
        sa.Column("late_by", sa.BigInteger()),
        sa.Column("lack", sa.Text()),
        sa.Column("lack_since", sa.BigInteger()),
        sa.Column("asleep", sa.Text()),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("device", name="pk_readiness"),
    )
    op.execute("""INSERT INTO wakeup (incident_id, kind, due_at, attempts)
        SELECT DISTINCT 'station:' || station, 'readiness_round', 0, 0 FROM device
        WHERE kind <> 'in_app' AND paid = 0 AND retired_at IS NULL""")


def downgrade() -> None:
    op.execute("DELETE FROM wakeup WHERE incident_id LIKE '%:%'")
    op.drop_table("readiness")
