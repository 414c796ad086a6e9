"""Cases that never change again, packed as the evaluation wants them: column by column.

A million of them as rows of a table are fifteen million Python objects, every time somebody asks; as blocks they are
some hundred megabytes that NumPy takes as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from siharat.evaluate.cases import LONGEST_NUMBER, Words

MOST = 2_000
"""Cases of one block: enough that opening it costs nothing, few enough that packing it holds up nobody."""


class Packed(msgspec.Struct, frozen=True):
    """Little-endian, so that a copy of the database can be read anywhere."""

    rows: int
    called: bytes
    """How each is called: UTF-8, all of one width, filled up with zeros."""
    numbers: dict[str, bytes]
    """Doubles, NaN where nothing is known."""
    texts: dict[str, tuple[list[str], bytes]]
    """Those that occur, and for each case, in two bytes, which of them it is."""


_PACKED = msgspec.msgpack.Decoder(Packed)


def pack(called: Sequence[str], numbers: Mapping[str, Sequence[float | None]],
         texts: Mapping[str, Sequence[str]]) -> bytes:
    """At least one case and at most 65,536. The same cases give the same bytes."""
    cut = [name.encode()[:LONGEST_NUMBER] for name in called]
    return msgspec.msgpack.encode(Packed(
        len(called), np.array(cut, dtype=np.bytes_).tobytes(),
        {name: np.array(column, dtype="<f8").tobytes() for name, column in numbers.items()},
        {name: _numbered(column) for name, column in texts.items()}))


def _numbered(column: Sequence[str]) -> tuple[list[str], bytes]:
    known = {text: place for place, text in enumerate(dict.fromkeys(column))}
    return [*known], np.array([known[text] for text in column], dtype="<u2").tobytes()


def unpack(block: bytes) -> tuple[NDArray[np.bytes_], dict[str, Any]]:
    """How the cases are called, and their columns."""
    packed = _PACKED.decode(block)
    columns: dict[str, Any] = {name: np.frombuffer(column, dtype="<f8") for name, column in packed.numbers.items()}
    for name, (known, codes) in packed.texts.items():
        columns[name] = Words(np.frombuffer(codes, dtype="<u2").astype(np.int32), tuple(known))
    return np.frombuffer(packed.called, dtype=f"S{len(packed.called) // packed.rows}"), columns
