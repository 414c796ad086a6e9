"""Whom a narrowed first ring is narrowed to: the desk, as before, or those on duty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("narrow_to", sa.Text(), nullable=True))
    op.execute("UPDATE incident SET narrow_to = 'desk' WHERE narrow_until IS NOT NULL")


def downgrade() -> None:
    """Where those on duty rang first, everybody rings with the next wave."""
    op.execute("UPDATE incident SET narrow_until = NULL WHERE narrow_to = 'duty'")
    op.drop_column("incident", "narrow_to")
