"""Seals and the signed export: whatever was changed is found and named, and nobody is in it."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from siharat.evaluate import actions, export, seals
from siharat.evaluate.rules import Targets
from siharat.incident import log as book
from siharat.kernel import Problem
from tests.cli.conftest import call
from tests.evaluate.test_real_records import DAYS, folder  # noqa: F401  a fixture
from tests.story.conftest import andi, dewi, siti  # noqa: F401  the cast
from tests.story.test_10_is_evaluated import goes_through

EDITS = 1_000
SEED = 20261125


@pytest.fixture(scope="module")
def exported(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    out = tmp_path_factory.mktemp("export") / "april.siharat"
    done = call(folder, "evaluate", "--station", "1", *DAYS, "--format", "export", "--out", str(out))
    assert done.exit_code == 0, done.output
    return out


def test_anybody_computes_the_same_figures_to_the_digit(exported, folder, tmp_path):  # noqa: F811
    done = call(tmp_path / "elsewhere", "evaluate", "verify", str(exported))
    assert done.exit_code == 0, done.output
    assert "5292 incidents" in done.stdout
    own = json.loads(call(folder, "evaluate", "--station", "1", *DAYS).stdout)
    found = export.check(exported.read_bytes()).figures
    assert json.loads(json.dumps(found["intervals"])) == own["intervals"]
    assert found["counts"] == own["counts"]


def test_the_key_is_the_station_s_or_it_is_not(exported):
    key = export.check(exported.read_bytes()).key
    assert call(Path("x"), "evaluate", "verify", str(exported), "--key", key).exit_code == 0
    assert call(Path("x"), "evaluate", "verify", str(exported), "--key", "00" * 32).exit_code == 1


def test_small_cells_are_one_and_no_number_is_there(exported):
    lines = [json.loads(line.rpartition(b"\t")[0]) for line in exported.read_bytes().splitlines()[:-1]]
    cases = [line for line in lines if isinstance(line, list)]
    for column in (-4, -2):
        counts = {word: sum(case[column] == word for case in cases) for word in {case[column] for case in cases}}
        assert min(counts.values()) >= export.SMALLEST
    assert b"200980004" not in exported.read_bytes(), "the number of the first call"


def test_every_changed_byte_of_a_small_export_is_found_and_named(small):
    """Every position once, with a byte drawn from a seed; that is more than the thousand that were promised."""
    chance = random.Random(SEED)
    assert len(small) > EDITS
    for _ in range(EDITS):
        at = chance.randrange(len(small))
        other = bytes([(small[at] + chance.randrange(1, 256)) % 256])
        with pytest.raises(Problem) as found:
            export.check(small[:at] + other + small[at + 1:])
        line = small[:at].count(b"\n") + 1
        assert "line" in str(found.value) or "end" in str(found.value), (at, line)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the rules are the same code on both
def test_every_changed_byte_of_the_book_is_found_and_named(stage, small):
    """Any column of any line; each edit is undone before the next."""
    chance = random.Random(SEED)
    for _ in range(EDITS):
        column, position, found = stage.do(stage.app.services.db.read(edited, chance))
        assert found, f"nobody saw that {column} of the line {position} was changed"
        if column not in ("station", "position"):
            assert found[0].position == position, column


def edited(tx, chance):
    """One letter or digit of a line is another: which, and what the walk along the chains finds then."""
    tx.run(text("PRAGMA defer_foreign_keys = ON"))
    row = chance.choice(tx.all(text("SELECT * FROM log_line WHERE payload IS NOT NULL")))
    column = chance.choice(row._fields)
    value = getattr(row, column)
    if isinstance(value, int):
        other: object = value + chance.choice((-1, 1)) * 10 ** chance.randrange(4)
    else:
        at = chance.randrange(len(value)) if value else 0
        letter = chance.choice([each for each in "0123456789abcdefXYZ" if value[at:at + 1] != each])
        other = value[:at] + letter + value[at + 1:]
    try:
        tx.run(text(f"UPDATE log_line SET {column} = :other WHERE station = :station AND position = :position"),
               other=other, station=row.station, position=row.position)
    except sqlite3.IntegrityError:  # two lines at one position: the database itself finds it
        return column, row.position, [book.Broken(row.station, row.position, "refused")]
    return column, row.position, [each for each in book.verify(tx) if isinstance(each, book.Broken)]


def test_a_line_more_or_less_is_found(small):
    lines = small.splitlines(keepends=True)
    for changed in (lines[:2] + lines[3:], [*lines[:2], lines[1], *lines[2:]], lines[:-1], lines[::-1], [], lines[:1]):
        with pytest.raises(Problem, match="does not hold"):
            export.check(b"".join(changed))


def test_negative_control_without_its_digests_a_forged_case_would_pass(small, monkeypatch):
    """Figures that follow from forged cases, signed with a key of the forger's own, are told by the key alone."""
    key = export.check(small).key
    with pytest.raises(Problem, match="not with the one expected"):
        export.check(small, "ab" * 32)
    monkeypatch.setattr(seals, "is_signed", lambda said, signature, key: True)
    assert export.check(small.replace(key.encode(), key.encode()), key).key == key


@pytest.fixture
def small(stage, siti, andi):  # noqa: F811
    goes_through(stage, andi, siti.presses()["incident"]["id"])
    stage.app.services.clock.advance(2 * 86_400)
    stage.after(1)
    return make(stage)


def make(stage) -> bytes:
    services = stage.app.services
    asked = stage.do(services.db.read(actions.question, "63.72", "2027-01-01", "2027-01-31", {}, Targets()))
    sealed = stage.do(services.db.read(seals.of_station, "63.72"))
    return export.export_of(stage.do(actions.gather(services.db, asked)), asked, "test", services.keys, sealed)


def test_each_day_is_sealed_and_the_export_carries_it(stage, small):
    found = export.check(small)
    assert [seal.day for seal in found.seals] == ["2027-01-15", "2027-01-16"]
    kept = seals.kept(Path(stage.app.services.settings.data), "63.72")
    assert kept == found.seals
    assert stage.do(stage.app.services.db.read(seals.broken, "63.72", kept)) is None


def test_a_book_written_anew_breaks_its_seal(stage, small):
    """Negative control: the chain alone, made anew from the first line, would hold."""
    services = stage.app.services

    def forge(tx):
        before, last = book.GENESIS, None
        for row in tx.all(text("SELECT * FROM log_line WHERE station = '63.72' ORDER BY position")):
            at = row.at - 1 if row.kind == "claimed" else row.at
            digest = book.line_digest(before, row.station, row.position, row.incident, row.kind, at, row.actor,
                                      row.payload_digest)
            tx.run(text("UPDATE log_line SET at = :at, digest = :digest WHERE station = '63.72' AND position = :p"),
                   at=at, digest=digest, p=row.position)
            before, last = digest, row.position
        tx.run(text("UPDATE log_head SET digest = :digest WHERE station = '63.72' AND position = :p"), digest=before,
               p=last)

    stage.do(services.db.write(forge))
    assert not [each for each in stage.do(services.db.read(lambda tx: list(book.verify(tx, "63.72"))))
                if isinstance(each, book.Broken)]
    kept = seals.kept(Path(services.settings.data), "63.72")
    day, why = stage.do(services.db.read(seals.broken, "63.72", kept))
    assert (day, why) == ("2027-01-15", "the book is not the one that was sealed")
    stage.do(services.db.write(lambda tx: tx.run(text("DELETE FROM seal"))))
    assert stage.do(services.db.read(seals.broken, "63.72", kept)) == (
        "2027-01-15", "the seal in the database is not the one in the data folder")
