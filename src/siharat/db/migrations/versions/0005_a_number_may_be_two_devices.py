"""One number may be a telephone and take SMS: addresses are unique within a kind of device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LIVE = sa.text("retired_at IS NULL")


def upgrade() -> None:
    op.drop_index("ux_device_address", "device")
    op.create_index("ux_device_address", "device", ["kind", "address_blind"], unique=True, sqlite_where=LIVE,
                    postgresql_where=LIVE)


def downgrade() -> None:
    """Of two devices of one number the older stays."""
    op.execute("""UPDATE device SET retired_at = created_at, retired_why = 'downgrade' WHERE retired_at IS NULL
        AND EXISTS (SELECT 1 FROM device d WHERE d.address_blind = device.address_blind AND d.retired_at IS NULL
        AND d.id < device.id)""")
    op.drop_index("ux_device_address", "device")
    op.create_index("ux_device_address", "device", ["address_blind"], unique=True, sqlite_where=LIVE,
                    postgresql_where=LIVE)
