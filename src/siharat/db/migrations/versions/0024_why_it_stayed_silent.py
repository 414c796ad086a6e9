"""A ring that was never heard says why, as it was known when the ringing ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ring", sa.Column("why", sa.Text, nullable=True))


def downgrade() -> None:
    op.drop_column("ring", "why")
