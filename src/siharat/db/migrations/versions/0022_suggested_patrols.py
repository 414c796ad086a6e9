"""Of a suggested patrol its place and time, to see afterwards whether it helped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patrol_task", sa.Column("aim_place", sa.Text))
    op.add_column("patrol_task", sa.Column("aim_weekday", sa.Integer))
    op.add_column("patrol_task", sa.Column("aim_window", sa.Integer))


def downgrade() -> None:
    for column in ("aim_window", "aim_weekday", "aim_place"):
        op.drop_column("patrol_task", column)
