"""Whether a patrol sees the photos of the report that its task was made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patrol_task", sa.Column("shows", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("patrol_task", "shows")
