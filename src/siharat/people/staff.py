"""The personnel office's list of officers: understood, held against who is there, taken over, taken back.

A list is taken whole or not at all, and every fault is named with its line. Who is missing from it stays: a forgotten
row must not silence a phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from siharat.db import Tx
from siharat.kernel.phone import e164
from siharat.people import leaving, officers, sheets
from siharat.people.officers import NewOfficer
from siharat.people.sheets import MOST_OFFICERS, TITLE_ROWS, Line, Unreadable, too_many

COLUMNS: dict[str, tuple[str, ...]] = {
    "nrp": ("nrp", "nonrp", "nomornrp", "nrpnip", "nip", "nomorregistrasipokok", "nrppolri"),
    "name": ("name", "nama", "namalengkap", "namaanggota", "namapersonel", "namapersonil", "fullname"),
    "rank": ("rank", "pangkat", "pkt", "pangkatgol", "pangkatgolongan"),
    "phone": ("phone", "telepon", "telpon", "telp", "notelp", "notelepon", "nomortelepon", "hp", "nohp", "nomorhp",
              "handphone", "nohandphone", "whatsapp", "wa", "nowa", "phonenumber", "mobile"),
    "polsek": ("polsek", "sektor", "unit", "satuan", "kesatuan", "satker", "unitkerja", "fungsi"),
}
"""How each column is called in the field, letters only."""
REQUIRED = ("nrp", "name", "rank")
SHOWN = 40
"""Letters of a cell that are repeated to who must mend it."""
LONGEST = {"nrp": 30, "name": 120, "rank": 40, "phone": 40, "polsek": 80}
STARTS_A_FORMULA = ("=", "@", "＝", "＠")
LOST_DIGITS = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.I)
NO_NUMBER = ("", "-", "–", "0")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line. ``why``: ``empty``, ``long``, ``unprintable``, ``formula``, ``nrp``, ``digits``,
    ``phone``, ``nrp_twice``, ``phone_twice``, ``elsewhere``, ``phone_taken``."""

    line: int
    why: str
    column: str = ""
    said: str = ""
    """The cell as it stands in the list, so that it can be searched for there."""
    more: str = ""
    """Of ``phone`` what is wrong with it; of ``…_twice`` the other line; of ``long`` how many letters may be."""
    name: str = ""
    """Whose line it is, as the list calls them; empty where the name itself is wrong."""


@dataclass(frozen=True, slots=True)
class Listed:
    line: int
    officer: NewOfficer
    nrp: str = ""
    phone: str = ""
    """Both as they stand in the list."""


@dataclass(slots=True)
class StaffList:
    headings: dict[str, str] = field(default_factory=dict)
    """Each column that was recognised, as the list calls it."""
    ignored: list[str] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


@dataclass(slots=True)
class Taken:
    """What a list did, and what was before: with it the list can be taken back."""

    tally: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "same": 0})
    added: list[str] = field(default_factory=list)
    before: list[tuple[str, NewOfficer]] = field(default_factory=list)


def understood(lines: Iterable[Line], seen: Callable[[int], None] = lambda number: None) -> StaffList:
    """The officers of a list and its faults. ``Unreadable`` for what is no list at all."""
    lines = iter(lines)
    found, places = _headed(lines)
    first: dict[tuple[str, str], int] = {}
    for number, cells in lines:
        seen(number)
        values = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
        if not any(values.values()):
            continue
        found.rows += 1
        officer, faults = _officer(number, values)
        if officer is not None:
            faults = [*_twice(first, number, officer, values)]
        if officer is None or faults:
            found.faults += faults
        else:
            found.listed.append(Listed(number, officer, values["nrp"], values.get("phone", "")))
    if not found.rows:
        raise Unreadable("nobody", "it holds no officer", "put one on each line below the names of the columns")
    if len(found.listed) > MOST_OFFICERS:
        raise too_many()
    return found


def _headed(lines: Iterator[Line]) -> tuple[StaffList, dict[str, int]]:
    """Where each column stands. The first row that has the needed ones names them."""
    nearest: dict[str, int] = {}
    for _, cells in islice(lines, TITLE_ROWS):
        places = sheets.columns(cells, COLUMNS)
        if all(column in places for column in REQUIRED):
            named = {column: cells[at][:60] for column, at in places.items()}
            ignored = [cell[:60] for at, cell in enumerate(cells) if cell and at not in places.values()]
            return StaffList(named, ignored), places
        nearest = max(nearest, places, key=len)
    missing = [column for column in REQUIRED if column not in nearest]
    raise Unreadable("columns", f"no row names the columns: {', '.join(missing)} is missing",
                     "let the first row be: nrp,name,rank,phone,polsek", missing=missing)


