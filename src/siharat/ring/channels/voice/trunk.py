"""The way out into the telephone network: a SIP trunk or a gateway, as the settings describe it. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from siharat.kernel.errors import Problem

MOST_LINES = 200
REGISTER_EVERY_S = 300
NAMELESS = "siharat"

_TRUNK = re.compile(r"(?:sip:)?(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?)(?::(?P<port>\d{1,5}))?"
                    r"(?:;transport=(?P<transport>udp|tcp|tls))?")
_USER = re.compile(r"[A-Za-z0-9+*#_.!~-]{1,64}")
_PASSWORD = re.compile(r"[!#-+\--:=?-\[\]-~]{1,128}")
"""Printable, without what would end the word in an account: blank, quote, comma, semicolon, <, >, backslash."""
_LISTEN = re.compile(r"[0-9.]{7,15}:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Trunk:
    """Checked by ``trunk``: nothing in it can break out of an account or a configuration file."""

    host: str
    port: str = ""
    """``:5060``, or nothing."""
    transport: str = "udp"
    user: str = ""
    """Empty: the trunk knows us by our address, and we do not register."""
    password: str = field(default="", repr=False)
    number: str = NAMELESS
    """Who calls, as the far end may show it. Whether it does is the carrier's matter."""
    lines: int = 4
    """Calls at a time."""
    per_second: float = 10.0
    """Calls begun in a second. Carriers refuse faster ones."""
    listen: str = "0.0.0.0:0"

    @property
    def registers(self) -> bool:
        return bool(self.user)

    def account(self) -> str:
        """The one that registers; nothing is dialled from it, and who calls us is refused by it."""
        every = REGISTER_EVERY_S if self.registers else 0
        return f"<sip:{self.number}@{self.host}>;regint={every};{self._common()};audio_source=aufile,quiet.wav;" \
               "audio_player=aubridge,nobody"

    def line(self, host: str, number: int) -> str:
        """The account of one line, whose sound comes from a file of its own and goes to a bridge of its own."""
        return f"<sip:{self.number}@{host}>;regint=0;{self._common()};audio_source=aufile,line{number}.wav;" \
               f"audio_player=aubridge,line{number}"

    def _common(self) -> str:
        # call_transfer: with it, whoever is on the phone could have us dial any number by a REFER
        parts = [f'outbound="sip:{self.host}{self.port};transport={self.transport}"', "call_transfer=no",
                 "audio_codecs=PCMA,PCMU"]
        if self.user:
            parts += [f"auth_user={self.user}", f"auth_pass={self.password}"]
        return ";".join(parts)

    def target(self, spelled: str) -> str:
        return f"sip:{spelled}@{self.host}{self.port};transport={self.transport}"


def hosts(host: str) -> Iterator[str]:
    """A spelling of the host for each line, all different: baresip tells its lines apart by it.

    Upper and lower case are the same to every server (RFC 3261, 19.1.4), so the carrier sees its own domain
    in each. An address of digits has no case; there the lines have names of their own.
    """
    letters = [index for index, letter in enumerate(host) if letter.isalpha()]
    if 2 ** len(letters) <= MOST_LINES:
        yield from (f"line{number}.siharat.invalid" for number in itertools.count())
    for number in itertools.count(1):
        raised = {index for bit, index in enumerate(letters) if number >> bit & 1}
        yield "".join(letter.upper() if index in raised else letter for index, letter in enumerate(host))


def trunk(*, trunk: str, user: str, password: str, number: str, lines: int, per_second: float, listen: str) -> Trunk:
    """From the settings. Raises ``Problem`` that names the variable and says what to write."""
    found = _TRUNK.fullmatch(trunk.strip())
    if found is None or int(found["port"] or 0) > 65_535:
        raise _wrong("TRUNK", "write it as sip.example.id, sip.example.id:5060 or sip.example.id;transport=tcp")
    if user and not _USER.fullmatch(user):
        raise _wrong("USER", "it has letters that no SIP user name has")
    if password and not _PASSWORD.fullmatch(password):
        raise _wrong("PASSWORD", "baresip cannot take a blank, quote, comma, semicolon, <, > or backslash in it")
    caller = number or user or NAMELESS
    if not _USER.fullmatch(caller):
        raise _wrong("NUMBER", "write it as the trunk knows it, such as +62511…")
    if not 1 <= lines <= MOST_LINES:
        raise _wrong("LINES", f"from 1 to {MOST_LINES}")
    if not 0.2 <= per_second <= 100:
        raise _wrong("PER_SECOND", "from 0.2 to 100 calls begun in a second")
    if not _LISTEN.fullmatch(listen):
        raise _wrong("LISTEN", "write it as 0.0.0.0:5070; port 0 is any free one")
    port = f":{found['port']}" if found["port"] else ""
    return Trunk(found["host"].lower(), port, found["transport"] or "udp", user, password, caller, lines,
                 per_second, listen)


def _wrong(name: str, why: str) -> Problem:
    return Problem(422, "settings", f"SIHARAT_VOICE_{name} cannot be used: {why}.")
