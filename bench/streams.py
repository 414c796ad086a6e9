"""From the press to the last of all open streams."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench import scene as scenes
from bench import servers, tape
from bench.measure import Bench, Row, workshop
from bench.presses import exchange
from bench.programs import Missing, Phones, write_records
from bench.scene import Scene, request

SETTLED_MS = 400
"""Nothing has come on any stream for so long: the alarm, its rings and its end are over."""


def to_1500(bench: Bench) -> None:
    peers = {"C program": (1.6, 1.3), "Mosquitto, QoS 1": (1.0, 0.8), "sse-starlette": (0.4, 0.3)}
    _fan_out(bench, 1_500, peers)


def to_10000(bench: Bench) -> None:
    _fan_out(bench, 2_000 if bench.quick else 10_000, {"C program": (1.8, 1.4), "Mosquitto, QoS 1": (0.6, 0.45)})


def _fan_out(bench: Bench, phones: int, peers: dict[str, tuple[float, float]]) -> None:
    """All servers stand at once, each with all its streams open; they are pressed in turn."""
    presses = bench.runs + 1
    with workshop() as folder, ExitStack() as stack:
        bench.step(f"Opening {phones:,} streams at ours and at each peer")
        scene = scenes.settle(folder / "scene", phones, presses)
        said = Said(scene, folder, presses)
        ours = stack.enter_context(open_product(scene, folder, presses))
        found = {"C program": lambda: c_program(said), "Mosquitto, QoS 1": lambda: mosquitto(said),
                 "sse-starlette": lambda: sse_helper(said)}
        contestants: list[Callable[[], Any]] = [ours.press]
        names = []
        for name in peers:
            try:
                contestants.append(stack.enter_context(found[name]()).press)
                names.append(name)
            except Missing as missing:
                bench.left_out.append(f"{phones:,} streams beside {name}: {missing}")

        mine, *theirs = bench.alternated(f"Press to the last of {phones:,} streams",
                                         *contestants)
        memory = ours.server.memory_mb()
    for name, runs in zip(names, theirs, strict=True):
        must, first = peers[name]
        bench.compared(f"press to the last of {phones:,} streams", name, [run["last_ms"] for run in mine],
                       [run["last_ms"] for run in runs], "ms", must, first, "less",
                       answered_ms=round(median(run["answered_ms"] for run in mine), 2),
                       cpu_us_per_phone=round(median(run["cpu_ms"] * 1e3 / phones for run in mine), 2),
                       memory_mb=round(memory))
    if phones == 10_000:
        bench.rows.append(Row("memory with 10,000 streams", "", memory, None, "MB", memory, 1_000, 500, "less"))


class Said:
    """The bytes that ours says to its phones, so that the peers say as much."""

    def __init__(self, scene: Scene, folder: Path, presses: int) -> None:
        self.scene, self.folder, self.presses = scene, folder, presses
        self.phones = len(scene.officers)
        self.data = json.dumps({
            "incident": {"id": "0" * 36, "code": "SHR-ABCDEF", "status": "ringing", "station": {"code": "63.72"}},
            "mode": "loud", "location": {"lat": -3.516967, "lon": 114.829817, "accuracy_m": 8,
                                         "at": "2026-11-23T13:14:05.120Z"},
            "locality": "Kelurahan Guntung Manggis", "raised_at": "2026-11-23T13:14:05.120Z", "wave": 1,
            "phones": self.phones}, separators=(",", ":"))
        ring = json.dumps({"incident": {"id": "0" * 36}, "ring_id": "1234567", "receipt_key": "0" * 22},
                          separators=(",", ":"))
        self.alarm = _chunk(f"id: 1800000000000000\nevent: alarm\ndata: {self.data}\n\n")
        self.ring = _chunk(f"event: ring\ndata: {ring}\n\n")


def _chunk(text: str) -> bytes:
    return b"%x\r\n%b\r\n" % (len(text.encode()), text.encode())


class Station:
    """A server, its open streams, and how to press there once and let it come to rest."""

    def __init__(self, server: servers.Server, phones: Phones, after: Callable[[dict[str, Any]], None]) -> None:
        self.server = server
        self._phones = phones
        self._after = after

    def press(self) -> dict[str, Any]:
        self._phones.wait_until_quiet(SETTLED_MS)
        before = self.server.cpu_s()
        found = self._phones.press()
        found["cpu_ms"] = (self.server.cpu_s() - before) * 1e3
        self._phones.wait_until_quiet(SETTLED_MS)
        self._after(found)
        self._phones.wait_until_quiet(SETTLED_MS)
        return found


@contextmanager
def standing(server: Any, kind: str, streams: Path, presses: Path,
             after: Callable[[int, dict[str, Any]], None] = lambda port, found: None) -> Iterator[Station]:
    with server as running:
        phones = Phones(kind, running.port, streams, presses)
        try:
            yield Station(running, phones, lambda found: after(running.port, found))
        finally:
            phones.close()


def open_product(scene: Scene, folder: Path, presses: int, name: str = "ours") -> Any:
    """The whole product, every officer's page open. Each incident is closed before the next press."""
    settings = scene.copy(folder / name)
    streams = write_records(folder / f"{name}-streams", _hellos(scene))
    asked = write_records(folder / f"{name}-presses", [scenes.press_request(scene, n) for n in range(presses)])

    def close(port: int, found: dict[str, Any]) -> None:
        incident = found["answer"]["incident"]["id"]
        exchange(port, request("POST", f"/api/v1/incidents/{incident}/close", scene.officers[0],
                               {"disposition": "test"}))

    return standing(servers.product(settings), "sse", streams, asked, close)


