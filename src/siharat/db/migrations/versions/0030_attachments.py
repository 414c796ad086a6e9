"""What somebody in an alarm shows, and the links by which officers ask for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("incident", sa.Text(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_attachment_incident", "attachment", ["incident"])
    live = sa.text("kind = 'live'")
    op.create_index("ux_attachment_live", "attachment", ["incident"], unique=True, sqlite_where=live,
                    postgresql_where=live)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("incident", sa.Text(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("key_blind", sa.Text(), nullable=False, unique=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("sms", sa.Text(), nullable=True),
    )
    op.create_index("ix_invitation_incident", "invitation", ["incident"])


def downgrade() -> None:
    """Photos and voice notes of alarms are lost; their files are swept away."""
    op.drop_table("invitation")
    op.drop_table("attachment")
