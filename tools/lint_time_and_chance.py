"""One clock, one source of chance: outside ``siharat.kernel`` nothing asks the machine for either.

The real code runs under virtual time and a failure replays from its seed only as long as this holds; one
forgotten ``time.time()`` and a simulated year silently mixes with today. Found are uses, not only calls
(``default=uuid4`` is the same leak), through every spelling of an import, and the clock and dice of the
database in ``text("…")``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CLOCK = "take the time from the Clock handed in (clock.now(), in a unit of work tx.now)"
CHANCE = "take ids and chance from the Identity handed in (uuid7(), token(), code(), bytes(), below())"

FORBIDDEN = {
    **dict.fromkeys(("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
                     "datetime.date.today"), CLOCK),
    **dict.fromkeys(("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter",
                     "time.perf_counter_ns", "time.localtime", "time.gmtime", "time.ctime"), CLOCK),
    **dict.fromkeys(("uuid.uuid1", "uuid.uuid4", "uuid.uuid6", "uuid.uuid7"), CHANCE),
    **dict.fromkeys(("os.urandom", "os.getrandom"), CHANCE),
    "secrets.compare_digest": "use hmac.compare_digest, which is the same function",
    "sqlalchemy.func.now": CLOCK,
    "sqlalchemy.func.random": CHANCE,
}
"""What may not be named, and what to do instead."""

FORBIDDEN_WHOLE = ("random.", "secrets.", "numpy.random.")
"""Modules of which nothing may be named."""

SQL_CLOCK_OR_DICE = re.compile(
    r"\b(current_timestamp|current_time|current_date|localtimestamp"
    r"|(?:now|clock_timestamp|statement_timestamp|julianday|unixepoch|random|randomblob|gen_random_uuid)\s*\()",
    re.IGNORECASE,
)


class Finding(NamedTuple):
    line: int
    name: str
    advice: str


def findings(source: str) -> list[Finding]:
    """Every use of the machine's clock or chance in a piece of Python, in the order of its lines."""
    tree = ast.parse(source)
    return sorted({*uses(tree, imported_names(tree)), *sql_uses(tree)})


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: ``from time import time as t`` gives ``{"t": "time.time"}``."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.partition(".")[0]
                names[alias.asname or head] = alias.name if alias.asname else head
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def uses(tree: ast.Module, names: dict[str, str]) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            path = resolved(node, names) or ""
            advice = FORBIDDEN.get(path) or (CHANCE if path.startswith(FORBIDDEN_WHOLE) else None)
            if advice:
                yield Finding(node.lineno, path, advice)


def resolved(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full dotted path of a name, or ``None`` when it begins with something that was not imported."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = resolved(node.value, names)
        return owner and f"{owner}.{node.attr}"
    return None


def sql_uses(tree: ast.Module) -> Iterator[Finding]:
    """The database has a clock too. Its time is a second one, and stands still under nobody's test."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) == "text":
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    for match in SQL_CLOCK_OR_DICE.finditer(part.value):
                        line = part.lineno + part.value.count("\n", 0, match.start())
                        yield Finding(line, f"SQL {match[0]}", "hand the time or the id in as a :parameter")


def called_name(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None


def files(source: Path) -> list[Path]:
    """Everything in the package except the kernel, which is where clock and chance are made."""
    return [path for path in sorted(source.rglob("*.py")) if path.relative_to(source).parts[0] != "kernel"]


def main(source: Path = Path("src/siharat")) -> int:
    checked = files(source)
    count = 0
    for path in checked:
        for finding in findings(path.read_text()):
            count += 1
            print(f"{path}:{finding.line}: {finding.name}: {finding.advice}")
    if not checked:
        print(f"{source}: there is nothing to check here; run it from the root of the project")
        return 2
    print(f"One clock: {count} uses of the machine's time or chance in {len(checked)} files.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
