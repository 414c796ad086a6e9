"""The signed export: cases without a name, seals, figures; from which anybody computes the same figures again.

A text of lines. Each ends with the digest of everything up to it, so that a changed byte is found and its line named;
the last carries the signature of the whole. Kinds and areas with fewer than five cases are one, and no place, number
or officer is in it: what is left points to nobody.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec
import numpy as np

from siharat.evaluate import actions, seals
from siharat.evaluate.actions import Question
from siharat.evaluate.cases import COUNTED, WORDS, Cases, Gathering, Words
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.period import Period
from siharat.evaluate.rules import MOMENTS, Targets
from siharat.evaluate.seals import Seal
from siharat.kernel import Keyring, Problem

MARK = "siharat export 2"
SMALLEST = 5
"""Cases that a kind or an area needs to stand on its own."""
SMALL = "*"


@dataclass(frozen=True, slots=True)
class Checked:
    """An export that holds: what it says, computed again from its cases."""

    header: dict[str, Any]
    figures: dict[str, Any]
    seals: list[Seal]
    key: str


def export_of(cases: Cases, asked: Question, software: str, keys: Keyring, day_seals: Sequence[Seal]) -> bytes:
    arrival = actions.evaluate(cases, asked).within["response"]
    nameless = without_small_cells(cases)
    key = seals.public_key(keys)
    header = {"what": MARK, "software": software, "key": key, "station": asked.station, "name": asked.name,
              "timezone": asked.period.zone, "from": asked.period.first.isoformat(),
              "to": asked.period.last.isoformat(), "as_of": asked.as_of, "answer_ms": asked.targets.answer,
              "arrival": [list(step) for step in asked.targets.arrival], "cases": len(cases)}
    figures = figures_of(nameless, arrival, header)
    body, digest = bytearray(), hashlib.sha256()
    for said in _lines(header, day_seals, nameless, arrival, figures):
        line = msgspec.json.encode(said)
        digest.update(line)
        body += line + b"\t" + digest.hexdigest()[:16].encode() + b"\n"
    signature = seals.signing_key(keys).sign(_claim(digest)).hex()
    return bytes(body) + f"{digest.hexdigest()} {signature}\n".encode()


def _lines(header: Any, day_seals: Sequence[Seal], cases: Cases, arrival: Any, figures: Any) -> Iterator[Any]:
    yield header
    for seal in day_seals:
        yield {"seal": asdict(seal)}
    texts = [[getattr(cases, name).texts[code] for code in getattr(cases, name).codes] for name in WORDS]
    numbers = [_whole(getattr(cases, moment)) for moment in MOMENTS] + \
        [_whole(getattr(cases, name)) for name in COUNTED] + [_whole(arrival)]
    yield from zip(*numbers, *texts, strict=True)
    yield {"figures": figures}


def _whole(column: Any) -> list[int | None]:
    return [None if np.isnan(each) else int(each) for each in column]


def _claim(digest: Any) -> bytes:
    return f"{MARK}\x1f{digest.hexdigest()}".encode()


def without_small_cells(cases: Cases) -> Cases:
    """Kinds, areas and channels of fewer than five cases become one, and so do all when that one is small too."""
    found: dict[str, Any] = {}
    for name in ("category", "locality", "channel"):
        words: Words = getattr(cases, name)
        counts = Counter(words.codes.tolist())
        small = {code for code, count in counts.items() if count < SMALLEST}
        if small and sum(counts[code] for code in small) < SMALLEST and len(counts) > len(small):
            small.add(min((code for code in counts if code not in small), key=lambda code: counts[code]))
        texts = tuple(SMALL if code in small else text for code, text in enumerate(words.texts))
        merged = tuple(dict.fromkeys(texts))
        place = np.array([merged.index(text) for text in texts], dtype=np.int32)
        found[name] = Words(place[words.codes] if len(place) else words.codes, merged)
    return replace(cases, **found)


def figures_of(cases: Cases, arrival: Any, header: dict[str, Any]) -> dict[str, Any]:
    targets = Targets(header["answer_ms"], tuple((km, ms) for km, ms in header["arrival"]))
    return Evaluation(cases, header["as_of"], header["timezone"], targets, arrival=arrival).document()


def check(text: bytes, key: str | None = None) -> Checked:
    """Reads an export, checks every byte of it, and computes its figures again. ``Problem`` 422 names what does not
    hold: the line that was changed, the signature, a seal, or the first figure that differs."""
    if not text.endswith(b"\n"):
        raise _broken("its end is missing")
    *lines, last = text[:-1].split(b"\n")
    said, digest = [], hashlib.sha256()
    for number, line in enumerate(lines, start=1):
        body, _, found = line.rpartition(b"\t")
        digest.update(body)
        if found != digest.hexdigest()[:16].encode():
            raise _broken(f"line {number} was changed, removed or inserted")
        try:
            said.append(msgspec.json.decode(body))
        except msgspec.DecodeError as error:
            raise _broken(f"line {number} is not JSON") from error
    try:
        return _understood(said, digest, last, key)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _broken(f"it is signed, and not an export that this version understands ({error!r})") from error


def _understood(said: list[Any], digest: Any, last: bytes, key: str | None) -> Checked:
    header = said[0] if said and isinstance(said[0], dict) else {}
    if header.get("what") != MARK:
        raise _broken(f"its first line does not say {MARK!r}: is it the right file?")
    total, _, signature = last.decode("ascii", "replace").partition(" ")
    if total != digest.hexdigest():
        raise _broken("the digest in the last line was changed, or lines are missing")
    if not seals.is_signed(_claim(digest), signature, header["key"]):
        raise _broken("the signature in the last line was changed, or made with another key")
    if key is not None and key != header["key"]:
        raise _broken(f"it is signed with the key {header['key']}, not with the one expected")
    day_seals = [Seal(**each["seal"]) for each in said[1:] if isinstance(each, dict) and "seal" in each]
    for seal in day_seals:
        if not seals.is_signed(seal.says, seal.signature, header["key"]):
            raise _broken(f"the seal of {seal.day} was not made with the key of the export")
    cases, arrival = _cases([each for each in said[1:] if isinstance(each, list)])
    if len(cases) != header["cases"]:
        raise _broken(f"it has {len(cases)} cases and should have {header['cases']}")
    Period.read(header["from"], header["to"], header["timezone"])
    figures = figures_of(cases, arrival, header)
    known = next(each["figures"] for each in said[1:] if isinstance(each, dict) and "figures" in each)
    if different := next(_differences(msgspec.json.decode(msgspec.json.encode(figures)), known, ""), None):
        raise _broken(f"the figure {different} does not follow from the cases")
    return Checked(header, figures, day_seals, header["key"])


def _cases(rows: list[list[Any]]) -> tuple[Cases, Any]:
    names = (*MOMENTS, *COUNTED, "arrival", *WORDS)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [[]] * len(names)
    named = dict(zip(names, columns, strict=True))
    arrival = np.array(named.pop("arrival"), dtype=np.float64)
    into = Gathering()
    into.add([""] * len(rows), named, {"lat": None, "lon": None})
    return into.done(), arrival


def _differences(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in dict.fromkeys([*ours, *theirs]):
            yield from _differences(ours.get(key), theirs.get(key), f"{where}.{key}".lstrip("."))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, f"{where}[{at}]")
    elif ours != theirs:
        yield where


def _broken(why: str) -> Problem:
    return Problem(422, "export_broken", f"The export does not hold: {why}. Ask the station for it again; do not use "
                   "these figures.")
