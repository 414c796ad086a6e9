"""What the database says of an incident is what the rule says of its lines."""

from __future__ import annotations

import json
import random
from itertools import groupby

from sqlalchemy import text

from siharat.evaluate import cases as columns
from siharat.evaluate import store
from siharat.evaluate.cases import Gathering
from siharat.evaluate.rules import MOMENTS, Fact, case_of
from siharat.evaluate.store import Span
from tests.story.conftest import settle_in

SEED = 20261125
STATION = "63.72"
INCIDENT = text("""INSERT INTO incident (id, code, station, citizen, status, mode, locality, lat, lon, phones, wave,
    escalation, policy, opened_at, closed_at, road) SELECT :id, :id, station, citizen, 'closed', 'loud', :locality,
    -3.4, 114.8, 1, 1, 0, policy, :at, :at, 'app' FROM incident LIMIT 1""")
LINE = text("""INSERT INTO log_line (station, position, incident, kind, at, actor, payload, payload_digest, digest)
    VALUES (:station, :position, :incident, :kind, :at, 'system', :payload, '', '')""")
SAYS = [("claimed", {}), ("lapsed", {}), ("call_back", {"outcome": "reached"}), ("call_back", {"outcome": "busy"}),
        ("movement", {"status": "en_route"}), ("movement", {"status": "on_scene"}), ("movement", {"status": "clear"}),
        ("message", {"text": '"status":"on_scene"'}), ("unanswered", {}), ("movement", None),
        ("handed_over", {}), ("rated", {"outcome": "yes"}), ("rated", {"outcome": "no"}),
        ("amended", {"disposition": "genuine"})]


def lines_of(chance, number):
    """A press, whatever may follow in whatever order, perhaps an end; some of it erased by law."""
    told = [("raised", {"mode": chance.choice(["loud", "silent", "practice", "drill"])}),
            *chance.choices(SAYS, k=chance.randrange(12))]
    if chance.random() < 0.7:
        told.append(("closed", {"disposition": chance.choice(["genuine", "test"]), "rung": 3, "proved": 2}))
    told = [(kind, None if chance.random() < 0.1 else said) for kind, said in told]
    return [] if number % 97 == 5 else told


def write(tx, chance, count):
    """The lines as facts, for each incident, and the position of the last."""
    known, position = {}, 0
    for number in range(count):
        # Many in one millisecond, which a page must neither lose nor count twice.
        name, at = f"i{chance.randrange(10**9):09d}-{number}", 1_000_000 + number // 3 * 10
        tx.run(INCIDENT, id=name, at=at, locality=chance.choice(["Cempaka", None]))
        known[name] = []
        for kind, said in lines_of(chance, number):
            position = max(position + 1, at * 1_000 + chance.randrange(30_000))
            tx.run(LINE, station=STATION, position=position, incident=name, kind=kind, at=position // 1_000,
                   payload=None if said is None else json.dumps(said))
            word = next(iter(said.values()), "") if said else ""
            phones = (said["rung"], said["proved"]) if said and "rung" in said else None
            known[name].append((position, Fact(kind, position // 1_000, word, phones)))
    return known


def read(tx, as_of):
    into, after = Gathering(), store.ANYTHING
    while (page := store.incidents(tx, STATION, Span(0, 10**12, as_of), after)).after is not None:
        into.add(page.numbers, page.columns, page.alike)
        after = page.after
    return into.done()


def test_the_database_tells_first_times_as_the_rule_does(stage, monkeypatch):
    settle_in(stage, "Siti", "0812-3456-7731").presses()
    monkeypatch.setattr(store, "PAGE_OF_INCIDENTS", 7)
    db = stage.app.services.db
    known = stage.do(db.write(write, random.Random(SEED), 300))
    for as_of in (1_000_900, 10**10):
        found = stage.do(db.read(read, as_of))
        called = [number.decode() for number in found.numbers]
        expected = {name: case for name, lines in known.items()
                    if (case := case_of([fact for at, fact in lines if at <= as_of * 1_000 + 999])) is not None}
        assert len(called) == len(set(called))
        assert set(called) == set(expected)
        for at, name in enumerate(called):
            case = expected[name]
            for moment in (*MOMENTS, *columns.COUNTED):
                value = getattr(found, moment)[at]
                assert (None if value != value else int(value)) == getattr(case, moment), (name, moment)
            assert found.helped.texts[found.helped.codes[at]] == case.helped, name
            assert found.mode.texts[found.mode.codes[at]] == case.mode
            assert found.disposition.texts[found.disposition.codes[at]] == case.disposition
        raised = list(found.raised)
        assert sum(1 for _ in groupby(raised)) > 10
        assert columns.apart(found).any()
