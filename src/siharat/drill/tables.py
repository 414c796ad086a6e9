"""The tables of drills."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from siharat.db.schema import metadata

drill = Table(
    "drill",
    metadata,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("plan", Text, nullable=False),
    Column("announced", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_why", Text),  # see drill.rules
)
Index("ix_drill_station", drill.c.station, drill.c.started_at)
Index("ux_drill_running", drill.c.station, unique=True,
      sqlite_where=drill.c.ended_at.is_(None), postgresql_where=drill.c.ended_at.is_(None))

drill_plan = Table(
    "drill_plan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("every", Text, nullable=False),  # once, week or month
    Column("day", Integer, nullable=False),  # of the week (0 is Monday), or of the month
    Column("minute", Integer, nullable=False),  # after midnight, in the station's time zone
    Column("announced", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),  # as in the log: officer:ID, or system for the command line
    Column("due_at", BigInteger),  # NULL: it has run, or was cancelled
    Column("refused", Text),  # why the last one could not be held
    Column("telephones", Integer, nullable=False, server_default="0"),  # what costs money rings too
)
