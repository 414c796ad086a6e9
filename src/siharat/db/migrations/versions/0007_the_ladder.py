"""What an unanswered alarm climbs: paid devices, rings that are armed by steps, stations that only see, policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LIVE = sa.text("retired_at IS NULL")


def upgrade() -> None:
    op.add_column("station", sa.Column("policy", sa.Text(), nullable=True))
    op.add_column("device", sa.Column("paid", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("concern", sa.Column("rings", sa.Integer(), nullable=False, server_default="1"))
    for name in ("armed_at", "due_at", "heard_at"):
        op.add_column("ring", sa.Column(name, sa.BigInteger(), nullable=True))
    _index_of_live_devices(["station", "paid", "id"])
    op.create_table(
        "escalation_policy",
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_escalation_policy_station"),
        sa.ForeignKeyConstraint(["by"], ["officer.id"], name="fk_escalation_policy_by"),
        sa.PrimaryKeyConstraint("station", "version", name="pk_escalation_policy"),
    )
    op.execute("UPDATE wakeup SET kind = 'climb' WHERE kind = 'unanswered'")
    op.execute("UPDATE incident SET escalation = 0 WHERE closed_at IS NULL")


def downgrade() -> None:
    op.execute("UPDATE wakeup SET kind = 'unanswered' WHERE kind = 'climb'")
    op.drop_table("escalation_policy")
    _index_of_live_devices(["station", "id"])
    for name in ("heard_at", "due_at", "armed_at"):
        op.drop_column("ring", name)
    op.drop_column("concern", "rings")
    op.drop_column("device", "paid")
    op.drop_column("station", "policy")


def _index_of_live_devices(columns: list[str]) -> None:
    op.drop_index("ix_device_live", "device")
    op.create_index("ix_device_live", "device", columns, sqlite_where=LIVE, postgresql_where=LIVE)
