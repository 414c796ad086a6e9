"""What the auditor asks of a server: its verdict taken down, synthetic alarms begun and heard, channels tried."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler

from siharat.db import Tx
from siharat.kernel.errors import invalid, not_found
from siharat.watch import actions, store
from siharat.watch.rules import Finding
from siharat.web.api.asking import Asked, services_of
from siharat.web.api.door import is_auditor
from siharat.web.services import Services

MOST_TROUBLES = 1_000


class Verdict(msgspec.Struct):
    troubles: list[tuple[str, str, int]]
    """Code, about what, since when (ms)."""


class Asks(msgspec.Struct):
    station: str
    number: int = 0


_VERDICT, _ASKS, _FINDING = (msgspec.json.Decoder(kind) for kind in (Verdict, Asks, Finding))

def _auditors(request: Asked) -> Services:
    """To everybody else there is nothing here."""
    services = services_of(request)
    if not is_auditor(services.keys, request.headers.get("authorization", "").removeprefix("Bearer ")):
        raise not_found("page")
    return services


async def _body(request: Asked, document: msgspec.json.Decoder[Any]) -> Any:
    try:
        return document.decode(await request.body())
    except msgspec.DecodeError as error:
        raise invalid("body", str(error)) from error


@post("/-/watch/verdict", status_code=204, include_in_schema=False)
async def verdict(request: Asked) -> None:
    services = _auditors(request)
    said: Verdict = await _body(request, _VERDICT)
    found = {msgspec.convert({"code": code, "about": about}, Finding): since
             for code, about, since in said.troubles[:MOST_TROUBLES]}
    await services.db.write(_take_down, found)


def _take_down(tx: Tx, found: dict[Finding, int]) -> None:
    store.set_troubles(tx, found)
    store.beat(tx, "auditor", {"auditor": tx.now})


@post("/-/watch/probes", status_code=200, include_in_schema=False)
async def probe(request: Asked) -> dict[str, int]:
    services = _auditors(request)
    said: Asks = await _body(request, _ASKS)
    return {"number": await actions.probe(services.db, said.station)}


@post("/-/watch/receipts", status_code=204, include_in_schema=False)
async def heard(request: Asked) -> None:
    services = _auditors(request)
    said: Asks = await _body(request, _ASKS)
    await services.db.write(store.heard, said.station, said.number)


@post("/-/watch/channels", status_code=204, include_in_schema=False)
async def try_channels(request: Asked) -> None:
    services = _auditors(request)
    await actions.try_channels(services.db, services.channels, services.settings.test_devices)


def watch_routes() -> list[HTTPRouteHandler]:
    return [verdict, probe, heard, try_channels]
