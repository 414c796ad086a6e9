"""What a desk may do with a report, and an officer with a task: one table for the API and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from siharat.db import Tx
from siharat.kernel.errors import not_found
from siharat.people.access import OfficerCaller
from siharat.report import desk, tasks

Said: TypeAlias = Mapping[str, str]
Deed: TypeAlias = Callable[[Tx, OfficerCaller, str, Said], Any]

OF_REPORT: dict[str, Deed] = {
    "answer": lambda tx, caller, report, said: desk.answer(tx, caller, report, said.get("text")),
    "sort": lambda tx, caller, report, said: desk.sort(tx, caller, report, said.get("category")),
    "join": lambda tx, caller, report, said: desk.join(tx, caller, report, said.get("other", "")),
    "part": lambda tx, caller, report, said: desk.part(tx, caller, report),
    "move": lambda tx, caller, report, said: desk.move(tx, caller, report, said.get("station", "")),
    "refer": lambda tx, caller, report, said: desk.refer(tx, caller, report, said.get("service"), said.get("number")),
    "task": lambda tx, caller, report, said: {"task": tasks.make(tx, caller, report, said)},
    "raise": lambda tx, caller, report, said: desk.cannot_wait(tx, caller, report, said.get("note")),
    "close": lambda tx, caller, report, said: desk.close(tx, caller, report, said.get("ending"), said.get("text")),
    "hold": lambda tx, caller, report, said: desk.hold(tx, caller, report, said.get("reason")),
    "let-go": lambda tx, caller, report, said: desk.let_go(tx, caller, report),
    "identity": lambda tx, caller, report, said: desk.identity(tx, caller, report, said.get("reason")),
}
OF_TASK: dict[str, Deed] = {
    "take": lambda tx, caller, task, said: tasks.take(tx, caller, task),
    "give-back": lambda tx, caller, task, said: tasks.give_back(tx, caller, task),
    "finish": lambda tx, caller, task, said: tasks.finish(tx, caller, task, said.get("outcome"), said.get("note")),
    "drop": lambda tx, caller, task, said: tasks.drop(tx, caller, task),
}


def deed(known: dict[str, Deed], name: str) -> Deed:
    """``Problem`` 404 for what nobody does."""
    if name not in known:
        raise not_found("deed")
    return known[name]


def do(tx: Tx, caller: OfficerCaller, work: Deed, which: str, said: Said) -> Any:
    return work(tx, caller, which, said)
