"""What the server says and what the page's modules say are held to the same cases.

The other half is in ``tests/js``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from siharat.web import moments
from siharat.web.citizen.phrases import QUIET, STEPS
from siharat.web.citizen.steps import PublicStep, headline, lines, unfold
from siharat.web.command.lines import timeline

HERE = Path(__file__).parent


def cases(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def test_times_numbers_and_distances() -> None:
    spoken = cases("spoken")
    for at, zone, said in spoken["clock"]:
        assert moments.clock(at, zone) == said
    for milliseconds, said in spoken["elapsed"]:
        assert moments.elapsed(milliseconds) == said
    for value, language, said in spoken["number"]:
        assert moments.number(value, language) == said
    for distance, language, said in spoken["metres"]:
        assert moments.metres(distance, language) == said
    for e164, said in spoken["phone"]:
        assert moments.phone(e164) == said


@pytest.mark.parametrize("case", cases("steps"), ids=lambda case: case["told"])
def test_the_citizens_steps(case: Any) -> None:
    state = unfold([PublicStep(**event) for event in case["events"]])
    words = QUIET if case.get("silent") else STEPS
    station, number = "Polres Banjarbaru", "0812-••••-7731"
    assert headline(state, station, words, str) == case["headline"]
    drawn = {line.key: line for line in lines(state, station, number, words, str)}
    if "states" in case:
        assert " ".join(f"{line.key}:{line.state}" for line in drawn.values()) == case["states"]
    for key, title in case.get("titles", {}).items():
        assert drawn[key].title == title
    for key, note in case.get("notes", {}).items():
        assert drawn[key].note == note
    for key, at in case.get("times", {}).items():
        assert state.times[key] == at


@pytest.mark.parametrize("case", cases("timeline"))
def test_the_timeline(case: Any) -> None:
    assert [told.words for told in timeline(case["lines"], str)] == case["words"]
