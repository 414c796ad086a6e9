"""How an incident came in, what it is about, and who pressed for somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("road", sa.Text(), nullable=False, server_default="app"))
    op.add_column("incident", sa.Column("category", sa.Text(), nullable=True))
    op.add_column("alarm", sa.Column("raised_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("alarm", "raised_by")
    op.drop_column("incident", "category")
    op.drop_column("incident", "road")
