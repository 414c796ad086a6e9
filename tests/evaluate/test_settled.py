"""What has settled is counted from blocks, and is at any moment what the book says."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from siharat.evaluate import blocks, settled, store
from siharat.evaluate.cases import Gathering
from siharat.evaluate.settled import Settled
from siharat.evaluate.store import Span
from siharat.incident import log
from siharat.incident.log import Entry
from tests.evaluate.test_reading import STATION, write
from tests.story.conftest import settle_in

SEED = 20261130
MANY = 300
EARLY, LATE = 900_000, 1_000_000 + MANY // 3 * 10 + 1
BLOCKS = text("SELECT start, until FROM settled_block ORDER BY until")
SWAP = text("""UPDATE settled_block SET packed = (SELECT packed FROM settled_block WHERE until <> :until LIMIT 1)
    WHERE until = :until""")
CLOSE_ALL = text("UPDATE incident SET closed_at = opened_at WHERE closed_at IS NULL")
OPEN_ONE = text("UPDATE incident SET closed_at = NULL WHERE id = :id")
SAYS = [Entry("amended", {"disposition": "unfounded"}), Entry("rated", {"outcome": "no"}),
        Entry("movement", {"status": "clear"}), Entry("handed_over", {})]


@pytest.fixture
def book(stage, monkeypatch):
    """A past of three hundred incidents, and small blocks."""
    settle_in(stage, "Siti", "0812-3456-7731").presses()
    monkeypatch.setattr(store, "PAGE_OF_INCIDENTS", 7)
    monkeypatch.setattr(blocks, "MOST", 20)
    return stage.do(stage.app.services.db.write(write, random.Random(SEED), MANY))


def gathered(tx, span, read):
    into, after = Gathering(), store.ANYTHING
    while (page := read(tx, STATION, span, after)).after is not None:
        into.add(page.numbers, page.columns, page.alike)
        after = page.after
    found = into.done()
    told = {name: [*map(str, getattr(found, name))] for name in settled.NUMBERS}
    for name in settled.TEXTS:
        words = getattr(found, name)
        told[name] = [words.texts[code] for code in words.codes]
    return [number.decode() for number in found.numbers], told


def agrees(tx, span):
    known = settled.settled(tx, STATION)
    from_blocks = gathered(tx, span, lambda *asked: settled.incidents(*asked, known))
    return from_blocks == gathered(tx, span, store.incidents)


def all_agree(tx, chance):
    """Whole and in parts, as of now and as of a moment in the past."""
    spans = [(EARLY, LATE), *(sorted(chance.sample(range(EARLY, LATE), 2)) for _ in range(20))]
    return all(agrees(tx, Span(*span, as_of)) for span in spans for as_of in (1_000_900, tx.now))


def say_more(tx, chance, names):
    for name in chance.sample(names, 5):
        log.append(tx, (STATION,), name, "system", chance.choice(SAYS))


def test_blocks_say_at_any_moment_what_the_book_says(stage, book):
    db, chance = stage.app.services.db, random.Random(SEED)
    stage.do(settled.settle(db))
    made = stage.do(db.read(lambda tx: tx.all(BLOCKS)))
    assert len(made) > MANY // 20 - 2
    for _ in range(4):
        assert stage.do(db.read(all_agree, chance))
        stage.do(db.write(say_more, chance, [*book]))
        assert stage.do(db.read(settled.settled, STATION)).later
        assert stage.do(db.read(all_agree, chance))
        stage.do(settled.settle(db))
        assert not stage.do(db.read(settled.settled, STATION)).later
        assert stage.do(db.read(settled.differs, STATION)) is None
    assert stage.do(db.read(lambda tx: tx.all(BLOCKS))) == made


def test_blocks_that_are_believed_too_long_are_seen(stage, book, monkeypatch):
    """Negative control: what was said later is not asked for."""
    db, chance = stage.app.services.db, random.Random(SEED)
    stage.do(settled.settle(db))
    stage.do(db.write(say_more, chance, [*book]))
    monkeypatch.setattr(Settled, "holds", lambda *asked: True)
    assert not stage.do(db.read(all_agree, chance))


def test_a_block_that_was_changed_is_found(stage, book):
    db = stage.app.services.db
    stage.do(settled.settle(db))
    start, until = stage.do(db.read(lambda tx: tx.all(BLOCKS)))[7]
    stage.do(db.write(lambda tx: tx.run(SWAP, until=until)))
    assert stage.do(db.read(settled.differs, STATION)) == (start, until)


def test_what_is_open_does_not_settle_and_neither_does_what_came_after(stage, book):
    db = stage.app.services.db
    stage.do(db.write(lambda tx: (tx.run(CLOSE_ALL), tx.run(OPEN_ONE, id=[*book][100]))))
    stage.do(settled.settle(db))
    made = stage.do(db.read(lambda tx: tx.all(BLOCKS)))
    assert 3 <= len(made) <= 5
    assert made[-1].until <= 1_000_000 + 100 // 3 * 10
