"""What waits for another system, and what a source told last, are found without looking at all of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_index("ix_delivery_waits", "delivery", ["webhook", "incident", "number"], sqlite_where=WAITS,
                    postgresql_where=WAITS)
    op.create_index("ix_sourced_incident", "sourced", ["source", "incident"])


def downgrade() -> None:
    """Nothing is lost: it is slower."""
    op.drop_index("ix_sourced_incident", "sourced")
    op.drop_index("ix_delivery_waits", "delivery")
