"""History that a station brought along, from its spreadsheets; and the daily seals of its book."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from siharat.db.schema import metadata

history_import = Table(
    "history_import",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("source", Text, nullable=False),  # name of the file
    Column("digest", Text, nullable=False),  # SHA-256 of the file
    Column("moments", Text, nullable=False),  # those that the file has a column for, space-separated
    Column("rows", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),  # NULL: not all of it is here, so none of it counts
)

history_number = Table(
    "history_number",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("number", Text, primary_key=True),  # as the station numbered it, else a digest of the row
    Column("import_id", Text, ForeignKey("history_import.id"), nullable=False),
    Column("block", Text, nullable=False),  # in which block it stands
)
Index("ix_history_number_block", history_number.c.import_id, history_number.c.block)

history_block = Table(
    "history_block",
    metadata,
    Column("id", Text, primary_key=True),
    Column("import_id", Text, ForeignKey("history_import.id"), nullable=False),
    Column("first", BigInteger, nullable=False),  # when the first of them was raised
    Column("last", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),  # evaluate.blocks
)
Index("ix_history_block_period", history_block.c.import_id, history_block.c.first, history_block.c.last,
      history_block.c.id)

settled = Table(
    "settled",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("until", BigInteger, nullable=False),  # all incidents opened before it are in blocks
    Column("position", BigInteger, nullable=False),  # of the book, when it was last looked for what was said later
)

settled_block = Table(
    "settled_block",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("until", BigInteger, primary_key=True, autoincrement=False),  # its incidents were opened before it
    Column("start", BigInteger, nullable=False),  # and not before this
    Column("position", BigInteger, nullable=False),  # of the book, when it was made
    Column("packed", LargeBinary, nullable=False),  # evaluate.blocks
)

seal = Table(
    "seal",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("day", Text, primary_key=True),  # the station's own day, such as 2026-11-24
    Column("position", BigInteger, nullable=False),  # of the last line of that day
    Column("digest", Text, nullable=False),  # of that line: it stands for all lines before it
    Column("sealed_at", BigInteger, nullable=False),
    Column("signature", Text, nullable=False),  # Ed25519, base64
)
