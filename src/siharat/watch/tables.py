"""The tables of the watchdog. None of them grows: each row is written over."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from siharat.db.schema import metadata

beat = Table(
    "beat",
    metadata,
    Column("node", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),  # the part's last sign of life
    Column("written_at", BigInteger, nullable=False),  # the node's
)

probe = Table(
    "probe",
    metadata,
    Column("subject", Text, primary_key=True),  # a station's code, or the kind of a channel
    Column("number", Integer, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("missed", Integer, nullable=False),  # before the newest, in a row
    Column("heard_at", BigInteger),  # NULL: the newest has not come through
    Column("detail", Text),
)

trouble = Table(
    "trouble",
    metadata,
    Column("code", Text, primary_key=True),  # see watch.rules
    Column("about", Text, primary_key=True),
    Column("since", BigInteger, nullable=False),
)
