"""A telephone network on loopback: sipp is the trunk and every phone behind it.

How a phone behaves is written in its number, ``+62812 90 KK NNN``: ``KK`` is its kind, below.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

KINDS = ("rings", "takes", "mailbox", "busy", "declines", "cannot_come", "unreachable", "answers",
         "answers_and_hangs_up", "takes_and_hangs_up", "dead_line", "refers", "presses_nonsense", "officer",
         "citizen")
"""The last two have a handset, and what is said into it can be heard."""

PORTS = iter(range(20_000 + os.getpid() % 12 * 1_000, 32_768))
"""Below those that the kernel gives to everybody's connections; each process of the tests begins elsewhere."""


def number(kind: str, which: int = 1) -> str:
    return f"+6281290{KINDS.index(kind):02}{which:03}"


HEAD = """[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port];transport=[transport]>"""
EMPTY = "\nContent-Length: 0\n\n"
SOUND = """
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio {port} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
"""
TAG = ";tag=[pid]SIPpTag[call_number]"


def says(status: str, body: str = EMPTY, tag: str = TAG) -> str:
    return f"<send><![CDATA[\nSIP/2.0 {status}\n{HEAD.format(tag=tag)}{body}]]></send>"


def asks(method: str, headers: str = "", body: str = "", answer: str = '<recv response="200"/>') -> str:
    """A request of the phone's own inside the call, and the answer it expects."""
    return f"""<send retrans="500"><![CDATA[
{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$to]{TAG}
To: [$from]
[last_Call-ID:]
CSeq: [cseq] {method}
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
{headers}Content-Length: [len]

{body}]]></send>{answer}"""


def note(what: str) -> str:
    return f'<nop><action><log message="{what} [$number]"/></action></nop>'


RINGS = says("180 Ringing")


def picks_up(port: str = "[auto_media_port]") -> str:
    answer = says("200 OK", SOUND.replace("{port}", port)).replace("<send>", '<send retrans="500">')
    return answer + '<recv request="ACK"/>' + note("up")


PICKS_UP = picks_up()
CANCELLED = (f'<recv request="CANCEL" timeout="90000"/>{note("cancelled")}{says("200 OK", tag="")}'
             + says("487 Request Terminated").replace("[last_CSeq:]", "CSeq: [$cseq] INVITE")
             + '<recv request="ACK"/>')
HUNG_UP = f'<recv request="BYE" timeout="90000"/>{note("ended")}{says("200 OK", tag="")}'
HANGS_UP = asks("BYE") + note("hung_up")
REFUSED = '<recv request="ACK"/>' + note("refused")


REFUSED_OR_NOT = '<recv response="202" next="referred" optional="true"/><recv response="501"/><label id="referred"/>'


def presses(digit: str) -> str:
    return asks("INFO", "Content-Type: application/dtmf-relay\n", f"Signal={digit}\nDuration=160\n")


def pause(milliseconds: int) -> str:
    return f'<pause milliseconds="{milliseconds}"/>'


LIVES = {
    "rings": RINGS + CANCELLED,
    "takes": RINGS + PICKS_UP + pause(200) + presses("1") + HUNG_UP,
    "mailbox": RINGS + PICKS_UP + HUNG_UP,
    "busy": says("486 Ocupé") + REFUSED,
    "declines": says("603 Decline") + REFUSED,
    "cannot_come": RINGS + PICKS_UP + pause(200) + presses("2") + HUNG_UP,
    "unreachable": says("480 Temporarily Unavailable") + REFUSED,
    "answers": RINGS + pause(300) + PICKS_UP + HUNG_UP,
    "answers_and_hangs_up": RINGS + pause(300) + PICKS_UP + pause(700) + HANGS_UP,
    "takes_and_hangs_up": RINGS + PICKS_UP + pause(200) + presses("1") + pause(1500) + HANGS_UP,
    "dead_line": CANCELLED,
    "refers": RINGS + PICKS_UP + asks("REFER", f"Refer-To: <sip:{number('rings', 666)}@[local_ip]:[local_port]>\n",
                                      answer=REFUSED_OR_NOT) + HUNG_UP,
    "presses_nonsense": RINGS + PICKS_UP + pause(200) + presses("5") + presses("*") + presses("1") + HUNG_UP,
    "officer": RINGS + picks_up("@officer@") + HUNG_UP,
    "citizen": RINGS + pause(300) + picks_up("@citizen@") + HUNG_UP,
}


def scenario() -> str:
    picks = "".join(f'<ereg regexp="81290{index:02}[0-9]*@" search_in="hdr" header="To:" assign_to="is_{kind}"/>'
                    for index, kind in enumerate(KINDS))
    forks = "".join(f'<nop next="{kind}" test="is_{kind}"/>' for kind in KINDS)
    lives = "".join(f'<label id="{kind}"/>{LIVES[kind]}<nop next="over"/>' for kind in KINDS)
    return f"""<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="phones">
<recv request="INVITE" rrs="true"><action>
<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cseq"/>
<ereg regexp="[^:]*sip:([0-9+]+)@" search_in="hdr" header="To:" assign_to="all,number"/>
<ereg regexp="&lt;.*" search_in="hdr" header="From:" assign_to="from"/>
<ereg regexp="&lt;.*" search_in="hdr" header="To:" assign_to="to"/>
{picks}<log message="invited [$number]"/></action></recv>
<Reference variables="all,from,to"/>
{forks}{says("404 Not Found")}{REFUSED}<nop next="over"/>
{lives}<label id="over"/>
</scenario>
"""


@dataclass
class Network:
    """The running sipp, and what happened in it."""

    port: int
    log: Path
    process: asyncio.subprocess.Process

    @classmethod
    async def open(cls, folder: Path, handsets: dict[str, int]) -> Network:
        """``handsets``: the ports where sound for an officer and for a citizen goes."""
        life = scenario()
        for whose in ("officer", "citizen"):
            life = life.replace(f"@{whose}@", str(handsets.get(whose, 9)))
        (folder / "phones.xml").write_text(life, "iso-8859-1")
        port, media = free_port(), free_port()
        log = folder / "phones.log"
        process = await asyncio.create_subprocess_exec(
            "sipp", "-sf", "phones.xml", "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-mp", str(media),
            "-nostdin", "-trace_logs", "-log_file", str(log), "-trace_err", "-error_file", str(folder / "errors.log"),
            "-trace_msg", "-message_file", str(folder / "messages.log"),
            cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL)
        network = cls(port, log, process)
        await until(lambda: bound(port))
        return network

    async def close(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    def happened(self) -> list[tuple[str, str]]:
        """``("invited", "+62…")`` and so on, in order."""
        if not self.log.exists():
            return []
        return re.findall(r"^(\w+) (\+?\d+)$", self.log.read_text(errors="replace"), re.MULTILINE)

    def of(self, what: str) -> list[str]:
        return [who for happened, who in self.happened() if happened == what]


def free_port() -> int:
    """Free for UDP and for TCP, for SIP wants both, and never given twice."""
    return next(port for port in PORTS if not bound(port))


def bound(port: int) -> bool:
    """For UDP or for TCP."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return True
    return False


async def until(fact, within: float = 10.0) -> None:
    """Waits for a fact, not for a time."""
    try:
        async with asyncio.timeout(within):
            while not fact():  # noqa: ASYNC110  facts of another process ring no bell
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"did not become true within {within} s") from None