def _hellos(scene: Scene) -> list[bytes]:
    return [request("GET", "/api/v1/stream", token) for token in scene.officers]


def c_program(said: Said) -> Any:
    recorder, played = tape.presses(said.scene, said.folder / "recording", said.presses)
    opening = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    answer = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
    written = tape.write(said.folder / "tape", recorder, played, answer=answer, opening=opening, alarm=said.alarm,
                         ring=said.ring)
    database = said.scene.copy(said.folder / "c").folder / "siharat.db"
    return standing(servers.station(database, written), "sse",
                    write_records(said.folder / "c-streams", _hellos(said.scene)),
                    write_records(said.folder / "c-presses",
                                  [scenes.press_request(said.scene, n) for n in range(said.presses)]))


def sse_helper(said: Said) -> Any:
    event = said.folder / "event.json"
    event.write_text(said.data)
    return standing(servers.python_peer("sse_helper", event), "sse",
                    write_records(said.folder / "helper-streams", _hellos(said.scene)),
                    write_records(said.folder / "helper-presses",
                                  [scenes.press_request(said.scene, n) for n in range(said.presses)]))


def mosquitto(said: Said) -> Any:
    """MQTT 3.1.1 by hand: every phone subscribes with QoS 1, the press is a publication with QoS 1."""
    hellos = [_connect(f"phone{number}") + _packet(0x82, b"\0\1" + _text("alarm") + b"\1")
              for number in range(said.phones)]
    published = [_packet(0x32, _text("alarm") + (number + 1).to_bytes(2, "big") + said.data.encode())
                 for number in range(said.presses)]
    return standing(servers.mosquitto(), "mqtt", write_records(said.folder / "mqtt-streams", hellos),
                    write_records(said.folder / "mqtt-presses", [_connect("desk"), *published]))


def _connect(name: str) -> bytes:
    return _packet(0x10, _text("MQTT") + b"\4\2\0\0" + _text(name))


def _text(text: str) -> bytes:
    return len(text).to_bytes(2, "big") + text.encode()


def _packet(kind: int, body: bytes) -> bytes:
    length, rest = bytearray(), len(body)
    while True:
        rest, digit = rest >> 7, rest & 127
        length.append(digit | (128 if rest else 0))
        if not rest:
            return bytes([kind]) + bytes(length) + body
