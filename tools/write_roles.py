"""Writes the matrix of docs/roles.md from ``people/roles.py``, so that the page cannot grow old."""

from __future__ import annotations

from pathlib import Path

from siharat.people.roles import RIGHTS, ROLES
from siharat.web.command.role_words import NAMES, PROVINCIAL

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"
BEGIN, END = "<!-- written by tools/write_roles.py -->\n", "<!-- written until here -->\n"


def page() -> str:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + matrix() + END + rest.partition(END)[2]


def matrix() -> str:
    lines = ["| right | " + " | ".join(f"`{role}`" for role in ROLES) + " |", "|---|" + ":-:|" * len(ROLES)]
    lines += [f"| `{right}`: {means} | " + " | ".join("yes" if right in may else "–" for may in ROLES.values()) + " |"
              for right, means in RIGHTS.items()]
    lines += ["", "| in the code | on the screen | at the station that has all others below it |", "|---|---|---|"]
    lines += [f"| `{role}` | {NAMES[role]} | {PROVINCIAL.get(role, NAMES[role])} |" for role in ROLES]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.name}.")
