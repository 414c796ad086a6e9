"""The tables of webhooks and their deliveries, and of the systems that may raise an alarm."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

webhook = Table(
    "webhook",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("name", Text, nullable=False),
    # Whole addresses are secrets of some systems: what stands behind the host may be all that lets us in.
    Column("url", Text, nullable=False, info={"sealed": "webhook.url"}),
    Column("secret", Text, nullable=False, info={"sealed": "webhook.secret"}),
    Column("kinds", Text, nullable=False),  # between spaces, one at each end too
    Column("made_by", Text),  # NULL: the command line
    Column("made_at", BigInteger, nullable=False),
    Column("off_at", BigInteger),
    Column("off_why", Text),  # switched_off, gone
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row, that were the receiver's own trouble
    Column("rests_until", BigInteger),  # nothing is sent before
    Column("busy_until", BigInteger),  # one delivery is on its way; after that moment its sender counts as dead
)

delivery = Table(
    "delivery",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("id", Text, nullable=False, unique=True),  # the same at every try: by it the receiver drops doubles
    Column("webhook", Text, ForeignKey("webhook.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("incident", Text),  # NULL: a test
    Column("at", BigInteger, nullable=False),  # when it happened
    Column("since", BigInteger, nullable=False),  # since when it is tried
    Column("body", Text),  # written at the first try, and the same ever after
    Column("state", Text, nullable=False),  # pending, sent, dead
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tried_at", BigInteger),
    Column("status", Integer),  # of the last answer; 0: there was none
    Column("answer", Text),
)
Index("ix_delivery_webhook", delivery.c.webhook, delivery.c.state, delivery.c.due_at)
# Without it each delivery behind a retried one looks at everything that waits: seconds, in the lane of presses.
Index("ix_delivery_waits", delivery.c.webhook, delivery.c.incident, delivery.c.number,
      sqlite_where=delivery.c.state == "pending", postgresql_where=delivery.c.state == "pending")

source = Table(
    "source",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("name", Text, nullable=False),
    Column("secret", Text, nullable=False, info={"sealed": "source.secret"}),
    Column("made_by", Text),  # NULL: the command line
    Column("made_at", BigInteger, nullable=False),
    Column("off_at", BigInteger),
)

sourced = Table(
    "sourced",
    metadata,
    Column("source", Text, ForeignKey("source.id"), primary_key=True),
    Column("external", Text, primary_key=True),  # a blind index of its own number: it may hold anything
    Column("incident", Text),  # the last one that it was
)
Index("ix_sourced_incident", sourced.c.source, sourced.c.incident)
