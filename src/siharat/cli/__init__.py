"""What a person types. One file for each group of commands; each is loaded only when it is called.

Every error a person can cause says what, where and what to do, on standard error, with exit code 2.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from siharat.kernel import Problem
from siharat.serve.speech import speak_on_stderr

COMMANDS = {
    "init": "siharat.cli.init:init",
    "serve": "siharat.cli.serve:serve",
    "audit": "siharat.cli.audit:audit",
    "demo": "siharat.cli.demo:demo",
    "station": "siharat.cli.station:station",
    "officer": "siharat.cli.officer:officer",
    "roster": "siharat.cli.duty:roster",
    "token": "siharat.cli.token:token",
    "keys": "siharat.cli.keys:keys",
    "log": "siharat.cli.log:log",
    "drill": "siharat.cli.drill:drill",
    "source": "siharat.cli.source:source",
    "webhook": "siharat.cli.webhook:webhook",
    "incident": "siharat.cli.incident:incident",
    "evaluate": "siharat.cli.evaluate:evaluate",
    "simulate": "siharat.cli.simulate:simulate",
    "doctor": "siharat.cli.doctor:doctor",
}
"""Each command and where it lives, in the order of a first day."""


class Mistake(click.ClickException):
    """A ``Problem`` on its way to the terminal."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"siharat: {self.message}", file=file or sys.stderr)


class Siharat(click.Group):
    """Knows its commands by name, and turns what goes wrong into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        return in_words(lambda: super(Siharat, self).invoke(ctx))


def in_words(work: Callable[[], Any]) -> Any:
    """Runs it; a ``Problem`` becomes a sentence, and so does a mistake of ours unless SIHARAT_DEBUG asks
    for the whole of it."""
    speak_on_stderr()
    mask = os.umask(0o077)  # what the program makes is its owner's alone
    try:
        return work()
    except Problem as problem:
        raise Mistake(problem.detail) from problem
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("SIHARAT_DEBUG"):
            raise
        raise Mistake(f"This should not happen, and is a mistake of the program: {type(error).__name__}: "
                      f"{error}. Call it again with SIHARAT_DEBUG=1 and report what it prints.") from error
    finally:
        os.umask(mask)


@click.group(cls=Siharat, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="siharat", message="%(version)s")
def main() -> None:
    """One press rings every phone of the police station, until one officer calls back.

    \b
    A first day:  init, station add, officer import, serve, doctor.
    To look at it:  demo.

    Settings are SIHARAT_* variables, or a TOML file that SIHARAT_CONFIG names.
    """
