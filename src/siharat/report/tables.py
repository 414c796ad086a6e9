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
    Column("joined_to", Text),  # the report that tells of the same: what becomes of that one becomes of this one
    Column("incident", Text),  # what the police work on, since it could not wait
    Column("held_at", BigInteger),  # needed for a case: it does not fade
)
Index("ix_report_incident", report.c.incident)
Index("ix_report_joined_to", report.c.joined_to)
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

report_tally = Table(
    "report_tally",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("month", Text, primary_key=True),  # in which it came, such as 2026-10
    Column("became", Text, primary_key=True),  # an ending; incident; joined
    Column("count", Integer, nullable=False),
)

report_photo = Table(
    "report_photo",
    metadata,
    Column("id", Text, primary_key=True),  # the name of its file
    Column("report", Text, ForeignKey("report.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

patrol_task = Table(
    "patrol_task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("report", Text, ForeignKey("report.id", ondelete="SET NULL")),  # NULL: the desk's own idea
    Column("category", Text, nullable=False),
    Column("what", Text, nullable=False, info={"sealed": "task.what"}),  # the desk's words, never the reporter's
    Column("place", Text, info={"sealed": "task.place"}),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("begins", BigInteger),  # when to be there, where that matters
    Column("ends", BigInteger),
    Column("made_by", Text, ForeignKey("officer.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("taken_by", Text, ForeignKey("officer.id")),
    Column("taken_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("outcome", Text),  # NULL while it is not done; see report.rules
    Column("note", Text, info={"sealed": "task.note"}),
    Column("shows", Integer, nullable=False, server_default="0"),  # the patrol sees the report's photos
    Column("aim_place", Text),  # of a suggested task: which place and time, to see afterwards whether it helped
    Column("aim_weekday", Integer),
    Column("aim_window", Integer),
)
Index("ix_patrol_task_station", patrol_task.c.station, patrol_task.c.made_at)
