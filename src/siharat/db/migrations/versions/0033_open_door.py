"""A station may show its monthly figures to everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("station", sa.Column("public_since", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """The door is shut."""
    with op.batch_alter_table("station") as table:
        table.drop_column("public_since")
