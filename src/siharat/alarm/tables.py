"""The table of presses."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Table, Text

from siharat.db.schema import metadata

alarm = Table(
    "alarm",
    metadata,
    Column("id", Text, primary_key=True),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False, index=True),
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False),
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("pressed_at", BigInteger),
    Column("mode", Text, nullable=False),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("accuracy_m", Float(53)),
    Column("located_at", BigInteger),
    Column("said", Text, info={"sealed": "alarm.said"}),  # a place or time that made no sense, as it was sent
    Column("note", Text, info={"sealed": "alarm.note"}),
    Column("flags", Text, nullable=False),  # space-separated, see alarm.rules
    Column("raised_by", Text),  # who pressed for somebody that phoned or came
)
