"""The tables of broadcasts, of the phones that want to hear them, and of which have said that they did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Text, primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),  # whose desk speaks
    Column("about", Text, nullable=False),  # the first message of its thread: itself, or what it updates or cancels
    Column("kind", Text, nullable=False),  # CAP msgType: Alert, Update, Cancel
    Column("status", Text, nullable=False),  # CAP: Actual, Exercise, Test
    Column("event", Text, nullable=False),  # see broadcast.rules.EVENTS
    Column("response", Text, nullable=False),  # CAP responseType
    Column("urgency", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("words", Text, nullable=False),  # JSON: by language
    Column("area", Text, nullable=False),  # JSON: name, polygons, circles
    Column("stations", Text, nullable=False),  # JSON: codes of the stations whose citizens it is for
    Column("whole", Integer, nullable=False),  # a whole station, or more
    Column("until", BigInteger, nullable=False),
    Column("made_by", Text, ForeignKey("officer.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("asked_at", BigInteger),  # since when it waits for a second person
    Column("sent_by", Text, ForeignKey("officer.id")),  # another than made_by: the second person
    Column("sent_at", BigInteger),  # NULL: nobody outside has read it
    Column("dropped_at", BigInteger),
    Column("phones", Integer),  # that wanted to hear it when it was sent
    Column("next_phone", BigInteger, nullable=False, server_default="0"),  # the waves have come so far
    Column("held_since", BigInteger),  # a wave waits for an alarm since then
    Column("counted", Text),  # JSON: how many showed it, once the rows of broadcast_reach are gone
    Column("version", Integer, nullable=False, server_default="1"),  # one more each time the draft is changed
    # JSON: what was typed and ticked of where it holds. A name may be in it: gone once it is sent or dropped.
    Column("picked", Text, info={"sealed": "broadcast.picked"}),
)
Index("ix_broadcast_sent", broadcast.c.sent_at)
Index("ix_broadcast_about", broadcast.c.about, broadcast.c.sent_at)
Index("ix_broadcast_station", broadcast.c.station, broadcast.c.made_at)

warned_phone = Table(
    "warned_phone",
    metadata,
    # Of nobody: no citizen, no number, no place. Its owner chose a station, and this browser's address at its maker's.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("station", Text, ForeignKey("station.code"), nullable=False),
    Column("address", Text, nullable=False, info={"sealed": "warned_phone.address"}),
    Column("address_blind", Text, nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    # Its key, the receipts and the waves hang on the number: that of a phone which left must be nobody else's.
    sqlite_autoincrement=True,
)
Index("ix_warned_phone_station", warned_phone.c.station, warned_phone.c.id)

broadcast_reach = Table(
    "broadcast_reach",
    metadata,
    Column("broadcast", Text, ForeignKey("broadcast.id"), primary_key=True),
    Column("who", Text, primary_key=True),  # a phone, or blindly a citizen's page: so that none is counted twice
    Column("way", Text, nullable=False),  # push, page
    Column("state", Text, nullable=False),  # sending, sent, failed, shown, outside
    Column("at", BigInteger, nullable=False),
)
