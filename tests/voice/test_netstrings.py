"""The framing of the control socket, byte by byte."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siharat.ring.channels.voice.netstrings import LONGEST, BadFrame, Frames, framed


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200)), st.lists(st.integers(1, 50), min_size=1))
def test_whatever_the_pieces_the_frames_are_whole(bodies, sizes):
    stream = b"".join(map(framed, bodies))
    frames, found, at = Frames(), [], 0
    while stream[at:]:
        size = sizes[at % len(sizes)]
        found += frames.feed(stream[at:at + size])
        at += size
    assert found == bodies


@pytest.mark.parametrize("nonsense", [b"x", b":", b"-1:", b"3:abcd", b" 3:abc,", b"12345678:", b"99999999999",
                                      b"%d:" % (LONGEST + 1), b"HTTP/1.1 200 OK"])
def test_nonsense_is_never_waited_for(nonsense):
    with pytest.raises(BadFrame):
        Frames().feed(nonsense)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_do_harm(noise):
    with suppress(BadFrame):
        Frames().feed(noise)
