"""How each channel did lately: what the desk must know before it trusts one.

A channel fails when of all that it was given at once nothing went out. One dead phone among many is a matter of
readiness, and shown there; here it would cry wolf with every alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from siharat.db import Tx
from siharat.ring.channels import Delivery

WORKED = text("""INSERT INTO channel_health (kind, ok_at) VALUES (:kind, :now)
    ON CONFLICT (kind) DO UPDATE SET ok_at = :now, failing_since = NULL, error = NULL""")
FAILED = text("""INSERT INTO channel_health (kind, failed_at, failing_since, error) VALUES (:kind, :now, :now, :error)
    ON CONFLICT (kind) DO UPDATE SET failed_at = :now, error = :error,
    failing_since = coalesce(channel_health.failing_since, :now)""")
EVERY = text("SELECT * FROM channel_health ORDER BY kind")


def note(tx: Tx, kind: str, settled: Sequence[Delivery]) -> None:
    """After each sending. ``gone`` is an answer too: whoever gave it works."""
    failed = [each for each in settled if each.state == "failed"]
    if len(failed) < len(settled):
        tx.run(WORKED, kind=kind, now=tx.now)
    elif failed:
        tx.run(FAILED, kind=kind, now=tx.now, error=failed[-1].detail[:200])


def every(tx: Tx) -> list[Any]:
    """A row for each channel that was ever given something."""
    return tx.all(EVERY)


def failing(tx: Tx) -> list[Any]:
    return [row for row in every(tx) if row.failing_since is not None]
