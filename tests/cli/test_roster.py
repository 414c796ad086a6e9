"""A roster from a spreadsheet, as stations keep them: taken whole, or every wrong line is named."""

from __future__ import annotations

import pytest

from siharat.cli import duty_file
from siharat.kernel import Problem


def read(tmp_path, text):
    file = tmp_path / "piket.csv"
    file.write_text(text)
    return duty_file.read(file)


def test_teams_under_a_heading_and_with_semicolons(tmp_path):
    found = read(tmp_path, "JADWAL PIKET;;\nNRP;Regu\n85010234;A\n88020311;B\n")
    assert [(line.nrp, line.team) for line in found] == [("85010234", "A"), ("88020311", "B")]


def test_single_turns_in_the_ways_people_write_a_time(tmp_path):
    found = read(tmp_path, "nrp,mulai,selesai\n85010234,2026-12-01 08:00,01/12/2026 20.00\n")
    assert (found[0].begins, found[0].ends) == ("2026-12-01T08:00", "2026-12-01T20:00")


@pytest.mark.parametrize(("text", "said"), [
    ("nrp,regu\n85010234,\n", "line 2: regu"),
    ("nrp,regu\n!,A\n", "line 2: nrp"),
    ("nrp,mulai,selesai\n85010234,besok,2026-12-01 20:00\n", "line 2: mulai 'besok'"),
    ("nrp,mulai,selesai\n85010234,2026-12-02 08:00,2026-12-01 08:00\n", "ends before it begins"),
    ("nama,pangkat\nAndi,Bripka\n", "no row names the columns"),
    ("nrp,regu\n", "it holds nobody"),
])
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(Problem, match=said):
        read(tmp_path, text)
