"""Drills of a station, and their plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "drill",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_drill_incident"),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_drill_station"),
        sa.PrimaryKeyConstraint("incident", name="pk_drill"),
    )
    op.create_index("ix_drill_station", "drill", ["station", "started_at"])
    op.create_index("ux_drill_running", "drill", ["station"], unique=True, sqlite_where=RUNNING,
                    postgresql_where=RUNNING)
    op.create_table(
        "drill_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_drill_plan_station"),
        sa.PrimaryKeyConstraint("id", name="pk_drill_plan"),
    )
    op.create_index("ix_drill_plan_station", "drill_plan", ["station"])


def downgrade() -> None:
    """The drills' incidents stay, closed as drills."""
    op.execute("DELETE FROM wakeup WHERE kind IN ('drill_due', 'drill_ends')")
    op.drop_table("drill_plan")
    op.drop_table("drill")
