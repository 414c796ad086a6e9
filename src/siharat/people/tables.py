"""The tables of people. Columns marked ``sealed`` hold boxes of ``kernel.sealing``, and ``resealing.py`` finds
them by the mark; ``*_blind`` finds equal ones."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

station = Table(
    "station",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text, ForeignKey("station.code")),
    Column("path", Text, nullable=False),  # "/63/63.72/": all stations below 63 start with "/63/"
    Column("timezone", Text, nullable=False),
    Column("officers", Integer, nullable=False),  # active ones, counted where they are added
    Column("policy", Text),  # the escalation policy in force (incident.policy); NULL: as shipped
    Column("created_at", BigInteger, nullable=False),
    Column("public_since", BigInteger),  # since when everybody may read its monthly figures; NULL: not
    Column("live_since", BigInteger),  # since when alarms of its area ring it; NULL: it is being set up
    Column("closed_at", BigInteger),  # NULL: it is there
    Column("successor", Text),  # of a closed one: who answers where it did
)

station_change = Table(
    "station_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # see people.changes
    Column("by", Text, nullable=False),  # an officer's id; system: the command line of the server; self: who asked
    Column("officer", Text, index=True),  # whom it concerns
    Column("other", Text),  # the other station
    Column("said", Text, info={"sealed": "change.said"}),  # a reason, two names: JSON
)

area = Table(
    "area",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("geometry", Text, nullable=False),  # GeoJSON (RFC 7946) Polygon or MultiPolygon
)

area_version = Table("area_version", metadata, Column("version", Text, primary_key=True))

officer = Table(
    "officer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("nrp", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, info={"sealed": "officer.name"}),
    Column("rank", Text, nullable=False),
    Column("phone", Text, info={"sealed": "officer.phone"}),
    Column("polsek", Text),
    Column("role", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

role_change = Table(
    "role_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("given_by", Text, nullable=False),  # an officer's id; empty: the command line
)

device = Table(
    "device",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False, index=True),
    Column("station", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text, info={"sealed": "device.address"}),
    Column("address_blind", Text),
    Column("paid", Integer, nullable=False, server_default="0"),  # each ring costs money: rung by steps, not waves
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),  # last sign of life: a stream open, a receipt
    Column("open_until", BigInteger),  # its stream is open, and this is when we would know otherwise
    Column("proved_at", BigInteger),  # last receipt that proves it would ring
    Column("retired_at", BigInteger),
    Column("retired_why", Text),
)
Index("ix_device_live", device.c.station, device.c.paid, device.c.id,
      sqlite_where=device.c.retired_at.is_(None), postgresql_where=device.c.retired_at.is_(None))
Index("ux_device_address", device.c.kind, device.c.address_blind, unique=True,
      sqlite_where=device.c.retired_at.is_(None), postgresql_where=device.c.retired_at.is_(None))

readiness = Table(
    "readiness",
    metadata,
    Column("device", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_at", BigInteger),  # the last ring that only asked whether it rings
    Column("silent_since", BigInteger),  # the first of them that is not answered yet
    Column("late_by", BigInteger),  # ms; the last answer came, but too late to be of use in an alarm
    Column("lack", Text),  # what its own page says is missing
    Column("lack_since", BigInteger),
    Column("asleep", Text),  # of a page: what it would lack to ring while it is closed
    Column("told_at", BigInteger),  # when its officer was told that it is deaf
)

roster = Table(
    "roster",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("starts", Text, nullable=False),  # the first day, by the station's calendar
    Column("handover", Integer, nullable=False),  # minutes after midnight, by its clock
    Column("hours", Integer, nullable=False),
    Column("teams", Text, nullable=False),  # their names in their order, JSON
    Column("made_at", BigInteger, nullable=False),
)

team_member = Table(
    "team_member",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("team", Text, primary_key=True),
    Column("officer", Text, ForeignKey("officer.id"), primary_key=True),
)

duty_change = Table(
    "duty_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),
    Column("kind", Text, nullable=False),  # on, off
    Column("begins", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("why", Text, nullable=False),  # duty, swap, leave
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", Text),
)
Index("ix_duty_change", duty_change.c.station, duty_change.c.ends)

citizen = Table(
    "citizen",
    metadata,
    Column("id", Text, primary_key=True),
    Column("phone", Text, nullable=False, info={"sealed": "citizen.phone"}),
    Column("phone_blind", Text, nullable=False, index=True),
    Column("name", Text, nullable=False, info={"sealed": "citizen.name"}),
    Column("home", Text),  # the station of the last press with a place
    Column("last_lat", Float),
    Column("last_lon", Float),
    Column("proved_at", BigInteger),  # when an officer reached the number
    Column("created_at", BigInteger, nullable=False),
    Column("false_alarms", Integer, nullable=False, server_default="0"),  # closed so, since the last genuine one
    Column("marked_until", BigInteger),  # by a person: see device_mark
    Column("faded_at", BigInteger),  # when a profile that nobody used was forgotten
    Column("kept_from", Text),  # ids of officers who must not learn of an alarm of theirs
)

pins = Table(
    "pins",
    metadata,
    Column("citizen", Text, ForeignKey("citizen.id"), primary_key=True),
    Column("box", Text, nullable=False, info={"sealed": "pins.hashes"}),
    Column("made_at", BigInteger, nullable=False),
)

device_mark = Table(
    "device_mark",
    metadata,
    Column("id", Text, primary_key=True),
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False, index=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False, index=True),
    Column("incident", Text, nullable=False),  # whose press was the occasion
    Column("reason", Text, nullable=False, info={"sealed": "mark.reason"}),
    Column("made_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("appeal", Text, info={"sealed": "mark.appeal"}),
    Column("appealed_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
)

press_key = Table(
    "press_key",
    metadata,
    Column("id", Text, primary_key=True),  # in the message itself: eight letters
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False, index=True),
    Column("key", Text, nullable=False, info={"sealed": "press_key.key"}),
    Column("made_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)

session = Table(
    "session",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the token: a stolen database opens nothing
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_why", Text),  # moved: the citizen goes on with another phone, and this one is told
)

moving = Table(
    "moving",
    metadata,
    Column("citizen", Text, ForeignKey("citizen.id"), primary_key=True),
    Column("code_blind", Text, nullable=False, unique=True),
    Column("expires_at", BigInteger, nullable=False),
)

look = Table(
    "look",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("officer", Text, nullable=False),
    Column("citizen", Text, nullable=False, index=True),
    Column("incident", Text),
    Column("report", Text),  # the occasion was a report in confidence, no incident
    Column("reason", Text, nullable=False, info={"sealed": "look.reason"}),
)

look_notice = Table(
    "look_notice",
    metadata,
    Column("look", BigInteger, primary_key=True, autoincrement=False),
    Column("officer", Text, ForeignKey("officer.id"), primary_key=True),  # who is told of it
    Column("read_at", BigInteger),
)
Index("ix_look_notice_unread", look_notice.c.officer,
      sqlite_where=look_notice.c.read_at.is_(None), postgresql_where=look_notice.c.read_at.is_(None))

look_review = Table(
    "look_review",
    metadata,
    Column("look", BigInteger, primary_key=True, autoincrement=False),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),  # who judged it; never who looked
    Column("at", BigInteger, nullable=False),
    Column("word", Text, nullable=False),  # right, wrong
    Column("note", Text, info={"sealed": "look.note"}),
)
