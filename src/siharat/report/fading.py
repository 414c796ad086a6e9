"""A report fades when its purpose is reached: half a year after it was closed, all of it is erased, photos too. So
does a patrol task."""

from __future__ import annotations

from sqlalchemy import text

from siharat.db import Tx, wakeup
from siharat.kernel.clock import DAY
from siharat.report import store, tally

REPORT_FADES = "report_fades"
TASK_FADES = "task_fades"
AFTER = 180 * DAY
LOOKED_AT_AGAIN = 30 * DAY
"""Of one that is held for a case."""
ERASE_TASK = text("DELETE FROM patrol_task WHERE id = :id")


def fades(tx: Tx, report: str) -> None:
    """It is closed."""
    wakeup.plan(tx, _key(report), REPORT_FADES, tx.now + AFTER)


def stays(tx: Tx, report: str) -> None:
    """It was opened again."""
    wakeup.drop(tx, _key(report), REPORT_FADES)


def faded(tx: Tx, key: str) -> None:
    """Due. One that is held, or open after all, is looked at again."""
    report = wakeup.key_of("report", key)
    row = store.find(tx, report)
    if row is None:
        return
    if row.held_at is not None or row.status != "closed":
        wakeup.plan(tx, key, REPORT_FADES, tx.now + LOOKED_AT_AGAIN)
        return
    tally.leave(tx, report)
    store.erase(tx, report)


def task_fades(tx: Tx, task: str) -> None:
    """It is done, or dropped."""
    wakeup.plan(tx, wakeup.key("task", task), TASK_FADES, tx.now + AFTER)


def task_faded(tx: Tx, key: str) -> None:
    tx.run(ERASE_TASK, id=wakeup.key_of("task", key))


def _key(report: str) -> str:
    return wakeup.key("report", report)
