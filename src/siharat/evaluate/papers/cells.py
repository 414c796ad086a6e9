"""What goes into a cell. Nothing that a stranger wrote may run as a formula, in whichever program opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from siharat.evaluate.cases import COUNTED, Cases, measure
from siharat.evaluate.cases import apart as apart_of
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.rules import APART, INTERVALS, MOMENTS

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
COLUMNS = ("number", *MOMENTS, "disposition", "apart", "category", "channel", "locality", *COUNTED, "helped",
           *(f"{interval}_s" for interval in INTERVALS), *(f"{interval}_standing" for interval in INTERVALS))
CHUNK = 20_000


def neutral(text: str) -> str:
    """The text, behind an apostrophe when a spreadsheet would take it for a formula (OWASP ASVS 5.0, 1.2.10)."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def rows(evaluation: Evaluation) -> Iterator[list[Any]]:
    """One row for each case, in the order of ``COLUMNS``: times as wall clock of the station, durations in
    seconds. Who pressed and who came stands in none of them."""
    cases = evaluation.cases
    zone = ZoneInfo(evaluation.zone)
    for start in range(0, len(cases), CHUNK):
        yield from _chunk(cases.where(np.s_[start:start + CHUNK]), evaluation.as_of, zone)


def _chunk(cases: Cases, as_of: int, zone: ZoneInfo) -> Iterator[list[Any]]:
    moments = [_wall_clock(getattr(cases, moment), zone) for moment in MOMENTS]
    apart = [APART[at] for at in apart_of(cases)]
    words = [[neutral(getattr(cases, name).texts[code]) for code in getattr(cases, name).codes]
             for name in ("disposition", "category", "channel", "locality", "helped")]
    times = [measure(cases, interval, as_of) for interval in INTERVALS]
    took = [[None if np.isnan(each) else float(each) / 1_000 for each in time.took] for time in times]
    standing = [np.where(time.measured, "measured", np.where(time.unfinished, "unfinished", np.where(
        time.impossible, "impossible", "not_due"))).tolist() for time in times]
    numbers = [neutral(number.decode("utf-8", "replace")) for number in cases.numbers]
    disposition, category, channel, locality, helped = words
    counted = [[None if np.isnan(each) else int(each) for each in getattr(cases, name)] for name in COUNTED]
    yield from map(list, zip(numbers, *moments, disposition, apart, category, channel, locality,
                             *counted, helped, *took, *standing, strict=True))


def _wall_clock(times: Any, zone: ZoneInfo) -> list[str]:
    return ["" if np.isnan(at) else datetime.fromtimestamp(at / 1_000, UTC).astimezone(zone)
            .replace(tzinfo=None).isoformat(" ", "milliseconds") for at in times]
