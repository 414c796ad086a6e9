"""A station from its name to its first alarm, by the pages alone: what somebody who knows no computer language does.

The personnel office's spreadsheet has four hundred rows, and twenty of them are wrong, each in a way that lists really
are. How long the script took is printed; docs/setting-up.md says what that figure is worth.
"""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from tests.browser.house import Person
from tests.browser.windows import DESK, hold, rings, touch
from tests.cli.conftest import call
from tests.unpacked import unpacked

CODE = "63.05"
THERE = {"latitude": -2.86, "longitude": 114.95, "accuracy": 8}
"""In Kabupaten Tapin."""
HEAD = ("No", "NRP", "Nama Lengkap", "PANGKAT", "No. HP", "Kesatuan")
ROWS = 400
FIRST_LINE = 4
"""Below a title, an empty row and the names of the columns."""
PASSWORD = "pasar terapung pagi hari"

Row = list[object]
Fault = tuple[Callable[[Row], Row], str, str]


def without(at: int) -> Callable[[Row], Row]:
    return lambda row: [*row[:at], "", *row[at + 1:]]


def holding(at: int, value: object) -> Callable[[Row], Row]:
    return lambda row: [*row[:at], value, *row[at + 1:]]


FAULTS: list[Fault] = [
    (without(1), "NRP", "Kosong"), (without(2), "Nama Lengkap", "Kosong"), (without(3), "PANGKAT", "Kosong"),
    (without(1), "NRP", "Kosong"), (holding(1, "8.5E+07"), "NRP", "Angkanya hilang"),
    (holding(1, "tidak ada!"), "NRP", "Bukan nomor"), (holding(1, "NRP"), "NRP", "Bukan nomor"),
    (holding(2, "x" * 130), "Nama Lengkap", "Lebih panjang dari 120"),
    (holding(2, "=CONCATENATE(A1)"), "Nama Lengkap", "rumus"),
    (holding(3, "P" * 50), "PANGKAT", "Lebih panjang dari 40"),
    (holding(4, "12"), "No. HP", "Bukan nomor telepon"), (holding(4, "8.1E+10"), "No. HP", "Angkanya hilang"),
    (holding(4, "tanya saja"), "No. HP", "Bukan nomor telepon"),
    (holding(4, "+1 800 555 0100 9999"), "No. HP", "Bukan nomor telepon"),
    (holding(1, "77050001"), "NRP", "Sudah ada di baris 4"), (holding(1, "77050002"), "NRP", "Sudah ada di baris 5"),
    (holding(4, "081160000001"), "No. HP", "Sudah ada di baris 4"),
    (holding(4, "0811-6000-0002"), "No. HP", "Sudah ada di baris 5"),
    (holding(2, "Budi\u202eSantoso"), "Nama Lengkap", "tidak dapat dicetak"),
    (holding(1, "90010001"), "NRP", "tercatat di satuan lain"),
]
"""How each row is spoilt, and the column and the fault that the page must name. The last is an officer of
Polres Banjarbaru."""


def sound() -> list[Row]:
    return [[number, f"7705{number:04d}", f"Petugas {number}", "Bripda", f"08116{number:07d}", "Polsek Binuang"]
            for number in range(1, ROWS + 1)]


def planted(seed: int) -> tuple[list[Row], dict[int, tuple[str, str]]]:
    """The list with its faults in rows that chance chose, and by its line what is wrong with each, and where. The first
    two rows stay: others repeat their numbers."""
    rows = sound()
    found = {}
    for at, (spoil, *named) in zip(random.Random(seed).sample(range(2, ROWS), len(FAULTS)), FAULTS, strict=True):
        rows[at] = spoil(rows[at])
        found[at + FIRST_LINE] = (named[0], named[1])
    return rows, found


def spreadsheet(path: Path, rows: list[Row]) -> Path:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in [["DAFTAR PERSONEL POLRES TAPIN"], [], list(HEAD), *rows]:
        book.active.append(row)
    book.save(file)
    path.write_bytes(file.getvalue())
    return path


@pytest.fixture
def rina(house, tmp_path) -> Person:
    """The administrator of the province, made as the manual says."""
    (tmp_path / "polda.csv").write_text("nrp,nama,pangkat\n75030303,Rina Wijaya,Kompol\n")
    for words in (("officer", "import", str(tmp_path / "polda.csv"), "--station", "63"),
                  ("officer", "enrol", "--nrp", "75030303", "--role", "administrator")):
        assert call(house.folder, *words).exit_code == 0
    return Person(house, call(house.folder, "token", "officer", "--nrp", "75030303").stdout.strip())


