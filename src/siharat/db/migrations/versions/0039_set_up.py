"""A station is set up before it is live: what was uploaded and looked at, and who switched it on and off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("station", sa.Column("live_since", sa.BigInteger(), nullable=True))
    op.execute("UPDATE station SET live_since = created_at")
    op.create_table(
        "station_draft",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_station_draft_station", "station_draft", ["station"])
    op.create_table(
        "station_live",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
    )
    op.create_index("ix_station_live_station", "station_live", ["station"])


def downgrade() -> None:
    """Stations that are being set up ring like all others."""
    op.drop_table("station_live")
    op.drop_table("station_draft")
    with op.batch_alter_table("station") as station:
        station.drop_column("live_since")
