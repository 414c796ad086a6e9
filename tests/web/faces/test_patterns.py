"""Every face in every state, in every language: it can be drawn, and it keeps the house's promises."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from siharat.web import patterns
from siharat.web.command import reports
from siharat.web.faces import Faces
from siharat.web.officer import tasks
from siharat.web.pages import ROUTES
from siharat.web.words import FOLDER, LANGUAGES
from siharat.web.words.tool import catalogue_file, compiled, merged

FACES = [(door, name) for door, samples in patterns.SAMPLES.items() for name in samples]
OF_ONE = (r"(/polda/satuan|/kejadian|/lampiran|/angka|/komando/evaluasi/bulan|/komando/pembukaan|/komando/petugas"
          r"|/latihan/rencana|/latihan/hasil|/komando/tanda|/petugas/cara-lain|/komando/laporan|/komando/tugas"
          r"|/petugas/tugas|/komando/piket|/komando/hapus|/komando/siaran|/perubahan|/sistem-lain/sumber"
          r"|/sistem-lain/kiriman|/sistem-lain)/[^/]*/")
"""Addresses of one thing among many."""
DEEDS = {"/komando/laporan/*/*": reports.DEEDS, "/komando/tugas/*/*": reports.TASK_DEEDS,
         "/petugas/tugas/*/*": tasks.DEEDS}
"""Where one handler takes several forms: which."""
faces = Faces()


class Reader(HTMLParser):
    """What a checker of accessibility asks first."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.opened if tag in tags]


def read(door: str, name: str, language: str = "id") -> tuple[str, Reader]:
    page = patterns.face(faces, door, name, language)
    reader = Reader()
    reader.feed(page)
    return page, reader


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("door", "name"), FACES)
def test_can_be_drawn(door: str, name: str, language: str) -> None:
    page, reader = read(door, name, language)
    assert reader.all("html")[0]["lang"] == language
    assert "None" not in re.sub(r"<[^>]*>|<script.*?</script>", "", page, flags=re.S)


@pytest.mark.parametrize(("door", "name"), FACES)
def test_is_a_page_for_everybody(door: str, name: str) -> None:
    _, reader = read(door, name)
    assert len(reader.all("title")) >= 1
    assert [attrs for attrs in reader.all("main") if attrs.get("id") == "main"]
    labelled = {attrs["for"] for attrs in reader.all("label") if attrs.get("for")}
    for attrs in reader.all("input", "select", "textarea"):
        if attrs.get("type") in ("hidden", "radio", "checkbox"):
            continue  # hidden, or inside its label
        assert attrs.get("aria-label") or attrs.get("id") in labelled, attrs
    ids = [attrs["id"] for _, attrs in reader.opened if attrs.get("id")]
    assert len(ids) == len(set(ids)), "an id stands once"
    for attrs in reader.all("svg"):
        assert attrs.get("aria-hidden") or attrs.get("aria-label")


@pytest.mark.parametrize(("door", "name"), FACES)
def test_carries_no_code_and_no_style(door: str, name: str) -> None:
    page, reader = read(door, name)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all(attrs.get("src") or attrs.get("type") == "application/json" for attrs in reader.all("script"))
    for attrs in reader.all("form"):
        assert attrs.get("method") == ("get" if attrs.get("role") == "search" else "post"), "works without script"


def test_every_form_has_its_handler() -> None:
    known = {re.sub(r"\{[^}]*\}", "*", path) for handler in ROUTES for path in handler.paths}
    known |= {path.removesuffix("*") + deed for path, deeds in DEEDS.items() for deed in deeds}
    wanted = {"/demo/pintu/*"}
    for door, name in FACES:
        _, reader = read(door, name)
        actions = [attrs["action"] for attrs in reader.all("form")]
        actions += [attrs["formaction"] for attrs in reader.all("button") if attrs.get("formaction")]
        wanted |= {re.sub(OF_ONE, r"\1/*/", action or "") for action in actions}
    assert wanted - {"/demo/pintu/*"} <= known


def test_the_emergency_number_is_always_there_for_a_citizen() -> None:
    for name in patterns.SAMPLES["warga"]:
        assert 'href="tel:110"' in read("warga", name)[0]


def test_a_phone_that_has_not_claimed_learns_neither_name_nor_number() -> None:
    for name in ("alarm", "alarm-senyap", "diambil-lain", "mendukung", "selesai"):
        assert not re.search(r"Siti|81234567731", read("petugas", name)[0])


def test_text_from_strangers_stays_text() -> None:
    from siharat.web.citizen import samples
    from siharat.web.citizen.views import Message

    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    view = samples.after(samples.RECEIVED, messages=[Message(bad, samples.T0, mine=False, author=bad)])
    page = faces.page("citizen/home.html", patterns._shell("warga", "id"), view)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"id"}))
def test_catalogues_are_whole_and_compiled(language: str) -> None:
    catalogue = merged(language)
    known = {message.id for message in catalogue if message.id}
    before = catalogue_file(language).read_text(encoding="utf-8")
    assert all(phrase.splitlines()[0][:20] for phrase in known)
    assert catalogue_file(language).with_suffix(".mo").read_bytes() == compiled(catalogue), \
        "run python -m siharat.web.words.tool"
    if language == "en":
        assert [message.id for message in catalogue if message.id and not message.string] == []
    assert before


def test_no_phrase_shouts() -> None:
    for file in FOLDER.rglob("*.po"):
        strings: list[Any] = re.findall(r'^msg(?:id|str) "(.*)"$', file.read_text(encoding="utf-8"), re.M)
        assert not [text for text in strings if "!" in text or "pelaku" in text]
