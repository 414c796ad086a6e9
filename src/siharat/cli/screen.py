"""What is printed: tables on standard output, progress on standard error and only when it takes long."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from siharat.settings import Settings, load

SLOW_S = 1.0
WIDTH_IN_A_PIPE = 200


def settings() -> Settings:
    return load(os.environ)


def out() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = WIDTH_IN_A_PIPE
    return console


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Names come from strangers: they are printed as text, never as markup."""
    grid = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*(Text("–" if cell is None else str(cell), overflow="fold") for cell in row))
    out().print(grid)


class Steps:
    """How far a long piece of work is."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def at(self, done: int, total: int | None) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def now(self, what: str) -> None:
        self._progress.update(self._task, description=what, total=None)


@contextmanager
def progress(what: str) -> Iterator[Steps]:
    """A bar that shows itself after a second."""
    console = Console(stderr=True)
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}"),
                   TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal)
    shown = Timer(SLOW_S, bar.start)
    shown.daemon = True
    shown.start()
    try:
        yield Steps(bar, what)
    finally:
        shown.cancel()
        shown.join()
        if bar.live.is_started:
            bar.stop()
