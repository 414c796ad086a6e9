"""A draft of a broadcast is corrected: nobody's words are lost unseen, and nothing goes that nobody has read."""

from __future__ import annotations

import re

import pytest

from siharat.app import SWEPT_EVERY_S
from siharat.broadcast import actions, store
from siharat.broadcast.rules import read_wish
from siharat.kernel import Problem
from siharat.kernel.clock import DAY, SECOND
from siharat.people import wilayah
from siharat.web.command.broadcast_parts import grouped
from tests.story.conftest import hire
from tests.story.test_38_a_word_to_citizens import FIRST, SAID, as_caller, does, pages, public, writes

LOKTABAT_UTARA, MENTAOS, CEMPAKA = "63.72.04.1001", "63.72.04.1002", "63.72.03"


@pytest.fixture
def rina(stage):
    return hire(stage, "63.72", "Bripka", "Rina Wati", "operator")


def corrects(stage, officer, draft, seen=1, **changes):
    wish = read_wish(SAID | changes)
    chosen = stage.do(stage.app.services.db.read(actions.choose, as_caller(stage, officer), wish))
    return does(stage, actions.change, officer, draft, wish, chosen, seen)


def looked(stage, officer, draft):
    return does(stage, actions.look, officer, draft).message


def column(stage, name, draft):
    asked = store.text(f"SELECT {name} FROM broadcast WHERE id = :id")
    return stage.do(stage.app.services.db.read(lambda tx: tx.value(asked, id=draft)))


def test_what_was_corrected_is_what_citizens_read(stage, siti, dewi):
    draft = writes(stage, dewi)
    stage.after(600)
    corrects(stage, dewi, draft, headline="Banjir di Loktabat Utara", around="Loktabat Utara", km="1", minutes="240")
    message = looked(stage, dewi, draft)
    assert (message.version, message.area.circles[0][2]) == (2, 1.0)
    assert message.until - stage.app.services.clock.now() == pytest.approx(240 * 60 * SECOND, abs=SECOND)
    assert public(stage) == []
    assert does(stage, actions.send, dewi, draft, 2) == "sent"
    (heard,) = siti.screen.of("broadcast")
    assert heard["words"]["id"]["headline"] == "Banjir di Loktabat Utara"
    with pytest.raises(Problem, match="sent or dropped"):
        corrects(stage, dewi, draft, seen=2, text="terlambat")
    assert [each["words"]["id"]["text"] for each in public(stage)] == [SAID["text"]]


def test_of_two_who_correct_the_second_is_told_and_overwrites_nothing(stage, dewi, rina):
    draft = writes(stage, dewi)
    corrects(stage, dewi, draft, text="Air setinggi pinggang.")
    with pytest.raises(Problem, match="changed it") as refused:
        corrects(stage, rina, draft, text="Air setinggi lutut, surut.")
    assert (refused.value.status, refused.value.extra["version"]) == (409, 2)
    assert looked(stage, rina, draft).words["id"].text == "Air setinggi pinggang."
    corrects(stage, rina, draft, seen=2, text="Air surut.")
    assert looked(stage, dewi, draft).words["id"].text == "Air surut."


def test_without_the_version_the_first_would_be_lost_unseen(stage, dewi, rina, monkeypatch):
    """The planted fault."""
    monkeypatch.setattr(actions, "_must_be_draft", lambda message, seen: None)
    monkeypatch.setattr(store, "CHANGE", store.text(str(store.CHANGE).replace("version = :version", ":version > 0")))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_of_two_who_correct_the_second_is_told_and_overwrites_nothing(stage, dewi, rina)


def test_nobody_sends_or_throws_away_what_they_have_not_read(stage, siti, dewi, rina):
    draft = writes(stage, dewi)
    corrects(stage, rina, draft, text="Lain sama sekali.")
    for verb in (actions.send, actions.drop):
        with pytest.raises(Problem, match="Read it again"):
            does(stage, verb, dewi, draft, 1)
    assert (public(stage), siti.screen.of("broadcast")) == ([], [])
    assert does(stage, actions.send, dewi, draft, 2) == "sent"


def test_who_changes_a_large_one_cannot_send_it_and_the_second_person_reads_it_anew(stage, dewi, rina):
    draft = writes(stage, dewi, where="whole")
    assert does(stage, actions.send, dewi, draft, 1) == "waits"
    corrects(stage, rina, draft, where="whole", text="Diubah orang kedua.")
    with pytest.raises(Problem, match="Read it again"):
        does(stage, actions.send, rina, draft, 1)
    assert does(stage, actions.send, rina, draft, 2) == "waits", "what she wrote somebody else must read"
    assert public(stage) == []
    assert does(stage, actions.send, dewi, draft, 2) == "sent"
    kinds = store.text("SELECT kind FROM log_line WHERE incident = :id AND station = '63.72' ORDER BY position")
    told = stage.do(stage.app.services.db.read(lambda tx: [row.kind for row in tx.all(kinds, id=draft)]))
    assert told == ["broadcast_asked", "broadcast_changed", "broadcast_asked", "broadcast_sent"]


def test_only_who_may_see_it_corrects_it(stage, dewi, andi, hasan, yusuf):
    draft = writes(stage, dewi)
    beside = hire(stage, "63.71", "Aiptu", "Sari Dewanti", "operator")
    for other in (andi, beside):
        page = pages(stage, other)(f"/komando/siaran/{draft}/ubah", SAID | FIRST | {"headline": ""})
        assert page.status == 404
        assert pages(stage, other)(f"/komando/siaran/{draft}/ubah").status == 404
    corrects(stage, yusuf, draft, text="Dari Polda.")
    message = looked(stage, dewi, draft)
    assert (message.words["id"].text, message.station) == ("Dari Polda.", "63.72")


