"""Whom to send: by road where a routing service says so, by distance where it does not, and never late."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from siharat.kernel.clock import VirtualClock
from siharat.kernel.place import Place
from siharat.web import routing
from siharat.web.command.hands import by_road, in_order
from siharat.web.command.views import Hand
from siharat.web.routing import LEFT_ALONE, Routing

THERE = Place(-3.44, 114.83)
NEAR, FAR = Place(-3.441, 114.831), Place(-3.50, 114.90)


@pytest.fixture
def service():
    """An OSRM server that says what the test tells it to, and remembers what it was asked."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            status, body = server.says
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.says = [], (200, b"")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def durations(*rows):
    return 200, json.dumps({"code": "Ok", "durations": [[row] for row in rows]}).encode()


@pytest.fixture
def clock():
    return VirtualClock(1_000_000)


@pytest.fixture
def roads(service, clock):
    return Routing(f"http://127.0.0.1:{service.server_port}/", clock)


def test_who_is_there_first_by_road_stands_first(service, roads):
    service.says = durations(900, 240, None)
    free = [Hand("a", "A", metres=150, place=NEAR), Hand("b", "B", metres=10_000, place=FAR),
            Hand("c", "C", metres=12_000, place=FAR), Hand("d", "D")]
    found = asyncio.run(by_road(roads, THERE, free))
    assert [(hand.id, hand.seconds) for hand in found] == [("b", 240), ("a", 900), ("c", None), ("d", None)]
    assert service.asked == ["/table/v1/driving/114.831000,-3.441000;114.900000,-3.500000;114.900000,-3.500000;"
                             "114.830000,-3.440000?sources=0;1;2&destinations=3"]


@pytest.mark.parametrize("says", [(500, b""), (200, b"<html>"), (200, b'{"durations": "x"}'), durations(1, 2),
                                  (200, b'{"durations": [[]]}'), (302, b""), (200, b"[" * 100_000)])
def test_a_service_that_answers_wrongly_is_left_alone_for_a_minute(service, roads, clock, says):
    service.says = says
    assert asyncio.run(roads.seconds([NEAR], THERE)) == [None]
    service.says = durations(60)
    assert asyncio.run(roads.seconds([NEAR], THERE)) == [None]
    assert len(service.asked) == 1
    clock.advance(LEFT_ALONE / 1_000)
    assert asyncio.run(roads.seconds([NEAR], THERE)) == [60]


def test_one_that_hangs_is_waited_for_no_longer_than_it_deserves(clock, monkeypatch):
    monkeypatch.setattr(routing, "PATIENCE_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_routing = Routing(f"http://127.0.0.1:{silent.getsockname()[1]}", clock)
        assert asyncio.run(silent_routing.seconds([NEAR], THERE)) == [None]


def test_without_a_service_nobody_is_asked_and_distance_decides(clock):
    free = [Hand("d", "D"), Hand("b", "B", metres=900, place=FAR), Hand("a", "A", metres=150, place=NEAR)]
    found = asyncio.run(by_road(Routing("", clock), THERE, free))
    assert [hand.id for hand in found] == ["a", "b", "d"]
    assert in_order(found) == found


@pytest.mark.parametrize("address", ["osrm", "ftp://127.0.0.1", "http://", "http://127.0.0.1?x=1"])
def test_an_address_that_is_none_is_refused(address, clock):
    with pytest.raises(ValueError, match="routing"):
        Routing(address, clock)
