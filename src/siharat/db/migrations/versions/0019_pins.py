"""Two PINs of a citizen, and how an alarm was cancelled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("cancelled_how", sa.Text(), nullable=True))
    op.execute("UPDATE incident SET cancelled_how = 'said' WHERE cancelled_at IS NOT NULL")
    op.create_table(
        "pins",
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["citizen"], ["citizen.id"], name="fk_pins_citizen"),
        sa.PrimaryKeyConstraint("citizen", name="pk_pins"),
    )


def downgrade() -> None:
    """The PINs are lost, and nobody is warned any more that somebody was forced."""
    op.drop_table("pins")
    op.drop_column("incident", "cancelled_how")
