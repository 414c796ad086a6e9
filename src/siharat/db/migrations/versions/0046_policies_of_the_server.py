"""A ladder may be put in force from the server's command line: then no officer did it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("escalation_policy") as table:
        table.alter_column("by", existing_type=sa.Text(), nullable=True)


def downgrade() -> None:
    """Those that the server put in force stay in force; their versions are forgotten."""
    op.execute('DELETE FROM escalation_policy WHERE "by" IS NULL')
    with op.batch_alter_table("escalation_policy") as table:
        table.alter_column("by", existing_type=sa.Text(), nullable=False)
