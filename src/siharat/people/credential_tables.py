"""The tables of how officers sign in. Nothing here opens anything by itself: secrets are digests or sealed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text

from siharat.db.schema import metadata

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False),
    Column("code_blind", Text, nullable=False),  # keyed: 40 bits could be guessed from a plain digest
    Column("made_by", Text, nullable=False),  # an administrator's id, or "system" for the command line
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
)
Index("ux_enrolment_live", enrolment.c.officer, unique=True,
      sqlite_where=enrolment.c.used_at.is_(None) & enrolment.c.revoked_at.is_(None),
      postgresql_where=enrolment.c.used_at.is_(None) & enrolment.c.revoked_at.is_(None))

recovery = Table(
    "recovery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("officer", Text, ForeignKey("officer.id"), nullable=False, index=True),
    Column("code_blind", Text, nullable=False),  # of the code that waits; it opens nothing before it was seen
    Column("number", Text, nullable=False),  # what who asks shows to who sees them
    Column("asked_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("browser_of", Text),  # the officer who had signed in before on the browser that asked
    Column("seen_by", Text, ForeignKey("officer.id")),
    Column("seen_at", BigInteger),
    Column("how", Text),  # face, video
    Column("ended_at", BigInteger),  # refused, or another was seen
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Text, primary_key=True),  # the credential's own, base64url; never given to anybody else again
    Column("officer", Text, ForeignKey("officer.id"), nullable=False, index=True),
    Column("public_key", Text, nullable=False),  # COSE, base64url
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),  # what its owner calls it
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("flagged_at", BigInteger),  # its counter went back: there may be a copy
    Column("revoked_at", BigInteger),
)

challenge = Table(
    "challenge",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),  # "register" or "sign_in"
    Column("officer", Text),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

password = Table(
    "password",
    metadata,
    Column("officer", Text, ForeignKey("officer.id"), primary_key=True),
    Column("box", Text, nullable=False, info={"sealed": "password.hash"}),
    Column("made_at", BigInteger, nullable=False),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", Text, primary_key=True),  # blind: no address and no NRP of anybody stands here
    Column("empty_at", BigInteger, nullable=False),  # when its failures will all be forgotten
    Column("closed_until", BigInteger, nullable=False, index=True),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("digest", Text, ForeignKey("session.digest"), primary_key=True),
    Column("door", Text, nullable=False),
    Column("method", Text, nullable=False),  # "passkey" or "password"
    Column("agent", Text, nullable=False),  # what the browser calls itself: a stranger's text
)
