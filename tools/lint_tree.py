"""What must not stand in the tree: script and style inside pages, holes in the CSP, addresses of a machine.

A page without inline code is what lets the Content-Security-Policy refuse every script a stranger smuggles
into a name or a note. A path or a registry of the machine something was made on works nowhere else.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGES = {".html", ".jinja", ".j2", ".svg"}
CODE = {".py", ".toml", *PAGES}


class Rule(NamedTuple):
    pattern: re.Pattern[str]
    advice: str


PAGE_RULES = (
    # A block of JSON is data: no browser runs it, and the policy does not govern it.
    Rule(re.compile(r"""<script(?![^>]*\bsrc\s*=)(?![^>]*\btype\s*=\s*["']application/json["'])""", re.I),
         "a script inside a page: move it to static/js"),
    Rule(re.compile(r"<style\b", re.I), "a style sheet inside a page: move it to static/css"),
    Rule(re.compile(r"<[^<>]*\sstyle\s*=", re.I), "a style attribute: give the element a class"),
    Rule(re.compile(r"<[^<>]*\son[a-z]+\s*=", re.I), "an on… handler: listen in a module of static/js"),
    Rule(re.compile(r"javascript:", re.I), "a javascript: address: make it a button with a listener"),
)
CSP_RULES = (
    Rule(re.compile(r"'unsafe-[a-z-]+'"), "a hole in the Content-Security-Policy: mend what needs it"),
)
# Spelt in pieces, so that this file does not hold what it looks for.
REGISTRIES = "|".join(("pypi" r"\.org", "pythonhosted" r"\.org", "npmjs" r"\.(?:org|com)", "deb" r"\.debian"))
TREE_RULES = (
    Rule(re.compile(r"(?<![\w.~$}-])/(?:home|root|Users|work)/[\w.]"),
         "a path of one machine: write it relative to the project"),
    Rule(re.compile(REGISTRIES),
         "the address of a package registry: the machine decides where packages come from"),
)


class Finding(NamedTuple):
    path: Path
    line: int
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.advice}"


def findings(path: Path, text: str) -> Iterator[Finding]:
    """Everything in one file that must not stand there."""
    for rule in rules_for(path):
        for match in rule.pattern.finditer(text):
            yield Finding(path, text.count("\n", 0, match.start()) + 1, rule.advice)


def rules_for(path: Path) -> tuple[Rule, ...]:
    in_product = path.parts[0] == "src"
    return (
        *(PAGE_RULES if in_product and path.suffix in PAGES else ()),
        *(CSP_RULES if in_product and path.suffix in CODE else ()),
        *TREE_RULES,
    )


def tree() -> list[Path]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, text=True, check=True)
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def readable(path: Path) -> str | None:
    """The text of a file, or ``None`` for pictures and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def main() -> int:
    found: list[Finding] = []
    paths = tree()
    for path in paths:
        text = readable(path)
        if text is not None:
            found.extend(findings(path, text))
    for finding in found:
        print(finding)
    print(f"Clean tree: {len(found)} things that must not stand in {len(paths)} files.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
