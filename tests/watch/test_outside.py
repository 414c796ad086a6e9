"""The roads outside: real requests to a neighbour on this machine, who redirects, refuses and hangs."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from siharat.kernel import Problem
from siharat.ring.channels import Delivery
from siharat.watch import outside
from siharat.watch.outside import Addresses, Outside, read_addresses, read_devices
from siharat.watch.rules import Finding


class Neighbour(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked.append((self.command, self.path, body))  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/elsewhere" else 500 if self.path == "/no" else 200)
        if self.path == "/elsewhere":
            self.send_header("location", "/secret")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def neighbour() -> Iterator[Any]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Neighbour)
    server.asked = []  # type: ignore[attr-defined]
    server.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Sms:
    kind = "sms"

    def __init__(self, state: str = "sent") -> None:
        self.state = state
        self.said: list[tuple[str, str]] = []

    async def send(self, messages: Any, report: Any) -> None:
        if self.state == "breaks":
            raise OSError("no modem")
        for each in messages:
            self.said.append((each.address, json.loads(each.body)["why"]))
            report(Delivery(each.ring_id, self.state, ""))  # type: ignore[arg-type]


def tell(addresses: Addresses, *channels: Any, found: Any = ()) -> None:
    asyncio.run(Outside(addresses, channels).tell("NOT WELL", found))


def test_a_webhook_and_every_phone_are_told(neighbour):
    sms = Sms()
    tell(Addresses("", f"{neighbour.url}/hook", (("sms", "+62811"), ("sms", "+62812"))), sms)
    assert [(method, path, json.loads(body)) for method, path, body in neighbour.asked] == [
        ("POST", "/hook", {"text": "NOT WELL"})]
    assert sms.said == [("+62811", "NOT WELL"), ("+62812", "NOT WELL")]


def test_no_redirect_is_followed(neighbour):
    asyncio.run(Outside(Addresses(f"{neighbour.url}/elsewhere"), ()).ping())
    assert [path for _, path, _ in neighbour.asked] == ["/elsewhere"]


def test_the_road_that_failed_is_left_out(neighbour):
    sms = Sms()
    tell(Addresses("", f"{neighbour.url}/hook", (("sms", "+62811"),)), sms, found=[Finding("channel", "sms")])
    assert (len(neighbour.asked), sms.said) == (1, [])


def test_one_road_that_breaks_keeps_nobody_from_another(neighbour):
    tell(Addresses("", f"{neighbour.url}/hook", (("sms", "+62811"), ("voice", "+62812"))), Sms("breaks"))
    assert len(neighbour.asked) == 1


@pytest.mark.parametrize("hook", ["/no", "/elsewhere", ""])
def test_that_nobody_was_reached_is_in_the_log(neighbour, hook, monkeypatch):
    said = []
    monkeypatch.setattr(outside.events, "error", lambda event, **more: said.append(event))
    tell(Addresses("", f"{neighbour.url}{hook}" if hook else "http://127.0.0.1:1/"))
    assert said[-1] == "nobody outside could be told"


@pytest.mark.parametrize(("heartbeat", "webhook", "phones", "names"), [
    ("ftp://a/b", "", "", "audit_heartbeat"), ("", "just a word", "", "audit_webhook"),
    ("", "", "+62811", "audit_phones"), ("", "", "sms=", "audit_phones")])
def test_a_setting_that_cannot_be_used_is_named(heartbeat, webhook, phones, names):
    with pytest.raises(Problem) as refused:
        read_addresses(heartbeat, webhook, phones)
    assert names in refused.value.detail


def test_devices_as_they_are_spelled():
    assert read_devices("x", "sms=+62811  ntfy=siharat-abc=") == (("sms", "+62811"), ("ntfy", "siharat-abc="))
