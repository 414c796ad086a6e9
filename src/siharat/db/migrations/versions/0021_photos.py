"""Photos of reports, by the names of their files; and which reports are held for a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("held_at", sa.BigInteger))
    op.create_table(
        "report_photo",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("report", sa.Text, sa.ForeignKey("report.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
    )
    op.create_index("ix_report_photo_report", "report_photo", ["report"])


def downgrade() -> None:
    op.drop_table("report_photo")
    op.drop_column("report", "held_at")
