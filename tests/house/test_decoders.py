"""What msgspec reads is laid out while there is one thread.

msgspec (0.22) lays out a class when it is first decoded into, and keeps what it has of it while Python runs on. A
second thread that decodes into the same class meanwhile reads a null pointer, and the process is gone: at the first
press after a start, with the press. A ``Decoder`` made where its module is loaded lays the class out in time.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
ALONE = {"settings.py", "mapping.py"}
"""Read before there is a second thread, or by a command that has one only."""

MANY_AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
import msgspec
from siharat.incident import policy
document = policy.encode(policy.EscalationPolicy())
together = threading.Barrier(8)

def first():
    together.wait()
    policy.decode.__wrapped__(document)

threads = [threading.Thread(target=first) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def late(source: str) -> Iterator[int]:
    """Lines that decode into a class which no decoder of the same module has laid out."""
    tree = ast.parse(source)
    laid_out = " ".join(ast.unparse(node) for node in ast.walk(tree)
                        if isinstance(node, ast.Call | ast.GeneratorExp) and "json.Decoder(" in ast.unparse(node))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="decode"), keywords=[*_, ast.keyword(arg="type")]):
                yield node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Name("msgspec"), attr="convert"), args=[_, kind, *_]):
                if ast.unparse(kind).rpartition(".")[2] not in laid_out:
                    yield node.lineno


def test_nothing_is_laid_out_late():
    found = [f"{path.relative_to(SOURCE)}:{line}" for path in SOURCE.rglob("*.py") if path.name not in ALONE
             for line in late(path.read_text())]
    assert not found, "make a msgspec.json.Decoder of it where the module is loaded"


@pytest.mark.parametrize(("line", "found"), [
    ("msgspec.json.decode(body, type=Policy)", [2]),
    ("msgspec.convert(said, Policy)", [2]),
    ("DOCUMENT = msgspec.json.Decoder(Policy); msgspec.convert(said, Policy)", []),
])
def test_negative_control_a_late_one_is_found(line, found):
    assert list(late(f"import msgspec\n{line}")) == found


def test_the_first_ladder_may_be_read_by_eight_threads_at_once():
    together = subprocess.run([sys.executable, "-c", MANY_AT_ONCE], capture_output=True, text=True)
    assert together.returncode == 0, together.stderr
