"""Alarms that are shown together, first rings narrowed to the desk, and what people say of a device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("bundle", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("narrow_until", sa.BigInteger(), nullable=True))
    op.add_column("citizen", sa.Column("false_alarms", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("citizen", sa.Column("marked_until", sa.BigInteger(), nullable=True))
    op.create_index("ix_alarm_received_at", "alarm", ["received_at"])
    op.create_table(
        "device_mark",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["citizen"], ["citizen.id"], name="fk_device_mark_citizen"),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_device_mark_station"),
        sa.PrimaryKeyConstraint("id", name="pk_device_mark"),
    )
    op.create_index("ix_device_mark_citizen", "device_mark", ["citizen"])
    op.create_index("ix_device_mark_station", "device_mark", ["station"])


def downgrade() -> None:
    """Marks are lost; what is narrowed rings everyone with the next wave."""
    op.execute("DELETE FROM wakeup WHERE kind = 'open_up'")
    op.drop_table("device_mark")
    op.drop_index("ix_alarm_received_at", "alarm")
    for table, column in (("citizen", "marked_until"), ("citizen", "false_alarms"), ("incident", "narrow_until"),
                          ("incident", "bundle")):
        op.drop_column(table, column)