def test_in_less_than_a_quarter_of_an_hour(windows, house, rina, tmp_path, capsys):
    began = time.monotonic()
    page = windows.open("/polda/satuan", "polda", rina, viewport=DESK)
    named(page)
    area(page)
    windows.may("404.*petugas/peran")  # somebody whom nobody knows, named for the desk
    officers(page, tmp_path)
    codes = sheet(page)
    assert len(codes) == ROWS
    ladder(page)
    anton = comes_in(windows, "77050001", codes[0])

    expect_lacks(page, "Belum ada latihan")
    elsewhere = house.citizen("Warga Lama")
    elsewhere.presses(location={"lat": THERE["latitude"], "lon": THERE["longitude"], "accuracy_m": 8})
    expect(anton.locator("[data-alarm]")).to_be_hidden()
    house.quiet()

    drilled(page, anton)
    live(page)
    took = time.monotonic() - began

    watches(anton, house.origin)
    siti = windows.open("/", "warga", house.citizen(), geolocation=THERE)
    hold(siti)
    rings(anton)
    touch(anton, "[data-take] button")
    expect(anton.locator("[data-title]")).to_have_text("Siti Aisyah")
    with capsys.disabled():
        print(f"\na station set up by its pages, with {ROWS} officers and {len(FAULTS)} planted errors: {took:.1f} s")
    assert took < 15 * 60


def named(page: Page, code: str = CODE, name: str = "Polres Tapin") -> None:
    touch(page, "a[href='/polda/satuan/baru']")
    touch(page, f"a[href$='kode={code}']")
    expect(page.locator("#name")).to_have_value(name)
    touch(page, "main form button")


def area(page: Page) -> None:
    """The usual kecamatan are ticked; one is left out on the map, and taken in again from the keyboard."""
    box = page.locator("[name='k.63.05.01']")
    expect(page.locator(".parts-list :checked")).to_have_count(12)
    page.locator("[data-part='63.05.01']").dispatch_event("click")
    expect(box).not_to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-part='63.05.01']")).to_have_attribute("data-chosen", "")
    touch(page, ".picker > button")
    expect(page.locator("#usulan")).to_contain_text("km²")
    expect(page.locator("#usulan")).not_to_contain_text("Menindih")
    touch(page, "#usulan form[action$='/pakai'] button")
    expect(page.locator("main")).to_contain_text("Berlaku sekarang")
    touch(page, ".onward a")


def test_two_clicks_at_one_place_are_of_one_kecamatan(windows, rina):
    """The page stays below the finger; the count follows; what was mistaken for its neighbour is told by name."""
    page = windows.open("/polda/satuan", "polda", rina, viewport=DESK)
    named(page, "63.11", "Polres Balangan")
    count = page.locator("details:has([name='k.63.11.01']) [data-count]")
    expect(count).to_have_text("8 dipilih")
    page.locator("[data-part='63.03.01']").scroll_into_view_if_needed()
    inside = page.locator("[data-part='63.11.01'] path").bounding_box()
    scrolled = page.evaluate("scrollY")
    assert inside is not None
    at = inside["x"] + inside["width"] / 2, inside["y"] + inside["height"] / 2
    code = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('[data-part]').dataset.part", at)
    was = page.locator(f"[name='k.{code}']").is_checked()
    for now in (not was, was):
        page.mouse.click(*at)
        expect(page.locator(f"[name='k.{code}']")).to_be_checked(checked=now)
        expect(count).to_have_text("8 dipilih" if now else "7 dipilih")
        expect(page.locator(".pointed")).to_contain_text("dipilih. Seluruhnya" if now else "tidak dipilih")
        assert page.evaluate("scrollY") == scrolled
    page.mouse.click(*at)
    page.locator("[data-part='63.03.17']").dispatch_event("click")
    expect(page.locator("[data-picked]")).to_contain_text("Seluruhnya 8")
    touch(page, ".picker > button")
    expect(page.locator("[data-unusual]")).to_contain_text("tanpa ")
    expect(page.locator("[data-unusual]")).to_contain_text("dari Kabupaten Banjar")


def officers(page: Page, tmp_path: Path) -> None:
    """Each wrong row is named with what is wrong, no sound one is; the mended file goes in."""
    rows, wrong = planted(seed=63)
    upload(page, spreadsheet(tmp_path / "daftar.xlsx", rows))
    said = page.eval_on_selector_all("tr[data-line]", "all => all.map(a => [a.dataset.line, a.innerText])")
    named_lines = {int(line): words for line, words in said}
    assert named_lines.keys() == wrong.keys(), "the planted ones, and no other"
    for line, (column, says) in wrong.items():
        assert f"\t{column}\t" in named_lines[line], (line, column)
        assert says in named_lines[line], (line, says)
        assert f"\tPetugas {line - FIRST_LINE + 1}\t" in named_lines[line] or column == "Nama Lengkap"
    expect(page.locator("form[action$='/masukkan']")).to_have_count(0)
    upload(page, spreadsheet(tmp_path / "daftar.xlsx", sound()))
    expect(page.locator("tr[data-line]")).to_have_count(0)
    touch(page, "form[action$='/masukkan'] button")
    expect(page.locator("main")).to_contain_text(f"{ROWS} petugas dalam daftar")
    expect(page.locator("#people option")).to_have_count(ROWS)
    page.locator("#nrp").fill("Petugas Z")
    page.locator("[name=role][value=administrator]").check()
    touch(page, "#meja .button[data-rank=first]")
    expect(page.locator("#nrp")).to_be_focused()
    expect(page.locator("#nrp")).to_have_value("Petugas Z")
    page.locator("#nrp").fill("petugas 2")
    touch(page, "#meja .button[data-rank=first]")
    expect(page.locator(".desk")).to_contain_text("Bripda Petugas 2")
    touch(page, ".onward a")


