"""The page on which stations change: renamed, looked at, merged, opened again, without any script."""

from __future__ import annotations

import pytest

from tests.story.conftest import hire
from tests.web.test_entrance import at


@pytest.fixture
def dian(stage):
    return hire(stage, "63", "AKBP", "Dian Permata", "administrator")


PAGE = "/polda/perubahan?satuan=63.72"
ENDS = {"to": "63.71", "how": "merged", "reason": "Kedua satuan menjadi satu"}


def test_renamed_looked_at_merged_and_opened_again(stage, siti, andi, dian, hasan):
    desk = at(stage, "polda", dian)
    assert "Perubahan satuan" in desk.reads("/polda")
    done = desk.sends(PAGE, "/polda/perubahan/63.72/nama", name="Polres Kota Banjarbaru")
    assert (done.status, done.headers["location"]) == (303, PAGE)
    assert "Nama diganti dari Polres Banjarbaru menjadi Polres Kota Banjarbaru" in desk.reads(PAGE)
    code = siti.presses()["incident"]["code"]
    refused = desk.sends(PAGE, "/polda/perubahan/63.72/akhiri", **{**ENDS, "how": "closed"})
    assert (refused.status, f"Masih ada kejadian terbuka: {code}" in refused.body) == (409, True)
    looked = desk.sends(PAGE, "/polda/perubahan/63.72/akhiri", **ENDS)
    assert looked.status == 200
    assert "Yang akan terjadi: Polres Kota Banjarbaru menjadi bagian Polresta Banjarmasin" in looked.body
    assert code in looked.body
    assert "Satuan ini sudah ditutup" not in desk.reads(PAGE), "to look changes nothing"
    assert desk.sends(PAGE, "/polda/perubahan/63.72/akhiri", sure="1", **ENDS).status == 303
    shown = desk.reads(PAGE)
    assert "Satuan ini sudah ditutup" in shown
    assert "Kedua satuan menjadi satu" in shown
    assert desk.sends(PAGE, "/polda/perubahan/63.72/buka").status == 303
    assert desk.sends(PAGE, "/polda/perubahan/63.72/buka").status == 409
    assert "Satuan dibuka kembali" in desk.reads(PAGE)


def test_a_stations_own_administrator_renames_it_and_ends_nothing(stage, agus, andi, hasan):
    desk = at(stage, "komando", agus)
    assert "Tutup atau gabungkan" not in desk.reads("/komando/perubahan")
    assert desk.sends("/komando/perubahan", "/komando/perubahan/63.72/nama", name="Polres Baru").status == 303
    assert desk.sends("/komando/perubahan", "/komando/perubahan/63.72/akhiri", sure="1", **ENDS).status == 404
    assert desk.sends("/komando/perubahan", "/komando/perubahan/63.72/nama", name=" ").status == 422
    file = desk.call("GET", "/komando/perubahan/63.72/pengaturan")
    assert "siharat settings 1" in str(file.body)


def test_the_province_shows_only_ways_that_are_open(stage, dian, yusuf):
    """Where the page itself would answer 404 there is no link to it."""
    for path, way in (("/polda", 'href="/polda/perubahan"'), ("/polda/penyebaran", 'href="/polda/satuan"')):
        assert way in at(stage, "polda", dian).reads(path)
        assert way not in at(stage, "polda", yusuf).reads(path)
