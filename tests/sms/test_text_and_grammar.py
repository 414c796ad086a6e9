"""What an SMS says, and what is understood of one: for any text that anybody writes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from siharat.ring.channels import Message, Named, Reply
from siharat.ring.channels.sms.grammar import read
from siharat.ring.channels.sms.spool import decoded
from siharat.ring.channels.sms.text import LETTERS, LONGEST, answered, plain, spoken

INCIDENT = Named("0193a5c0-0000-7000-8000-000000000001", "SHR-7K4M2P")


def test_the_alarm_names_a_place_and_no_person():
    said = spoken(Message("alarm", INCIDENT, locality="Loktabat Selatan", receipt_key="secret"))
    assert said == ("ALARM SHR-7K4M2P Loktabat Selatan. Balas AMBIL untuk mengambil, TIDAK jika tidak bisa.")


def test_a_drill_and_a_silent_alarm_say_so():
    assert spoken(Message("alarm", INCIDENT, mode="drill")).startswith("LATIHAN SHR-7K4M2P lokasi belum diketahui.")
    assert spoken(Message("alarm", INCIDENT, caution="silent")).startswith("JANGAN TELEPON: TULIS. ALARM")
    assert spoken(Message("alarm", INCIDENT, caution="forced")).startswith("DIPAKSA BATAL. JANGAN TELEPON: DATANG. ")
    assert spoken(Message("cancelled", INCIDENT, caution="forced", why="forced")).startswith("DIPAKSA BATAL. JANGAN")


def test_who_took_what_must_not_be_phoned_is_not_told_to_phone():
    taken = Reply("taken", "i", "SHR-7K4M2P", "Loktabat", None, "Siti Aisyah", citizen_phone="+6281234567731")
    for caution in ("silent", "forced"):
        said = answered(replace(taken, caution=caution))
        assert "Telepon sekarang" not in said
        assert said.index("JANGAN TELEPON") < said.index("+6281234567731")


def test_the_winner_reads_the_number_first_and_the_loser_who_won():
    taken = Reply("taken", "i", "SHR-7K4M2P", "Loktabat Selatan", None, "Siti Aisyah", citizen_phone="+6281234567731")
    assert answered(taken) == ("SHR-7K4M2P: ANDA yang mengambil. Telepon sekarang +6281234567731, "
                               "Siti Aisyah, Loktabat Selatan.")
    lost = Reply("already_claimed", "i", "SHR-7K4M2P", "Loktabat", "Aipda Nur Hayati")
    assert answered(lost) == "SHR-7K4M2P sudah diambil Aipda Nur Hayati. Terima kasih."
    assert answered(Reply("unknown")) is None, "a stranger is told nothing"


@given(st.text(), st.text(), st.text(), st.sampled_from(["alarm", "silence", "proof", "trouble", "cancelled"]),
       st.sampled_from(["loud", "drill"]), st.sampled_from(["", "silent", "forced"]))
@example("i" * 200, "\u2066{text}" * 90, "Ş" * 300, "alarm", "loud", "forced")
def test_every_message_costs_one(code, place, name, kind, mode, caution):
    said = spoken(Message(kind, Named("i", code), mode=mode, caution=caution, locality=place, claimed_by=name,
                          why=place))
    assert len(said) <= LONGEST
    assert LETTERS.issuperset(said)


@given(st.sampled_from(["taken", "already_claimed", "declined", "nothing_rings"]), st.text(), st.text(),
       st.sampled_from(["", "silent", "forced"]))
def test_every_answer_costs_one_and_the_number_is_whole(outcome, name, place, caution):
    said = answered(Reply(outcome, "i", "SHR-7K4M2P", place, name, name, caution, "+628123456789012"))
    assert len(said) <= LONGEST
    assert LETTERS.issuperset(said)
    assert outcome != "taken" or "+628123456789012" in said


@given(st.text())
def test_plain_letters_stay_as_they_are(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["AMBIL", "ambil", "Ambil.", "AMBL", "Amil", "abmil", "AMBIIL", " ambil !",
                                  "\"AMBIL\"",
                                  "Siap ambil", "saya ambil pak", "ambil, 5 menit lagi sampai", "ＡＭＢＩＬ"])
def test_take(text):
    assert read(text) == ("take", None)


@pytest.mark.parametrize("text", ["TIDAK", "tidak", "Tidak bisa", "tdk", "tidk", "gak bisa ndan", "kada",
                                  "tidak ambil"])
def test_decline(text):
    assert read(text) == ("decline", None)


@pytest.mark.parametrize("text", ["", "?", "halo", "sambil jalan", "sambil", "jangan ambil", "bukan", "ambil? tidak",
                                  "mobil", "bisa", "OK", "Ambil batal", "MAMBIL", "1", "\0"])
def test_neither(text):
    assert read(text) is None


@pytest.mark.parametrize(("text", "code"), [("AMBIL SHR-7K4M2P", "SHR-7K4M2P"), ("ambil shr 7k4m2p", "SHR-7K4M2P"),
                                            ("shr7k4m2p ambil", "SHR-7K4M2P"), ("TIDAK SHR-XX", "SHR-XX")])
def test_the_code_says_which_of_two(text, code):
    assert read(text).code == code


@given(st.text())
@example("shr-" + "\u0130" * 50)
@example("ambil" * 10_000)
def test_whatever_comes_in_is_read_without_an_error_and_nothing_of_it_goes_on(text):
    meant = read(text)
    assert meant is None or (meant.said in ("take", "decline") and len(meant.code or "") <= len("SHR-") + 12)


@given(st.binary())
@example(b"\xfe\xff\xd8\x00")
def test_whatever_bytes_the_daemon_wrote_become_a_text(raw):
    assert isinstance(decoded(raw), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_the_daemon_writes_is_read_back(text):
    assert decoded(b"\xfe\xff" + text.encode("utf-16-be")) == text
