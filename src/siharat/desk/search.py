"""Looking for an incident: by code, number, day, place or officer, in one line as an operator types it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import Incident
from siharat.kernel.clock import DAY
from siharat.kernel.phone import e164
from siharat.people import access, looks, officers, stations
from siharat.people.access import OfficerCaller

MOST = 50
LONGEST = 120
SHORTEST_CODE = 3
LOOKED = "mencari kejadian dari sebuah nomor"
"""The reason in the line that looking for a number leaves: it says that this number has pressed."""
CODE = re.compile(r"(?:SHR-)?([2-9A-HJ-NP-Z]{3,6})", re.IGNORECASE)
SPOKEN_DAYS = {"hari ini": 0, "kemarin": 1, "today": 0, "yesterday": 1}

FOUND = """SELECT DISTINCT i.id, i.opened_at FROM incident i JOIN concern k ON k.incident = i.id
    JOIN station s ON s.code = k.station {join} WHERE i.mode <> 'practice' AND (k.station = :own OR s.path LIKE :below)
    AND i.opened_at >= :since AND i.opened_at < :until AND {what} ORDER BY i.opened_at DESC LIMIT :most"""
BY_CODE = text(FOUND.format(join="", what="i.code LIKE :said"))
BY_NUMBER = text(FOUND.format(join="JOIN citizen c ON c.id = i.citizen", what="c.phone_blind = :said"))
BY_PLACE = text(FOUND.format(join="", what="lower(i.locality) LIKE :said"))
BY_OFFICER = text(FOUND.format(join="JOIN claim m ON m.incident = i.id", what="m.officer = :said"))
BY_DAY = text(FOUND.format(join="", what="'' = :said"))


@dataclass(frozen=True, slots=True)
class Query:
    """What was meant. Times in milliseconds; ``until`` is the first that is not meant any more."""

    code: str = ""
    phone: str = ""
    words: str = ""
    """Of a place, or of an officer's name or NRP."""
    since: int = 0
    until: int = 1 << 52
    day: date | None = None


def read(said: str, now: int, zone: str) -> Query:
    """A day anywhere in it narrows the rest; what is left is a number, a code, or words."""
    rest, day = _day(" ".join(said[:LONGEST].split()), datetime.fromtimestamp(now / 1_000, ZoneInfo(zone)).date())
    since, until = _span(day, zone) if day else (0, 1 << 52)
    try:
        return Query(phone=e164(rest), since=since, until=until, day=day)
    except ValueError:
        pass
    code = CODE.fullmatch(rest)
    is_code = bool(code) and (rest.upper().startswith("SHR-") or any(letter.isdigit() for letter in rest))
    return Query(code=code[1].upper() if code and is_code else "", words="" if is_code else rest.casefold(),
                 since=since, until=until, day=day)


def _day(said: str, today: date) -> tuple[str, date | None]:
    """What is left without its day, and the day."""
    for words, ago in SPOKEN_DAYS.items():
        if words in said.casefold():
            return " ".join(re.sub(words, " ", said, flags=re.IGNORECASE).split()), today - timedelta(days=ago)
    for found in re.finditer(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?\b", said):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6] or today.year, found[5], found[4])
        try:
            meant = date(int(year), int(month), int(day))
        except ValueError:
            continue
        return " ".join((said[:found.start()] + " " + said[found.end():]).split()), meant
    return said, None


def _span(day: date, zone: str) -> tuple[int, int]:
    start = round(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp() * 1_000)
    return start, start + DAY


def find(tx: Tx, caller: OfficerCaller, said: str) -> list[Incident]:
    """The newest first, of the caller's station and those below; at most fifty. Looking for a number leaves a line at
    each profile that it found."""
    access.operator_of(caller, caller.path)
    query = read(said, tx.now, stations.get(tx, caller.station).timezone)
    found = [incidents.get(tx, each) for each in _ids(tx, caller, query)]
    seen = [each for each in found if access.may_see(caller, each)]
    if query.phone:
        for citizen in dict.fromkeys(each.citizen for each in seen):
            looks.leave_line(tx, caller, citizen, None, LOOKED)
    return seen


def _ids(tx: Tx, caller: OfficerCaller, query: Query) -> list[str]:
    if query.code:
        return _run(tx, caller, query, BY_CODE, [f"SHR-{query.code}%"])
    if query.phone:
        return _run(tx, caller, query, BY_NUMBER, [tx.keys.blind(query.phone, "citizen.phone")])
    if not query.words:
        return _run(tx, caller, query, BY_DAY, [""]) if query.day else []
    pattern = "%" + query.words.replace("%", "").replace("_", " ") + "%"
    found = _run(tx, caller, query, BY_PLACE, [pattern])
    return found or _run(tx, caller, query, BY_OFFICER, _named(tx, caller, query.words))


def _run(tx: Tx, caller: OfficerCaller, query: Query, statement: Any, said: Sequence[str]) -> list[str]:
    rows = [row for each in said for row in tx.all(
        statement, own=caller.station, below=f"{caller.path}%", since=query.since, until=query.until, most=MOST,
        said=each)]
    rows.sort(key=lambda row: -row.opened_at)
    return list(dict.fromkeys(row.id for row in rows))[:MOST]


def _named(tx: Tx, caller: OfficerCaller, words: str) -> list[str]:
    """Officers of those stations who are called so."""
    people = [row for station in stations.below(tx, caller.path) for row in officers.of_station(tx, station.code)]
    wanted = set(words.split())
    return [row.id for row in people if row.nrp == words or wanted <= set(officers.title(tx, row).casefold().split())]
