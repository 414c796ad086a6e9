"""A desk speaks to the citizens of an area."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_NO_INCIDENT = "DELETE FROM log_line WHERE kind LIKE 'broadcast%'"


def upgrade() -> None:
    """A line of the book may be of a broadcast, which is no incident."""
    with op.batch_alter_table("log_line") as table:
        table.drop_constraint("fk_log_line_incident", type_="foreignkey")
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (
            "about", "kind", "status", "event", "response", "urgency", "severity", "certainty", "words", "area",
            "stations")),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_by", sa.Text(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.Column("phones", sa.Integer(), nullable=True),
        sa.Column("next_phone", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("held_since", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.Text(), nullable=True),
    )
    op.create_index("ix_broadcast_sent", "broadcast", ["sent_at"])
    op.create_index("ix_broadcast_about", "broadcast", ["about", "sent_at"])
    op.create_index("ix_broadcast_station", "broadcast", ["station", "made_at"])
    op.create_table(
        "warned_phone",
        sa.Column("id", NUMBER, sa.Identity(), primary_key=True),
        sa.Column("station", sa.Text(), sa.ForeignKey("station.code"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_blind", sa.Text(), nullable=False, unique=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_warned_phone_station", "warned_phone", ["station", "id"])
    op.create_table(
        "broadcast_reach",
        sa.Column("broadcast", sa.Text(), sa.ForeignKey("broadcast.id"), primary_key=True),
        sa.Column("who", sa.Text(), primary_key=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """The books lose their last word on broadcasts, and their chains say so: older programs cannot read those lines."""
    op.drop_table("broadcast_reach")
    op.drop_index("ix_warned_phone_station")
    op.drop_table("warned_phone")
    for name in ("sent", "about", "station"):
        op.drop_index(f"ix_broadcast_{name}")
    op.drop_table("broadcast")
    op.execute("DELETE FROM wakeup WHERE kind IN ('broadcast_wave', 'broadcast_folds')")
    op.execute(OF_NO_INCIDENT)
    with op.batch_alter_table("log_line") as table:
        table.create_foreign_key("fk_log_line_incident", "incident", ["incident"], ["id"])
