"""How many calm reports there were, and what became of them, is still known when they have faded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_tally",
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), primary_key=True),
        sa.Column("month", sa.Text(), primary_key=True),
        sa.Column("became", sa.Text(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Of reports that have faded nothing is known any more."""
    op.drop_table("report_tally")