def _officer(line: int, values: dict[str, str]) -> tuple[NewOfficer | None, list[Fault]]:
    wrong = [("empty", column, "") for column in REQUIRED if not values[column]]
    for column, value in values.items():
        if len(value) > LONGEST[column]:
            wrong.append(("long", column, str(LONGEST[column])))
        elif not value.isprintable():
            wrong.append(("unprintable", column, ""))
        elif value.startswith(STARTS_A_FORMULA):
            wrong.append(("formula", column, ""))
    nrp = re.sub(r"[\s'.-]", "", values["nrp"])
    if LOST_DIGITS.fullmatch(values["nrp"]):
        wrong.append(("digits", "nrp", ""))
    elif values["nrp"] and not re.fullmatch(r"(?=.*[0-9])[0-9A-Za-z/]{3,30}", nrp):
        wrong.append(("nrp", "nrp", ""))
    phone, faults = _phone(values.get("phone", ""))
    wrong += faults
    if wrong:
        first = {column: (why, column, more) for why, column, more in reversed(wrong)}  # a cell is mended once
        return None, [_fault(line, values, *first[column]) for column in COLUMNS if column in first]
    return NewOfficer(nrp, " ".join(values["name"].split()), " ".join(values["rank"].split()), phone,
                      values.get("polsek") or None), []


def _fault(line: int, values: dict[str, str], why: str, column: str, more: str = "") -> Fault:
    return Fault(line, why, column, _shown(values.get(column, "")), more,
                 "" if column == "name" else _shown(values["name"]))


def _shown(cell: str) -> str:
    """A stranger's cell, fit for a page: nothing in it turns the line around or hides what follows."""
    seen = "".join(letter for letter in cell if letter.isprintable())
    return seen if len(seen) <= SHOWN else f"{seen[:SHOWN]}…"


def _phone(said: str) -> tuple[str | None, list[tuple[str, str, str]]]:
    spelled = said.strip("' \t").replace("\u202d", "").replace("\u202c", "")
    if spelled in NO_NUMBER or spelled.startswith(STARTS_A_FORMULA):
        return None, []
    if LOST_DIGITS.fullmatch(spelled):
        return None, [("digits", "phone", "")]
    try:
        return e164(spelled), []
    except ValueError as error:
        return None, [("phone", "phone", str(error))]


def _twice(first: dict[tuple[str, str], int], line: int, officer: NewOfficer,
           values: dict[str, str]) -> Iterator[Fault]:
    """A telephone rings for one person only: of two with the same number the first would never ring."""
    for why, said in (("nrp_twice", officer.nrp), ("phone_twice", officer.phone)):
        if said and first.setdefault((why, said), line) != line:
            yield _fault(line, values, why, why.removesuffix("_twice"), str(first[why, said]))


def held_against(tx: Tx, station: str, listed: Sequence[Listed]) -> tuple[dict[str, int], list[Fault]]:
    """What the list would do at the station, and the lines that collide with somebody who is there. Nothing is
    written."""
    tally, faults = {"added": 0, "changed": 0, "same": 0}, []
    for each, row, fault in _held(tx, station, listed):
        if fault is not None:
            faults.append(fault)
        if fault is None or fault.why != "elsewhere":
            tally["added" if row is None else "changed" if officers.differs(tx, row, each.officer) else "same"] += 1
    return tally, faults


def colliding(tx: Tx, station: str, listed: Sequence[Listed]) -> list[Fault]:
    """Only the lines that collide: a write looks once more, and a press waits behind it."""
    return [fault for _, _, fault in _held(tx, station, listed) if fault is not None]


def _held(tx: Tx, station: str, listed: Sequence[Listed]) -> Iterator[tuple[Listed, Any, Fault | None]]:
    """Each line, who has its NRP already, and with whom it collides."""
    known = {row.id: row.nrp for row in officers.of_station(tx, station)}
    on_it = {each.officer.nrp for each in listed}
    for each in listed:
        row = officers.by_nrp(tx, each.officer.nrp)
        if row is not None and row.station != station:
            yield each, row, Fault(each.line, "elsewhere", "nrp", each.nrp or each.officer.nrp, row.station,
                                   each.officer.name)
            continue
        owner = officers.device_at(tx, "voice", each.officer.phone) if each.officer.phone else None
        # Of who is not on the list it would be taken, and they would never ring.
        taken = owner is not None and known.get(owner.officer) not in on_it
        yield each, row, Fault(each.line, "phone_taken", "phone", each.phone or each.officer.phone or "", "",
                               each.officer.name) if taken else None


def take_over(tx: Tx, station: str, new: Sequence[NewOfficer]) -> Taken:
    """New ones are added, known ones brought up to date by their NRP. ``Problem`` 409 for one of another station."""
    done, unknown = Taken(), []
    for officer in new:
        row = officers.by_nrp(tx, officer.nrp)
        if row is None:
            unknown.append(officer)
            continue
        officers.must_be_of(row, station)
        before = officers.written(tx, row)
        if officers.correct(tx, row, officer):
            done.before.append((row.id, before))
    done.added = officers.add(tx, station, unknown)
    done.tally = {"added": len(unknown), "changed": len(done.before),
                  "same": len(new) - len(unknown) - len(done.before)}
    return done


def take_back(tx: Tx, added: Sequence[str], before: Sequence[tuple[str, NewOfficer]]) -> int:
    """Undoes a list: who came with it and has no way in yet leaves, who was corrected is as before. How many stayed
    because they have come in meanwhile."""
    stayed = 0
    for officer_id in added:
        if not officers.is_there(tx, officer_id):
            continue
        if officers.has_come_in(tx, officer_id):
            stayed += 1
        else:
            leaving.never_came(tx, officer_id)
    for officer_id, earlier in before:
        if officers.is_there(tx, officer_id):
            officers.correct(tx, officers.get(tx, officer_id), earlier, whole=True)
    return stayed
