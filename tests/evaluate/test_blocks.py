"""What was brought along, packed by columns: what comes out is what went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siharat.evaluate.bringing import blocks
from siharat.evaluate.bringing.rows import Row
from siharat.evaluate.cases import Gathering

MOMENT = st.integers(0, 4_000_000_000_000)
MAYBE = st.none() | MOMENT
WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
DEGREES = st.none() | st.floats(-180, 180)
ROWS = st.lists(st.builds(Row, WORD.map("n{}".format), MOMENT, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, WORD, WORD,
                          WORD, WORD, DEGREES, DEGREES), min_size=1, max_size=40)
LEFT_OUT = {"mode": "loud", "helped": "", "recorded": "", "climbed": 0, "handed": 0, "rung": None, "proved": None}


def read_back(packed, start, until):
    into = Gathering()
    for block in packed:
        into.add(*blocks.unpack(block, start, until), LEFT_OUT)
    found = into.done()
    words = [getattr(found, name) for name in blocks.TEXTS]
    return [Row._make((found.numbers[at].decode(), *(_known(getattr(found, name)[at]) for name in blocks.NUMBERS[:7]),
                       *(word.texts[word.codes[at]] for word in words), _known(found.lat[at]), _known(found.lon[at])))
            for at in range(len(found))]


def _known(value):
    return None if value != value else value


@given(ROWS, MOMENT, MOMENT, st.integers(1, 40))
def test_what_comes_out_is_what_went_in(rows, start, until, each):
    packed = [blocks.pack(rows[at:at + each]) for at in range(0, len(rows), each)]
    assert read_back(packed, 0, 4_000_000_000_001) == rows
    assert read_back(packed, start, until) == [row for row in rows if start <= row.raised < until]
