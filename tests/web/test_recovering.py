"""Every way in is lost: the pages of who asks and of who sees them, without any script."""

from __future__ import annotations

import re

import pytest

from tests.story.conftest import hire
from tests.web.test_entrance import WORDS, Person, at


@pytest.fixture
def budi(stage):
    return hire(stage, "63.72", "Aipda", "Budi Rahman", "administrator")


def asks(stage, nrp):
    """The new phone's page, and what stands on it."""
    phone = Person(stage, "10.0.0.7")
    answer = phone.sends("/petugas/pulih", "/petugas/pulih", nrp=nrp, ke="komando")
    assert answer.status == 200, answer
    return phone, dict(re.findall(r'type="hidden" name="(code|number|until)" value="([^"]*)"', answer.body))


def goes_on(phone, nrp, shown):
    return phone.sends("/petugas/pulih", "/petugas/pulih/lanjut", nrp=nrp, ke="komando", **shown)


def test_asked_seen_and_in_at_the_desk_again(stage, agus, budi, nrp_of):
    nrp = nrp_of(agus)
    phone, shown = asks(stage, nrp)
    early = goes_on(phone, nrp, shown)
    assert (early.status, "Belum ada yang menyatakan melihat Anda" in early.body) == (409, True)
    assert shown["number"] in early.body, "and the number stays"
    desk = at(stage, "komando", budi)
    assert "1 meminta cara masuk baru" in desk.reads("/komando")
    page = desk.reads("/komando/petugas")
    assert "Aiptu Agus Salim meminta cara masuk baru" in page
    assert shown["number"] not in page, "only who asks can tell it"
    wrong = desk.sends("/komando/petugas", f"/komando/petugas/{agus.id}/pulih", number="00000", how="face")
    assert (wrong.status, "Angka itu tidak ada di ponselnya" in wrong.body) == (422, True)
    done = desk.sends("/komando/petugas", f"/komando/petugas/{agus.id}/pulih", number=shown["number"], how="face")
    assert (done.status, done.headers["location"]) == (303, "/komando/petugas?dilihat=true")
    assert "meminta cara masuk baru" not in desk.reads("/komando/petugas?dilihat=true")
    opened = goes_on(phone, nrp, shown)
    assert (opened.status, opened.headers["location"]) == (303, "/petugas/kunci?ke=komando")
    entered = phone.sends("/petugas/kunci?ke=komando", "/petugas/kunci", password=WORDS, again=WORDS, ke="komando")
    assert (entered.status, entered.headers["location"]) == (303, "/komando")


def test_refused_the_page_says_so(stage, agus, budi, nrp_of):
    phone, shown = asks(stage, nrp_of(agus))
    desk = at(stage, "komando", budi)
    desk.sends("/komando/petugas", f"/komando/petugas/{agus.id}/pulih", refuse="1")
    answer = goes_on(phone, nrp_of(agus), shown)
    assert (answer.status, "permintaan ini ditolak" in answer.body) == (401, True)
    again = desk.sends("/komando/petugas", f"/komando/petugas/{agus.id}/pulih", refuse="1")
    assert again.status == 409


def test_who_asks_again_and_again_waits(stage, agus, nrp_of):
    phone = Person(stage, "10.0.0.7")
    answers = [phone.sends("/petugas/pulih", "/petugas/pulih", nrp=nrp_of(agus)).status for _ in range(8)]
    assert answers[:5] == [200] * 5
    assert 429 in answers
