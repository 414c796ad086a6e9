"""Made-up people: always the same ones, no two alike, nobody's number."""

from __future__ import annotations

import re
from collections import Counter

from siharat.people import officers, sessions
from siharat.report import clustering, desk, occurrences
from siharat.simulate import cast, province, reports

POLSEKS = ("Polsek Cempaka", "Polsek Liang Anggang")


def test_each_follows_from_a_number_alone() -> None:
    assert [cast.officer(n, POLSEKS) for n in range(50)] == [cast.officer(n, POLSEKS) for n in range(50)]


def test_a_station_of_them_is_believable() -> None:
    people = [cast.officer(n, POLSEKS) for n in range(312)]
    assert len({person.nrp for person in people}) == 312
    assert all(re.fullmatch(r"\d{2}(0[1-9]|1[0-2])\d{4}", person.nrp) for person in people)
    assert len({person.name for person in people}) > 250
    ranks = Counter(person.rank for person in people)
    assert set(ranks) == {rank for rank, _, _ in cast.RANKS}
    assert ranks["Bripka"] > ranks["AKP"]
    assert {person.polsek for person in people} == {None, *POLSEKS}


def test_the_demonstration_has_a_past_of_reports(stage):
    """Told once; what waits stands in the queue, and what clusters is found."""

    def work(tx):
        province.settle(tx, 20)
        reports.settle(tx, province.desk_nrp())
        reports.settle(tx, province.desk_nrp())
        caller = sessions.officer_caller(tx, officers.by_nrp(tx, province.desk_nrp()).id)
        happened = occurrences.of_station(tx, "63.72", "Asia/Makassar", 0)
        return len(desk.queue(tx, caller)), clustering.suggestions(happened)[0]

    waiting, first = stage.do(stage.app.services.db.write(work))
    assert waiting == len(reports.TODAY)
    assert (first.place, first.weekday, first.window) == ("Loktabat Utara", 5, 7)
