"""Somebody who fears an officer names the one who must not learn of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("citizen", "incident"):
        op.add_column(table, sa.Column("kept_from", sa.Text(), nullable=True))


def downgrade() -> None:
    """Whoever was kept out sees it again."""
    for table in ("incident", "citizen"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("kept_from")
