"""Calm reports: what worries a citizen, and each step of what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("sent_as", sa.Text, nullable=False, unique=True),
        sa.Column("key_blind", sa.Text, nullable=False, unique=True),
        sa.Column("station", sa.Text, sa.ForeignKey("station.code"), nullable=False),
        sa.Column("under", sa.Text, nullable=False),
        sa.Column("citizen", sa.Text, sa.ForeignKey("citizen.id")),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("whereabouts", sa.Text),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("accuracy_m", sa.Float(53)),
        sa.Column("locality", sa.Text),
        sa.Column("happened_at", sa.BigInteger),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("waits_since", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("ix_report_station", "report", ["station", "received_at"])
    op.create_index("ix_report_citizen", "report", ["citizen"])
    op.create_table(
        "report_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("report", sa.Text, sa.ForeignKey("report.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, sa.ForeignKey("officer.id")),
        sa.Column("detail", sa.Text),
        sa.Column("text", sa.Text),
    )
    op.create_index("ix_report_line_report", "report_line", ["report"])


def downgrade() -> None:
    op.drop_table("report_line")
    op.drop_table("report")
