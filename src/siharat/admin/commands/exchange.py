"""Other systems: who is told (a webhook), and who may press (a source)."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, Short, must_stand
from siharat.db import Tx
from siharat.exchange import actions as exchange
from siharat.exchange import sources
from siharat.exchange.rules import LONGEST_URL


class AddWebhook(msgspec.Struct):
    station: Code
    name: Short
    url: Annotated[str, Meta(max_length=LONGEST_URL)]
    kinds: Annotated[list[Short], Meta(min_length=1, max_length=40)]


class OfWebhook(msgspec.Struct):
    webhook: Annotated[str, Meta(max_length=40)]


class AddSource(msgspec.Struct):
    station: Code
    name: Short


class OfSource(msgspec.Struct):
    source: Annotated[str, Meta(max_length=40)]


def add_webhook(tx: Tx, args: AddWebhook) -> dict[str, str]:
    must_stand(tx, args.station)
    webhook, secret = exchange.add(tx, args.station, args.name, args.url, args.kinds, None)
    return {"id": webhook, "secret": secret}


def end_webhook(tx: Tx, args: OfWebhook) -> None:
    exchange.end(tx, args.webhook, "switched_off")


def test_webhook(tx: Tx, args: OfWebhook) -> None:
    exchange.send_test(tx, args.webhook)


def add_source(tx: Tx, args: AddSource) -> dict[str, str]:
    must_stand(tx, args.station)
    source, secret = sources.add(tx, args.station, args.name, None)
    return {"id": source, "secret": secret}


def end_source(tx: Tx, args: OfSource) -> None:
    sources.end(tx, args.source)


COMMANDS = {
    "source add": Command(AddSource, add_source),
    "source off": Command(OfSource, end_source),
    "webhook add": Command(AddWebhook, add_webhook),
    "webhook off": Command(OfWebhook, end_webhook),
    "webhook test": Command(OfWebhook, test_webhook),
}
