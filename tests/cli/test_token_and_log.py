"""``siharat token`` prints a key and nothing else; ``siharat log verify`` believes nobody."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from siharat.admin import road
from siharat.incident import log
from siharat.people import citizens, sessions
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.settings import Settings
from tests.cli.conftest import refused

Siharat = Callable[..., Result]


def test_an_officers_token_and_nothing_else(siharat: Siharat, folder: Path) -> None:
    result = siharat("token", "officer", "--nrp", "85061234")
    assert re.fullmatch(r"[\w-]{43}\n", result.stdout)
    assert result.stderr == ""
    caller = road.read(Settings(data=str(folder)), sessions.caller, result.stdout.strip())
    assert isinstance(caller, OfficerCaller)
    assert caller.station == "63.72"


def test_a_citizen_is_made_once(siharat: Siharat, folder: Path) -> None:
    callers = {road.read(Settings(data=str(folder)), sessions.caller,
                         siharat("token", "citizen", "--phone", phone).stdout.strip())
               for phone in ("+6281100000111", "0811-0000-0111", "62 811 0000 0111")}
    (caller,) = callers
    assert isinstance(caller, CitizenCaller)
    known = road.read(Settings(data=str(folder)), citizens.unsealed, caller.id)
    assert known == {"name": "Warga", "phone": "+6281100000111"}


@pytest.mark.parametrize("words", [("officer", "--nrp", "1"), ("officer", "--nrp", ""), ("officer",), (),
                                   ("citizen", "--phone", "12"), ("citizen", "--phone", "hello"),
                                   ("citizen", "--phone", "+62" + "1" * 100), ("citizen", "--phone", "\x00")])
def test_nobody_gets_none(siharat: Siharat, words: tuple[str, ...]) -> None:
    refused(siharat("token", *words))


def write_a_book(folder: Path) -> None:
    def lines(tx):
        tx.run(ADD_INCIDENT, citizen=citizens.add(tx, "+6281100000111", "Siti"))
        for kind in ("raised", "rang", "claimed"):
            log.append(tx, ("63", "63.72"), "incident-1", "system", log.Entry(kind, {"phones": 2}))

    road.write_here(Settings(data=str(folder)), lines)


ADD_INCIDENT = text("""INSERT INTO incident
    (id, code, station, citizen, status, mode, phones, wave, escalation, policy, opened_at)
    VALUES ('incident-1', 'SHR-1', '63.72', :citizen, 'ringing', 'loud', 2, 1, 0,
    '{}', 1)""")


def test_an_untouched_book_holds(siharat: Siharat, folder: Path) -> None:
    assert siharat("log", "verify").stdout == "The chain holds: 0 lines.\n"
    write_a_book(folder)
    assert siharat("log", "verify").stdout == "The chain holds: 6 lines.\n"
    assert siharat("log", "verify", "--station", "63.72").stdout == "The chain holds: 3 lines.\n"
    assert "station" in refused(siharat("log", "verify", "--station", "nowhere"))


@pytest.mark.parametrize("crime", ["UPDATE log_line SET actor = 'officer:x' WHERE kind = 'rang'",
                                   "UPDATE log_line SET payload = '{}' WHERE kind = 'rang'",
                                   "DELETE FROM log_line WHERE kind = 'rang'",
                                   "DELETE FROM log_line WHERE kind = 'claimed'"])
def test_a_changed_book_is_found_out(siharat: Siharat, folder: Path, crime: str) -> None:
    write_a_book(folder)
    with sqlite3.connect(folder / "siharat.db") as connection:
        assert connection.execute(f"{crime} AND station = '63.72'").rowcount == 1
    connection.close()
    result = siharat("log", "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("BROKEN: station 63.72, line ")
    assert siharat("log", "verify", "--station", "63").exit_code == 0
