"""What was typed and ticked of where a broadcast holds, while it is a draft; and how often the draft was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("broadcast", sa.Column("picked", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("broadcast") as table:
        table.drop_column("picked")
        table.drop_column("version")
