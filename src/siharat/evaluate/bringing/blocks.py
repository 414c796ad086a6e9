"""Rows that were brought along, packed as the evaluation wants them: column by column.

They never change again. A million of them as rows of a table are fifteen million Python objects, every time somebody
asks; as blocks they are some hundred megabytes that NumPy takes as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from siharat.evaluate.bringing.rows import Row
from siharat.evaluate.cases import LONGEST_NUMBER, Words
from siharat.evaluate.rules import MOMENTS

NUMBERS = (*MOMENTS, "lat", "lon")
TEXTS = ("disposition", "category", "channel", "locality")


class Packed(msgspec.Struct, frozen=True):
    """Little-endian, so that a copy of the database can be read anywhere."""

    rows: int
    called: bytes
    """How each is called: UTF-8, all of one width, filled up with zeros."""
    numbers: bytes
    """``NUMBERS``, one after the other: doubles, NaN where nothing is known."""
    texts: list[list[str]]
    """For each of ``TEXTS`` those that occur."""
    codes: bytes
    """``TEXTS``, one after the other: which of them it is."""


_PACKED = msgspec.msgpack.Decoder(Packed)


def pack(rows: Sequence[Row]) -> bytes:
    """One batch of them, at least one and at most 65,536: two bytes count its texts."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    texts = [[*dict.fromkeys(columns[name])] for name in TEXTS]
    places = [{text: place for place, text in enumerate(known)} for known in texts]
    called = [number.encode()[:LONGEST_NUMBER] for number in columns["number"]]
    return msgspec.msgpack.encode(Packed(
        len(rows), np.array(called, dtype=np.bytes_).tobytes(),
        np.array([columns[name] for name in NUMBERS], dtype="<f8").tobytes(), texts,
        np.array([[place[text] for text in columns[name]]
                  for name, place in zip(TEXTS, places, strict=True)], dtype="<u2").tobytes()))


def unpack(block: bytes, start: int, until: int) -> tuple[Any, dict[str, Any]]:
    """How they are called and their columns, of those raised from ``start`` to before ``until`` (milliseconds)."""
    packed = _PACKED.decode(block)
    called = np.frombuffer(packed.called, dtype=f"S{len(packed.called) // packed.rows}")
    numbers = np.frombuffer(packed.numbers, dtype="<f8").reshape(len(NUMBERS), packed.rows)
    codes = np.frombuffer(packed.codes, dtype="<u2").reshape(len(TEXTS), packed.rows)
    raised = numbers[NUMBERS.index("raised")]
    asked = (raised >= start) & (raised < until)
    columns: dict[str, Any] = dict(zip(NUMBERS, numbers[:, asked], strict=True))
    for name, known, of_each in zip(TEXTS, packed.texts, codes[:, asked], strict=True):
        columns[name] = Words(of_each.astype(np.int32), tuple(known))
    return called[asked], columns
