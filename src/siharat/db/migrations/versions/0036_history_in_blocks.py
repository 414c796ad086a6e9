"""What was brought along is kept by columns, in blocks of 2,000 incidents: it never changes again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import msgspec
import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

EACH = 2_000
NUMBERS = ("raised", "claimed", "reached", "en_route", "on_scene", "clear", "closed", "lat", "lon")
TEXTS = ("disposition", "category", "channel", "locality")
ROWS = sa.text(f"SELECT number, {', '.join((*NUMBERS, *TEXTS))} FROM history"  # noqa: S608  our own names
               " WHERE import_id = :id ORDER BY raised, number")
NUMBER = sa.text("""INSERT INTO history_number (station, number, import_id, block)
    VALUES (:station, :number, :import_id, :block)""")
BLOCK = sa.text("""INSERT INTO history_block (id, import_id, first, last, rows, packed)
    VALUES (:id, :import_id, :first, :last, :rows, :packed)""")
BLOCKS = sa.text("""SELECT b.id, b.import_id, b.rows, b.packed, i.station FROM history_block b
    JOIN history_import i ON i.id = b.import_id""")
ROW = sa.text(f"""INSERT INTO history (station, number, import_id, {', '.join((*NUMBERS, *TEXTS))})
    VALUES (:station, :number, :import_id, {', '.join(f':{name}' for name in (*NUMBERS, *TEXTS))})""")  # noqa: S608  our own names


def upgrade() -> None:
    op.create_table(
        "history_number",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_history_number_station"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, sa.ForeignKey("history_import.id", name="fk_history_number_import_id"),
                  nullable=False),
        sa.Column("block", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("station", "number", name="pk_history_number"),
    )
    op.create_index("ix_history_number_block", "history_number", ["import_id", "block"])
    op.create_table(
        "history_block",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("import_id", sa.Text, sa.ForeignKey("history_import.id", name="fk_history_block_import_id"),
                  nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_history_block_period", "history_block", ["import_id", "first", "last", "id"])
    connection = op.get_bind()
    for brought in connection.execute(sa.text("SELECT id, station FROM history_import")).all():
        found = connection.execute(ROWS, {"id": brought.id})
        for place, rows in enumerate(found.partitions(EACH)):
            _keep(connection, brought, str(uuid5(NAMESPACE_OID, f"{brought.id} {place}")), rows)
    op.drop_table("history")


def _keep(connection: sa.Connection, brought: Any, block: str, rows: Sequence[Any]) -> None:
    connection.execute(NUMBER, [{"station": brought.station, "number": row.number, "import_id": brought.id,
                                 "block": block} for row in rows])
    connection.execute(BLOCK, {"id": block, "import_id": brought.id, "first": rows[0].raised,
                               "last": rows[-1].raised, "rows": len(rows), "packed": _packed(rows)})


def _packed(rows: Sequence[Any]) -> bytes:
    """As ``evaluate.blocks`` of this version wrote it."""
    return msgspec.msgpack.encode({
        "rows": len(rows), "called": np.array([row.number.encode()[:40] for row in rows], dtype=np.bytes_).tobytes(),
        "numbers": {name: np.array([getattr(row, name) for row in rows], dtype="<f8").tobytes() for name in NUMBERS},
        "texts": {name: _numbered([getattr(row, name) for row in rows]) for name in TEXTS}})


def _numbered(column: Sequence[str]) -> tuple[list[str], bytes]:
    known = {text: place for place, text in enumerate(dict.fromkeys(column))}
    return [*known], np.array([known[text] for text in column], dtype="<u2").tobytes()


def downgrade() -> None:
    op.create_table(
        "history",
        sa.Column("station", sa.Text, sa.ForeignKey("station.code", name="fk_history_station"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("import_id", sa.Text, sa.ForeignKey("history_import.id", name="fk_history_import_id"),
                  nullable=False),
        *(sa.Column(moment, sa.BigInteger, nullable=moment != "raised") for moment in NUMBERS[:7]),
        *(sa.Column(word, sa.Text, nullable=False) for word in TEXTS),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.PrimaryKeyConstraint("station", "number", name="pk_history"),
    )
    op.create_index("ix_history_raised", "history", ["station", "raised", "number"])
    op.create_index("ix_history_import", "history", ["import_id"])
    connection = op.get_bind()
    blocks = connection.execute(BLOCKS)
    for block in iter(blocks.fetchone, None):
        connection.execute(ROW, [*_rows(block)])
    op.drop_table("history_block")
    op.drop_table("history_number")


def _rows(block: Any) -> Iterable[dict[str, Any]]:
    packed, count = msgspec.msgpack.decode(block.packed), block.rows
    called = np.frombuffer(packed["called"], dtype=f"S{len(packed['called']) // count}")
    numbers = {name: np.frombuffer(column, dtype="<f8") for name, column in packed["numbers"].items()}
    texts = {name: [known[code] for code in np.frombuffer(codes, dtype="<u2")]
             for name, (known, codes) in packed["texts"].items()}
    for at in range(count):
        known = {name: None if np.isnan(column[at]) else float(column[at]) if name in ("lat", "lon")
                 else int(column[at]) for name, column in numbers.items()}
        said = {name: column[at] for name, column in texts.items()}
        yield {"station": block.station, "number": called[at].decode(), "import_id": block.import_id, **known, **said}