def upload(page: Page, file: Path) -> None:
    page.locator("#file").set_input_files(file)
    touch(page, "form[enctype] button")


def sheet(page: Page) -> list[str]:
    """The codes as they stand in the document, one for each slip."""
    with page.expect_download() as download:
        page.locator("form[data-download] button").click()
    document = Path(download.value.path()).read_bytes()
    assert document.startswith(b"%PDF-")
    expect(page.locator("[data-busy-done]")).to_be_focused()
    expect(page.locator(".found")).to_contain_text(re.compile(rf"Memegang kode{ROWS}dicetak .* berlaku sampai"))
    expect(page.locator("[aria-current=step]")).to_contain_text(f"0 dari {ROWS} sudah masuk")
    expect(page.locator("main form[data-download]:visible")).to_have_count(0)
    touch(page, ".onward a")
    return list(dict.fromkeys(re.findall(r"/Alt\s*\(([0-9A-Z]{4}-[0-9A-Z]{4})\)", unpacked(document))))


def ladder(page: Page) -> None:
    touch(page, "button[value=small]")
    expect(page.locator("[aria-labelledby=t-small] .pill")).to_have_text("berlaku")


def comes_in(windows, nrp: str, code: str) -> Page:
    """An officer with the slip in hand."""
    phone = windows.phone("petugas").new_page()
    phone.goto(f"{windows.house.origin}/petugas/daftar#{code}.{nrp}")
    expect(phone.locator("#code")).to_have_value(code)
    expect(phone.locator("#nrp")).to_have_value(nrp)
    assert "#" not in phone.url, "neither stays in the history of the phone"
    touch(phone, "form[action='/petugas/daftar'] button")
    phone.locator("#password").fill(PASSWORD)
    phone.locator("#again").fill(PASSWORD)
    touch(phone, "form[action='/petugas/kunci'] button")
    watches(phone, windows.house.origin)
    return phone


def watches(phone: Page, origin: str) -> None:
    """Their own page is open, and may sound."""
    phone.goto(f"{origin}/petugas")
    phone.locator("[data-lack=sound] button").click()
    phone.locator("[data-lack=sound]").wait_for(state="detached")
    phone.locator("[data-lack=stream]").wait_for(state="detached")


def expect_lacks(page: Page, what: str) -> None:
    page.goto(re.sub(r"/[a-z]+$", "/hidup", page.url))
    expect(page.locator(".lacking")).to_contain_text(what)
    expect(page.locator("main form[action$='/hidup']")).to_have_count(0)


def drilled(page: Page, anton: Page) -> None:
    touch(page, ".lacking a[href$='/latihan']")
    touch(page, "form[action$='/latihan'] button")
    rings(anton)
    touch(anton, "[data-take] button")
    expect(page.locator("[data-result]")).to_contain_text("diambil Bripda Petugas 1", timeout=40_000)
    touch(page, ".onward a")


def live(page: Page) -> None:
    expect(page.locator("[data-gaps]")).to_contain_text(f"1 dari {ROWS} petugas sudah masuk")
    page.locator("[name=sure]").check()
    touch(page, "form[action$='/hidup'] button")
    expect(page.locator("main")).to_contain_text("Polres Tapin hidup.")


def test_without_the_fault_it_is_not_found(tmp_path):
    """What was planted is what is named: a row that chance left alone is sound, and each that it chose is not."""
    from siharat.setup import listing

    clean = listing.understood(spreadsheet(tmp_path / "a.xlsx", sound()).read_bytes())
    assert (clean.rows, clean.faults) == (ROWS, [])
    for seed in (1, 2, 3):
        rows, wrong = planted(seed)
        found = listing.understood(spreadsheet(tmp_path / "a.xlsx", rows).read_bytes())
        elsewhere = {line for line, (_, says) in wrong.items() if "satuan lain" in says}
        assert {fault.line for fault in found.faults} == wrong.keys() - elsewhere
