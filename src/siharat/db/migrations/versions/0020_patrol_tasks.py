"""What becomes of a report: joined to another, an incident, a patrol task; a look at who sent it leaves its line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("joined_to", sa.Text))
    op.add_column("report", sa.Column("incident", sa.Text))
    op.create_index("ix_report_incident", "report", ["incident"])
    op.create_index("ix_report_joined_to", "report", ["joined_to"])
    op.add_column("look", sa.Column("report", sa.Text))
    op.create_table(
        "patrol_task",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("station", sa.Text, sa.ForeignKey("station.code"), nullable=False),
        sa.Column("report", sa.Text, sa.ForeignKey("report.id", ondelete="SET NULL")),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("begins", sa.BigInteger),
        sa.Column("ends", sa.BigInteger),
        sa.Column("made_by", sa.Text, sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("taken_by", sa.Text, sa.ForeignKey("officer.id")),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("outcome", sa.Text),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_patrol_task_station", "patrol_task", ["station", "made_at"])


def downgrade() -> None:
    op.drop_table("patrol_task")
    op.drop_column("look", "report")
    op.drop_index("ix_report_joined_to", "report")
    op.drop_index("ix_report_incident", "report")
    op.drop_column("report", "incident")
    op.drop_column("report", "joined_to")
