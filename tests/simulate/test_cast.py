"""Made-up people: always the same ones, no two alike, nobody's number."""

from __future__ import annotations

import re
from collections import Counter

from siharat.simulate import cast

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
