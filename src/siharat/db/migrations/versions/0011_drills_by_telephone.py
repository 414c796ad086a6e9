"""A drill may ring what costs money too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drill_plan", sa.Column("telephones", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("drill_plan", "telephones")
