"""Incidents long over are kept by columns beside the book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settled",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_settled_station"), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "settled_block",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_settled_block_station"),
                  primary_key=True),
        sa.Column("until", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Nothing is lost: all of it stands in the book."""
    op.drop_table("settled_block")
    op.drop_table("settled")
