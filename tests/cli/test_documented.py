"""The page of the commands names each of them, with each of its options."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from siharat.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), [*commands(main, "siharat")])
def test_is_on_the_page(path: str, command: click.Command) -> None:
    row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{path}")), None)
    assert row, f"{path} is missing"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.opts[0] in row, f"{path} {option.opts[0]} is missing"
    assert command.help, f"{path} has no words for --help"
