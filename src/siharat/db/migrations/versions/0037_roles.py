"""Who got which role, from whom, and when. The roles that there were keep their words and their rights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.Text(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
    )
    op.create_index("ix_role_change_officer", "role_change", ["officer"])


def downgrade() -> None:
    """Roles that the older program does not know fall back to one that may no more."""
    op.execute("UPDATE officer SET role = 'operator' WHERE role = 'duty_officer'")
    op.execute("UPDATE officer SET role = 'officer' WHERE role IN ('chief', 'auditor')")
    op.drop_table("role_change")
