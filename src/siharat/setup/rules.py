"""How far a station has come, and what it lacks to be live. Pure."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from typing import Literal, get_args

from siharat.drill.rules import ENOUGH
from siharat.kernel.errors import invalid

Step = Literal["name", "area", "officers", "sheets", "policy", "drill", "live"]
STEPS: tuple[Step, ...] = get_args(Step)
"""The road, in its order. Each may be walked again."""
Lack = Literal["area", "officers", "desk", "drill", "above"]
"""Without which no station is live: an area, an officer, somebody for its desk, a drill that somebody took, and a live
station above it."""
Gap = Literal["phones", "at_desk", "sms", "voice", "named"]
"""What does not work yet though a station may be live: too few phones that ring, nobody of its desk has come in, a
channel of its ladder that this server has not, nobody named for its last step. Told, and meant by a tick: none of them
silences an alarm, and some depend on others than who sets the station up."""
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
"""Never a slash, a per cent sign or an underscore: codes make up the paths of the tree."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What is there of a station."""

    areas: int = 0
    officers: int = 0
    desk: int = 0
    """Of them those who may sit at its desk."""
    coded: int = 0
    """Who have a code on paper that waits, and no way in yet."""
    printed_at: int | None = None
    """When the last of these codes was made."""
    coded_until: int | None = None
    """When the first of them ends."""
    entered: int = 0
    """Who have a passkey or a password."""
    enrolled: int = 0
    """Whose phone has been seen."""
    policy: int = 0
    """The version of its ladder; 0: nobody has chosen."""
    drilled_at: int | None = None
    taken_ms: int | None = None
    """How long until somebody took its last drill; ``None``: nobody did."""
    live_since: int | None = None
    above_live: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an alarm would reach if the station were live now."""

    officers: int = 0
    ringing: int = 0
    """Of them those with a phone that would ring."""
    at_desk: int = 0
    """Who may sit at its desk and has come in."""
    unconnected: tuple[str, ...] = ()
    """Channels that its ladder uses and this server has not."""
    nameless: bool = False
    """Its ladder has a step for a named person, and nobody is named."""


def done(facts: Facts) -> dict[Step, bool]:
    return {"name": True, "area": facts.areas > 0, "officers": facts.officers > 0 and facts.desk > 0,
            "sheets": 0 < facts.officers <= facts.entered, "policy": facts.policy > 0,
            "drill": facts.taken_ms is not None, "live": facts.live_since is not None}


def handed_out(facts: Facts) -> bool:
    """Everybody has come in or holds a code: the rest is done by those who come in, and nobody waits for it here."""
    return 0 < facts.officers <= facts.coded + facts.entered


def lacking(facts: Facts) -> tuple[Lack, ...]:
    """What it must have before it may be live, in the order in which it is brought; none: it may."""
    there = {"area": facts.areas > 0, "officers": facts.officers > 0, "desk": facts.desk > 0,
             "drill": facts.taken_ms is not None, "above": facts.above_live}
    return tuple(each for each in get_args(Lack) if not there[each])


def gaps(reach: Reach) -> tuple[Gap, ...]:
    """What is to be told before it goes live; none: all of it works."""
    there = {"phones": reach.ringing >= reach.officers * ENOUGH, "at_desk": reach.at_desk > 0,
             "sms": "sms" not in reach.unconnected, "voice": "voice" not in reach.unconnected,
             "named": not reach.nameless}
    return tuple(each for each in get_args(Gap) if not there[each])


def named(code: str, name: str, timezone: str) -> tuple[str, str, str]:
    """What a person typed, tidied. ``Problem`` 422 that names the field."""
    code, name = code.strip(), " ".join(name.split())
    if not CODE.fullmatch(code):
        raise invalid("code", "is 1 to 20 letters, digits, points and hyphens, such as 63.72")
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise invalid("name", f"must have 1 to {LONGEST_NAME} letters")
    if timezone not in zoneinfo.available_timezones():
        raise invalid("timezone", f"{timezone} is unknown; in Indonesia it is {', '.join(ZONES)}")
    return code, name, timezone
