"""Writes docs/life-of-an-alarm.md from the tables of ``story.py``, so that the page cannot grow old."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from siharat import story

PAGE = Path(__file__).parent.parent / "docs" / "life-of-an-alarm.md"

HEAD = """# The life of an alarm

Written by `tools/write_life.py` from the tables of [`story.py`](../src/siharat/story.py); change those, not this.

A press is parsed in `web/api/press.py`, decided upon in `alarm/actions.py`, and written with all that belongs
to it in one transaction. Only then is the phone answered. What happens next:

"""


def page() -> str:
    lines = [HEAD + "## In the same transaction\n", "| when | then |", "|---|---|"]
    for event, handlers in story.JOINS.items():
        lines += [f"| `{event.__name__}`: {about(event)} | {call(handler)} |" for handler in handlers]
    lines += ["\n## Once it is durable\n", "| when | then |", "|---|---|"]
    lines += [f"| `{event.__name__}`: {about(event)} | {call(handler)} |"
              for event, handler in story.FOLLOWS.items()]
    lines += ["\n## When a wake-up is due\n", "| wake-up | then |", "|---|---|"]
    lines += [f"| `{kind}` | {call(handler)} |" for kind, handler in story.DUE.items()]
    lines += ["\n## When an officer answers on the channel itself\n", "| said | then |", "|---|---|"]
    lines += [f"| `{said}` | {call(handler)} |" for said, handler in story.HEARD.items()]
    return "\n".join(lines) + "\n"


def about(thing: Any) -> str:
    """The first sentence of its docstring, on one line."""
    words = " ".join((inspect.getdoc(thing) or "").split())
    sentence = words.split(". ")[0].rstrip(".")
    return sentence.removeprefix("Event: ")


def call(handler: Callable[..., Any]) -> str:
    chapter = handler.__module__.removeprefix("siharat.").removesuffix(".actions")
    said = about(handler)
    return f"`{chapter}.{handler.__name__}`" + (f": {said}" if said else "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.name}.")
