"""History that stations bring along, and the daily seals of their books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history_import",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_history_import_station"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("completed_at", sa.BigInteger),
    )
    op.create_index("ix_history_import_station", "history_import", ["station"])
    op.create_table(
        "history",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_history_station"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, sa.ForeignKey("history_import.id", name="fk_history_import_id"),
                  nullable=False),
        sa.Column("raised", sa.BigInteger, nullable=False),
        *(sa.Column(moment, sa.BigInteger)
          for moment in ("claimed", "reached", "en_route", "on_scene", "clear", "closed")),
        *(sa.Column(word, sa.Text, nullable=False) for word in ("disposition", "category", "channel", "locality")),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.PrimaryKeyConstraint("station", "number", name="pk_history"),
    )
    op.create_index("ix_history_raised", "history", ["station", "raised", "number"])
    op.create_index("ix_history_import", "history", ["import_id"])
    op.create_table(
        "seal",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_seal_station"), nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sealed_at", sa.BigInteger, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("station", "day", name="pk_seal"),
    )


def downgrade() -> None:
    op.drop_table("seal")
    op.drop_table("history")
    op.drop_table("history_import")
