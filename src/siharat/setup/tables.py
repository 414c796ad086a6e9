"""The tables of setting up."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Integer, Table, Text

from siharat.db.schema import metadata

station_draft = Table(
    "station_draft",
    metadata,
    Column("id", Text, primary_key=True),  # station and kind: one of each
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # looked at: area, staff, settings; for undo: area_before, staff_before
    Column("box", Text, nullable=False, info={"sealed": "station_draft.box"}),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

station_live = Table(
    "station_live",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("since", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # the officer
    Column("ended_at", BigInteger),  # taken back: alarms of its area ring the station above
    Column("ended_by", Text),
)