def test_an_update_is_corrected_only_while_its_thread_has_not_gone_on(stage, dewi):
    first = writes(stage, dewi)
    does(stage, actions.send, dewi, first)
    late = writes(stage, dewi, first, text="kata lama")
    corrects(stage, dewi, late, text="kata baru")
    assert (looked(stage, dewi, late).about, looked(stage, dewi, late).kind) == (first, "Update")
    does(stage, actions.call_off, dewi, first, "selesai")
    with pytest.raises(Problem, match="later message"):
        corrects(stage, dewi, late, seen=2, text="kata terbaru")
    with pytest.raises(Problem, match="later message"):
        does(stage, actions.send, dewi, late, 2)


def test_what_was_typed_of_the_place_is_sealed_and_goes_with_the_draft(stage, dewi):
    sent, thrown, old = (writes(stage, dewi, around="Loktabat Utara") for _ in range(3))
    assert "Loktabat" not in column(stage, "picked", sent)
    assert does(stage, actions.draft, dewi, sent)[1].around == "Loktabat Utara"
    does(stage, actions.send, dewi, sent)
    does(stage, actions.drop, dewi, thrown)
    stage.app.services.clock.advance((DAY + SECOND) / SECOND)
    stage.after(SWEPT_EVERY_S)
    assert column(stage, "picked", sent) is None
    young = writes(stage, dewi, around="Loktabat Utara")
    stage.after(SWEPT_EVERY_S)
    assert [column(stage, "words", each) is None for each in (sent, thrown, old, young)] == [False, True, True, False]


def value_of(form, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', form)[1]


def ticked(form):
    return set(re.findall(r'<input type="checkbox" name="part:([^"]*)" value="1" checked>', form))


def test_the_form_comes_back_as_it_was_and_says_who_was_first(stage, dewi, rina):
    desk, other = pages(stage, dewi), pages(stage, rina)
    parts = SAID | {"where": "parts", f"part:{LOKTABAT_UTARA}": "1", f"part:{CEMPAKA}": "1", "minutes": "480"}
    look = desk("/komando/siaran", parts).headers["location"]
    assert f'href="{look}/ubah"' in desk(look).body
    assert "Berlaku 8 jam sejak dikirim." in desk(look).body
    form = desk(f"{look}/ubah").body
    assert ticked(form) == {LOKTABAT_UTARA, CEMPAKA}
    assert '<option value="480" selected>' in form
    assert (value_of(form, "headline"), value_of(form, "version")) == (SAID["headline"], "1")
    assert f'action="{look}/ubah"' in form
    bad = desk(f"{look}/ubah", parts | FIRST | {"headline": " "})
    assert (bad.status, value_of(bad.body, "version"), "Tulis judulnya" in bad.body) == (422, "1", True)
    saved = desk(f"{look}/ubah", parts | FIRST | {"text": "<i>Surut</i>", f"part:{MENTAOS}": "1"})
    assert (saved.status, saved.headers["location"]) == (303, look)
    assert "&lt;i&gt;Surut&lt;/i&gt;" in desk(look).body
    assert ticked(desk(f"{look}/ubah").body) == {LOKTABAT_UTARA, CEMPAKA, MENTAOS}

    late = other(f"{look}/ubah", parts | FIRST | {"text": "Tulisan Rina"})
    assert (late.status, "Tulisan Rina" in late.body, value_of(late.body, "version")) == (409, True, "2")
    assert f"Belum disimpan: {dewi.name}" in late.body
    assert other(f"{look}/kirim", FIRST).status == 409
    assert "baru saja mengubahnya" in other(f"{look}/kirim", {}).body, "a page that says no version was read by nobody"
    assert public(stage) == []
    assert other(f"{look}/ubah", parts | {"text": "Tulisan Rina", "version": "2"}).status == 303
    assert other(f"{look}/kirim", {"version": "3"}).headers["location"] == look
    gone = desk(f"{look}/ubah", parts | {"version": "3", "text": "terlambat"})
    assert (gone.status, "terlambat" in gone.body) == (409, True)
    assert "sudah dikirim atau dibuang" in gone.body
    assert desk(f"{look}/ubah").status == 409


def test_what_was_thrown_away_says_so_and_cannot_be_sent(stage, dewi, rina):
    look = pages(stage, dewi)("/komando/siaran", SAID).headers["location"]
    assert pages(stage, rina)(f"{look}/buang", FIRST).headers["location"] == "/komando/siaran"
    refused = pages(stage, dewi)(f"{look}/ubah", SAID | FIRST)
    assert (refused.status, SAID["headline"] in refused.body) == (409, True)
    page = pages(stage, dewi)(look).body
    assert "Dibuang. Tidak ada warga yang membacanya." in page
    assert f'action="{look}/kirim"' not in page
    assert f'href="{look}/ubah"' not in page


def test_each_kelurahan_stands_under_its_kecamatan_and_every_part_once():
    parts = [part for part in wilayah.parts() if part.code.startswith(("63.72", "63.03"))]
    groups, alone = grouped(parts)
    offered = [each.key for group in groups for each in [*filter(None, [group.whole]), *group.parts]]
    assert sorted(offered + [each.key for each in alone]) == sorted(part.code for part in parts)
    for group in groups:
        assert group.whole is not None
        assert {part.key.rpartition(".")[0] for part in group.parts} == {group.whole.key}
    assert [group.name for group in groups] == sorted(group.name for group in groups)
    assert all(each.name.startswith("Kec. ") for each in alone)
    (cut,) = grouped([part for part in parts if part.code == LOKTABAT_UTARA])[0]
    assert (cut.name, cut.whole) == ("Banjarbaru Utara", None), "of which a part is another station's"
