"""Who lost every way in comes back when a second person has seen them; what is changed at a station is written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), nullable=False, index=True),
        sa.Column("code_blind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("browser_of", sa.Text(), nullable=True),
        sa.Column("seen_by", sa.Text(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "station_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True, index=True),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
    )
    op.add_column("station", sa.Column("closed_at", sa.BigInteger(), nullable=True))
    op.add_column("station", sa.Column("successor", sa.Text(), nullable=True))


def downgrade() -> None:
    """Closed stations are there again, without officers or area; who asked for a way back must ask anew."""
    with op.batch_alter_table("station") as table:
        table.drop_column("successor")
        table.drop_column("closed_at")
    op.drop_table("station_change")
    op.drop_table("recovery")
