"""An import says which moments its file has a column for: what is never recorded is not unfinished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("history_import", sa.Column("moments", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("history_import", "moments")
