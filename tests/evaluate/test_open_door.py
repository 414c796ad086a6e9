"""What everybody may read: months and areas, never a small number, and nothing that can be worked out."""

from __future__ import annotations

from siharat.evaluate import public
from siharat.evaluate.cases import gathered
from siharat.evaluate.figures import Evaluation
from siharat.evaluate.period import Period
from siharat.evaluate.rules import Case
from siharat.web.figures import keys_of

START = Period.read("2026-09-01", "2026-11-30", "Asia/Makassar")
DAY = 86_400_000


def cases(counts):
    """``counts``: for each month and area how many alarms."""
    found = []
    for (month, area), count in counts.items():
        for number in range(count):
            raised = START.start + month * 30 * DAY + number * 3_600_000 + DAY
            found.append(Case(raised, raised + 5_000, None, raised + 60_000, raised + 400_000, None, raised + 900_000,
                              "genuine", locality=area))
    return Evaluation(gathered(found), START.end, "Asia/Makassar")


def test_no_cell_below_five_is_told_and_none_can_be_worked_out():
    seen = public.told(cases({(0, "Cempaka"): 4, (1, "Loktabat"): 40, (1, "Palam"): 9, (2, "Loktabat"): 7}),
                       keys_of(START))
    assert [(each.key, each.alarms) for each in seen.months] == [("2026-09", None), ("2026-10", 49), ("2026-11", 7)]
    assert seen.months[0].median_s is None
    assert seen.areas == {"Loktabat": 47}, "the one small area would follow from the rest: the next hides with it"
    assert seen.others == 13
    assert not any(0 < count < 5 for count in seen.areas.values())


def test_a_month_of_nothing_is_told_as_nothing():
    seen = public.told(cases({}), ["2026-09"])
    assert (seen.months[0].alarms, seen.areas, seen.others) == (0, {}, 0)
