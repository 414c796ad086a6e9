"""Which station is in charge of an incident, to which it is offered, and which ones are one distress."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
JOINED = sa.text("joined IS NOT NULL")


def upgrade() -> None:
    for name in ("in_charge", "offered_to", "joined"):
        op.add_column("incident", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("offer_until", sa.BigInteger(), nullable=True))
    op.create_index("ix_incident_joined", "incident", ["joined"], sqlite_where=JOINED, postgresql_where=JOINED)


def downgrade() -> None:
    """Offers and joinings are forgotten; what has no other wake-up left rings again with the next look."""
    op.execute("DELETE FROM wakeup WHERE kind IN ('offer_lapses', 'answer_due')")
    op.drop_index("ix_incident_joined", "incident")
    for name in ("offer_until", "joined", "offered_to", "in_charge"):
        op.drop_column("incident", name)
