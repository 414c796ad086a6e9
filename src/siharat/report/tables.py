"""The tables of reports. Columns marked ``sealed`` hold boxes of ``kernel.sealing``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

report = Table(
    "report",
    metadata,
    Column("id", Text, primary_key=True),  # of an anonymous one without a time in it
    Column("code", Text, nullable=False, unique=True),
    Column("sent_as", Text, nullable=False, unique=True),  # blind: finds the same sending again, and no phone
    Column("key_blind", Text, nullable=False, unique=True),  # of the case key, which is kept nowhere
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("under", Text, nullable=False),  # name, confidence, nobody
    Column("citizen", Text, ForeignKey("citizen.id")),  # NULL: nobody
    Column("category", Text, nullable=False),
    Column("text", Text, nullable=False, info={"sealed": "report.text"}),
    Column("whereabouts", Text, info={"sealed": "report.whereabouts"}),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("accuracy_m", Float(53)),
    Column("locality", Text),
    Column("happened_at", BigInteger),
    Column("received_at", BigInteger, nullable=False),  # of an anonymous one the full hour
    Column("status", Text, nullable=False),
    Column("waits_since", BigInteger),  # since when its reporter waits for a word of the desk
    Column("ended_at", BigInteger),
)
Index("ix_report_station", report.c.station, report.c.received_at)
Index("ix_report_citizen", report.c.citizen)

report_line = Table(
    "report_line",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("report", Text, ForeignKey("report.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("officer", Text, ForeignKey("officer.id")),  # NULL: its reporter, or the system
    Column("detail", Text),  # a code of ours: a category, an outcome, a service
    Column("text", Text, info={"sealed": "report.text"}),
)
