"""The tables of escorts. Both are emptied when the person says that they are safe."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Identity, Integer, Table, Text

from siharat.db.schema import metadata

escort = Table(
    "escort",
    metadata,
    Column("id", Text, primary_key=True),
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False, unique=True),
    Column("began_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),  # then it is asked; of a question: then it is an alarm
    Column("state", Text, nullable=False),  # see escort.rules
    Column("silent", Integer, nullable=False),
    Column("destination", Text, info={"sealed": "escort.destination"}),
    Column("shown_to", Integer, nullable=False),  # how many links were ended: the next one is another
    Column("key_blind", Text, nullable=False, unique=True),  # of the link, which is kept nowhere
    Column("incident", Text, ForeignKey("incident.id")),
)

escort_point = Table(
    "escort_point",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("escort", Text, ForeignKey("escort.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("accuracy_m", Float(53)),
)
