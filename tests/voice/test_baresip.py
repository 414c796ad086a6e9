"""The child process: found, started, alone with us, and gone when we are."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from siharat.ring.channels.voice.baresip import Baresip
from siharat.ring.channels.voice.control import Gone, Refused
from siharat.ring.channels.voice.trunk import Trunk, hosts
from tests.voice.conftest import needs_telephones, station
from tests.voice.phones import free_port, number, until

pytestmark = needs_telephones


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_every_line_is_found_by_its_own_spelling_of_the_carriers_domain(tmp_path):
    async def story():
        trunk = Trunk("sip.example.id", number="0511123456", listen="127.0.0.1:0")
        running = await Baresip.start(tmp_path, trunk, lambda said: None, 0.05)
        try:
            names = [name for _, name in zip(range(40), hosts(trunk.host), strict=False)]
            for at, name in enumerate(names):
                await running.control.ask(f"uanew {trunk.line(name, at)}")
            for name in reversed(names):
                address = f"sip:{trunk.number}@{name}"
                assert await running.control.ask(f"uafind {address}") == f"ua: {address}\n"
            with pytest.raises(Refused):
                await running.control.ask("uafind sip:nobody@sip.example.id")
        finally:
            await running.stop()
        assert not alive(running.pid)
        with pytest.raises(Gone):
            await running.control.ask("about")

    asyncio.run(story())


SERVER = """
import asyncio, sys
from pathlib import Path
from siharat.ring.channels.voice.baresip import Baresip
from siharat.ring.channels.voice.trunk import Trunk

async def serve():
    running = await Baresip.start(Path(sys.argv[1]), Trunk("127.0.0.1", listen="127.0.0.1:0"), print, 1)
    print(running.pid, flush=True)
    await running.over.wait()

asyncio.run(serve())
"""


def test_when_the_server_is_killed_nobody_is_left_who_phones(tmp_path):
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with server:
        pid = int(server.stdout.readline())
        assert alive(pid)
        os.kill(server.pid, signal.SIGKILL)
    asyncio.run(until(lambda: not alive(pid), within=3))


INVITE = """INVITE sip:siharat@127.0.0.1:{port} SIP/2.0\r
Via: SIP/2.0/UDP 127.0.0.1:{mine};branch=z9hG4bK{call}\r
From: "{name}" <sip:stranger@127.0.0.1>;tag={call}\r
To: <sip:siharat@127.0.0.1>\r
Call-ID: {call}\r
CSeq: 1 INVITE\r
Contact: <sip:stranger@127.0.0.1:{mine}>\r
Max-Forwards: 70\r
Content-Type: application/sdp\r
Content-Length: {length}\r
\r
{body}"""
OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"


def test_strangers_who_call_us_are_refused_and_disturb_no_alarm(tmp_path):
    """Each of their calls makes itself baresip's current one, between two of our commands."""
    async def story():
        port = free_port()
        async with station(tmp_path, lines=20, listen=f"127.0.0.1:{port}") as here:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                stranger.bind(("127.0.0.1", 0))
                stranger.setblocking(False)
                phones = [number("rings", which) for which in range(1, 21)]
                ringing = asyncio.ensure_future(here.rings(*phones))
                for call in range(60):
                    name = 'x\\", "type":"CALL_CLOSED' if call % 2 else "\udcff\udcfe"
                    invite = INVITE.format(port=port, mine=stranger.getsockname()[1], call=f"call{call}", name=name,
                                           length=len(OFFER), body=OFFER)
                    stranger.sendto(invite.encode(errors="surrogateescape"), ("127.0.0.1", port))
                    await asyncio.sleep(0.002)
                await ringing
                failed = [ring for ring, state in here.states().items() if state != "sent"]
                assert not set(here.network.of("invited")) - set(phones)
                assert len(failed) < 20, "most of them rang in the middle of it"
                await here.rings(*phones)
                assert {state for state in here.states().values()} == {"sent"}, here.details()
                await here.falls_silent(*phones)
                await until(here.quiet)
                await until(lambda: sorted(here.network.of("cancelled")) == sorted(here.network.of("invited")))
                await until(lambda: refusals(stranger) > 0)

    asyncio.run(story())


def test_a_citizens_call_is_refused_and_told_once(tmp_path):
    async def story():
        port = free_port()
        async with station(tmp_path, lines=2, listen=f"127.0.0.1:{port}", of="63.72") as here:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
                phone.bind(("127.0.0.1", 0))
                phone.setblocking(False)
                invite = INVITE.format(port=port, mine=phone.getsockname()[1], call="call1", name="", length=len(OFFER),
                                       body=OFFER).replace("sip:stranger@", "sip:081299990000@")
                phone.sendto(invite.encode(), ("127.0.0.1", port))
                await until(lambda: refusals(phone) > 0)
                await until(lambda: bool(here.heard))
                await until(here.quiet)
        (heard,) = here.heard
        assert (heard.said, heard.address, heard.station) == ("called", "+6281299990000", "63.72")
        assert heard.message, "by it the same call is known again"

    asyncio.run(story())


def refusals(stranger: socket.socket) -> int:
    count = 0
    while True:
        try:
            count += b"SIP/2.0 486" in stranger.recv(4_096)
        except BlockingIOError:
            return count
