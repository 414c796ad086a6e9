"""The tables of incidents and their log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, Text

from siharat.db.schema import metadata

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("citizen", Text, ForeignKey("citizen.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("accuracy_m", Float(53)),
    Column("located_at", BigInteger),
    Column("locality", Text),
    Column("phones", Integer, nullable=False),  # officers whose phones were to ring
    Column("wave", Integer, nullable=False),  # how often it has rung so far
    Column("escalation", Integer, nullable=False),
    Column("policy", Text, nullable=False),  # frozen when it was opened
    Column("opened_at", BigInteger, nullable=False),
    Column("cancelled_at", BigInteger),
    Column("cancelled_how", Text),  # for officers alone; "forced" once is "forced" for ever
    Column("closed_at", BigInteger),
    Column("disposition", Text),
    Column("bundle", Text),  # the id of the open one nearby that it is shown with
    Column("narrow_until", BigInteger),  # until then only the phones of ``narrow_to`` ring
    Column("narrow_to", Text),  # desk, duty
    Column("road", Text, nullable=False, server_default="app"),  # how it came: alarm.rules.Road
    Column("in_charge", Text),  # the station that took it over; NULL: its own
    Column("offered_to", Text),  # the station that is asked to take it over, until offer_until
    Column("offer_until", BigInteger),
    Column("joined", Text),  # the id of the incident that is the same distress
    Column("category", Text),  # what it is about, where somebody said so
    Column("kept_from", Text),  # ids of officers who must not learn of it
)
Index("ux_incident_open", incident.c.citizen, unique=True,
      sqlite_where=incident.c.closed_at.is_(None), postgresql_where=incident.c.closed_at.is_(None))
Index("ix_incident_live", incident.c.opened_at,
      sqlite_where=incident.c.closed_at.is_(None), postgresql_where=incident.c.closed_at.is_(None))
Index("ix_incident_joined", incident.c.joined,
      sqlite_where=incident.c.joined.is_not(None), postgresql_where=incident.c.joined.is_not(None))
Index("ix_incident_station", incident.c.station, incident.c.opened_at)

concern = Table(
    "concern",
    metadata,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("rings", Integer, nullable=False, server_default="1"),  # 0: sees it; -1: rang, no more
)
Index("ix_concern_station", concern.c.station, concern.c.incident)

log_head = Table(
    "log_head",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)

log_line = Table(
    "log_line",
    metadata,
    Column("station", Text, ForeignKey("station.code"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", Text, nullable=False),  # or the broadcast, of which the line is
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("payload", Text),  # NULL once erased by law; the chain still holds
    Column("salt", Text),
    Column("payload_digest", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
Index("ix_log_line_incident", log_line.c.incident, log_line.c.position)
