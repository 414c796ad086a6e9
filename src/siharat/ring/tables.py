"""The ledger of rings."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

ring = Table(
    "ring",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("incident", Text),  # NULL: of no incident, the phone only proves that it rings
    Column("device", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", BigInteger),
    Column("received_at", BigInteger),
    Column("shown_at", BigInteger),
    Column("opened_at", BigInteger),
    Column("detail", Text),
    # Of devices that cost money: when a step of the ladder last wanted them to ring, and, while that is not yet
    # settled, from when on somebody must send it.
    Column("armed_at", BigInteger),
    Column("due_at", BigInteger),
    Column("why", Text),  # nobody heard it: why not, as it was known when the ringing ended (ring.reasons)
    Column("heard_at", BigInteger),  # the last receipt: a phone that proved itself before a lapse may be deaf by now
)
Index("ux_ring", ring.c.incident, ring.c.device, unique=True)

practice_ring = Table(
    "practice_ring",
    metadata,
    Column("officer", Text, primary_key=True),
    Column("weekday", Integer, nullable=False),  # 0 is Monday
    Column("minute", Integer, nullable=False),  # after midnight, by the clock of the station
    Column("chosen_at", BigInteger, nullable=False),
    Column("rang_at", BigInteger),
)

ring_fold = Table(
    "ring_fold",
    metadata,
    Column("incident", Text, primary_key=True),
    Column("ledger", Text, nullable=False),  # its rings, packed (ring.fold)
)

decline = Table(
    "decline",
    metadata,
    Column("incident", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

channel_health = Table(
    "channel_health",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("ok_at", BigInteger),
    Column("failed_at", BigInteger),
    Column("failing_since", BigInteger),  # NULL: the last alarm it was given reached somebody
    Column("error", Text),
)
