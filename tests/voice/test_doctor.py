"""``siharat doctor`` finds out whether a phone would ring now."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from siharat.kernel.clock import VirtualClock
from siharat.ring.budget import Budget
from siharat.ring.channels import Examines
from siharat.ring.channels.voice import DialPlan, Voice
from tests.voice.conftest import needs_telephones, settings


@contextmanager
def registrar(status: str) -> Iterator[int]:
    """Answers every REGISTER with this."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))

        def answer() -> None:
            while (came := door.recvfrom(4_096))[0] != b"enough":
                asked = came[0].decode()
                kept = re.findall(r"^(?:Via|From|To|Call-ID|CSeq|Contact): .*$", asked, re.MULTILINE)
                door.sendto(f"SIP/2.0 {status}\r\n".encode() + "".join(f"{line.strip()}\r\n" for line in kept).encode()
                            + b"Content-Length: 0\r\n\r\n", came[1])

        answering = threading.Thread(target=answer)
        answering.start()
        try:
            yield door.getsockname()[1]
        finally:
            door.sendto(b"enough", door.getsockname())
            answering.join()


def examined(tmp_path, port, **more):
    voice = Voice(tmp_path, settings(port, **{"user": "polres", "password": "kunci-rahasia", **more}), DialPlan(),
                  Budget(tmp_path / "spent", 2, VirtualClock(), "Asia/Makassar"))
    assert isinstance(voice, Examines)
    found = list(voice.examine(offline=False))
    assert "kunci-rahasia" not in repr(found)
    return {each.part: each for each in found}


@needs_telephones
@pytest.mark.parametrize(("status", "state", "advice"), [
    ("200 OK", "ok", ""), ("403 Forbidden", "no", "SIHARAT_VOICE_PASSWORD"), ("503 Busy", "no", "SIHARAT_VOICE_TRUNK")])
def test_the_trunk_says_whether_it_knows_us(tmp_path, status, state, advice):
    with registrar(status) as port:
        trunk = examined(tmp_path, port)["trunk"]
    assert trunk.state == state, trunk
    assert advice in trunk.advice


@needs_telephones
def test_a_trunk_that_knows_us_by_our_address_is_not_asked(tmp_path):
    found = examined(tmp_path, 5060, user="", password="")
    assert [each.state for each in found.values()] == ["ok", "ok", "look"]


def test_what_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = examined(tmp_path, 5060)
    assert [each.advice for each in found.values()] == ["", "apt install espeak-ng", "apt install baresip-core"]


def test_what_the_day_has_cost_is_said(tmp_path):
    voice = Voice(tmp_path, settings(5060), DialPlan(), Budget(tmp_path / "spent", 1, VirtualClock(), "Asia/Makassar"))
    assert next(iter(voice.examine(offline=True))).state == "ok"
    voice.budget.spend()
    assert "SIHARAT_VOICE_PER_DAY" in next(iter(voice.examine(offline=True))).advice
