"""The commands that write, each by its name. Their arguments are checked on whichever road they come."""

from __future__ import annotations

from typing import Any

import msgspec

from siharat.admin.commands import drill, exchange, history, keys, officer, roster, station
from siharat.admin.commands.command import Command
from siharat.db import Tx
from siharat.kernel import Problem


class Nothing(msgspec.Struct):
    pass


def ping(tx: Tx, args: Nothing) -> str:
    """Is anybody there, and can it write?"""
    return "ok"


COMMANDS: dict[str, Command] = {
    **station.COMMANDS, **officer.COMMANDS, **keys.COMMANDS, **roster.COMMANDS, **drill.COMMANDS, **exchange.COMMANDS,
    **history.COMMANDS, "ping": Command(Nothing, ping),
}


def run(tx: Tx, name: str, arguments: Any) -> Any:
    """Runs a command with arguments as JSON brings them. The answer is fit for JSON too."""
    command = COMMANDS.get(name)
    if command is None:
        raise Problem(404, "no_command", f"The server does not know the command {name!r}: it runs another "
                      "version of the program. Restart it.")
    try:
        checked = command.read(arguments)
    except msgspec.ValidationError as error:
        raise Problem(422, "invalid", f"{name}: {error}") from error
    return command.run(tx, checked)
