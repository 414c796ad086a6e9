"""Cases packed by columns: what comes out is what went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siharat.evaluate import blocks

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
CASES = st.lists(st.tuples(TEXT.map("n{}".format), st.none() | st.floats(allow_nan=False), TEXT), min_size=1,
                 max_size=60)


@given(CASES)
def test_what_comes_out_is_what_went_in(cases):
    names, numbers, words = zip(*cases, strict=True)
    called, columns = blocks.unpack(blocks.pack(names, {"lat": numbers, "rung": numbers[::-1]}, {"mode": words}))
    assert [name.decode() for name in called] == [*names]
    assert [None if value != value else value for value in columns["lat"]] == [*numbers]
    assert [None if value != value else value for value in columns["rung"]] == [*numbers[::-1]]
    mode = columns["mode"]
    assert [mode.texts[code] for code in mode.codes] == [*words]
    assert len(mode.texts) == len(set(words))
