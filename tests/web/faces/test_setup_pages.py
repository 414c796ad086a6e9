"""The road on which a station is set up, by plain forms: every step, every fault said by its place, hostile files."""

from __future__ import annotations

import html
import io
import json
import re
import time
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from siharat.people import officers, passwords, stations, wilayah
from siharat.web.setup.area import _unusual
from tests.story.conftest import hire
from tests.web.faces.test_pages import Browser, enter, looked_at

CODE = "63.77"
ROAD = f"/polda/satuan/{CODE}"
BOUNDARY = "grenze"
OLD, DRAFTS = text("UPDATE station_draft SET made_at = made_at - :days"), text("SELECT count(*) FROM station_draft")
LIVE_CODES = text("SELECT code_blind FROM enrolment WHERE used_at IS NULL AND revoked_at IS NULL ORDER BY id")
CLOSE = text("UPDATE station SET closed_at = 1, live_since = NULL, successor = '63' WHERE code = :station")
SQUARE = [[[115.0, -7.0], [115.1, -7.0], [115.1, -7.1], [115.0, -7.1], [115.0, -7.0]]]


@pytest.fixture
def desk(stage):
    return enter(stage, "polda", hire(stage, "63", "Kompol", "Rina Wijaya", "administrator"))


@pytest.fixture
def road(stage, desk):
    answer = desk.submit("/polda/satuan/baru", "/polda/satuan", code=CODE, name="Polres Baru", parent="63",
                         timezone="Asia/Makassar")
    assert (answer.status, answer.headers["location"]) == (303, f"{ROAD}/wilayah")
    return desk


def send(browser: Browser, page: str, path: str, content: bytes, name: str = "a.xlsx") -> Any:
    """A form with a file in it, as a browser without script sends it."""
    proof = re.search(r'name="csrf" content="([^"]*)"', browser.get(page).body)
    assert proof
    head = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{proof.group(1)}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n")
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "sec-fetch-site": "same-origin",
               "cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items())}
    return browser.stage.call("POST", path, body, headers=headers)


def book(*rows: tuple[object, ...]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(file)
    return file.getvalue()


HEAD = ("NRP", "Nama Lengkap", "PANGKAT", "No. HP")
TWO = (("77020001", "Anton", "Bripda", "081155500001"), ("77020002", "Budi", "Bripka", ""))


def there(stage):
    return stage.do(stage.app.services.db.read(lambda tx: [row.nrp for row in officers.of_station(tx, CODE)]))


def test_a_shipped_station_fills_the_form(desk, stage):
    stage.do(stage.app.services.db.write(stations.set_live, "63.05", False))
    assert "Polres Tapin" in desk.get("/polda/satuan").body
    assert 'value="63.72"' in desk.get("/polda/satuan/baru?kode=63.72").body


@pytest.mark.parametrize(("wrong", "says"), [
    ({"code": "63.72"}, "sudah dipakai"), ({"code": "a/b"}, "Kodenya"), ({"name": " "}, "Namanya"),
    ({"timezone": "Mars"}, "zona waktunya")])
def test_a_name_that_cannot_be_is_refused_by_its_field_and_kept(desk, wrong, says):
    said = {"code": CODE, "name": "Polres Baru", "parent": "63", "timezone": "Asia/Makassar"} | wrong
    answer = desk.submit("/polda/satuan/baru", "/polda/satuan", **said)
    assert answer.status in (409, 422)
    assert says in answer.body
    assert f'value="{said["code"]}"' in answer.body


def test_kecamatan_are_ticked_looked_at_and_put_in_force(road, stage):
    page = road.get(f"{ROAD}/wilayah").body
    assert page.count('type="checkbox" name="k.') == 156
    assert page.count("data-part=") == 156
    assert "kini Polres Tapin" in page
    chosen = {f"k.{code}": "1" for code in wilayah.usual_kecamatan("63.05")}
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah", **chosen).status == 303
    page = road.get(f"{ROAD}/wilayah").body
    assert "Menindih satuan lain" in page
    assert "Polres Tapin:" in page
    refused = road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai")
    assert refused.status == 409
    assert "Centang bila memang begitu" in refused.body
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai", overlap="1").status == 303
    assert "Berlaku sekarang" in road.get(f"{ROAD}/wilayah").body
    unsure = road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/batal")
    assert (unsure.status, "Centang dulu" in unsure.body) == (422, True), "one tap takes no area away"
    first = stage.do(stage.app.services.db.read(stations.areas_of, CODE))
    assert first != []
    send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", geojson(SQUARE), "a.geojson")
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai", far="1").status == 303
    before = looked_at(road.get(f"{ROAD}/wilayah").body, f"{ROAD}/wilayah/batal")
    for status in (303, 409):  # touched twice, the second would undo the first
        assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/batal", sure="1", **before).status == status
    assert stage.do(stage.app.services.db.read(stations.areas_of, CODE)) == first


def test_only_the_area_that_was_looked_at_is_put_in_force(road, stage):
    """Another one came between: of a colleague, or from a second window."""
    others = [[[116.0, -7.0], [116.1, -7.0], [116.1, -7.1], [116.0, -7.1], [116.0, -7.0]]]
    send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", geojson(SQUARE), "a.geojson")
    before = looked_at(road.get(f"{ROAD}/wilayah").body, f"{ROAD}/wilayah/pakai")
    send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", geojson(others), "b.geojson")
    for deed in ("pakai", "buang"):
        refused = road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/{deed}", far="1", **before)
        assert (refused.status, "Baca sekali lagi" in refused.body) == (409, True)
    assert stage.do(stage.app.services.db.read(stations.areas_of, CODE)) == []
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai", far="1").status == 303


def test_no_area_is_given_back_where_there_was_none(road):
    """After the first: nothing to tick by mistake, and the way on stands at once."""
    for number, offered in ((1, False), (2, True)):
        send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", geojson(SQUARE), "a.geojson")
        assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai", far="1").status == 303
        page = road.get(f"{ROAD}/wilayah").body
        assert ("/wilayah/batal" in page) is offered, number
        assert page.index('class="onward"') < page.index('class="picker"')


def test_what_differs_from_the_usual_is_named_with_whose_it_is():
    """Eleven of twelve and one of the neighbour's are twelve again."""
    usual = wilayah.usual_kecamatan("63.05")
    taken = {each.code: each for each in wilayah.kecamatan()}
    stranger = next(each for each in wilayah.kecamatan() if each.code.startswith("63.03"))
    without, besides = _unusual("63.05", [*usual[1:], stranger.code])
    assert (without, besides) == ([taken[usual[0]].name], [(stranger.name, "Kabupaten Banjar")])
    assert _unusual("63.05", usual) == ([], [])
    assert _unusual("99.99", usual) == ([], []), "of this station nobody knows what is usual"


def test_nothing_chosen_is_said(road):
    answer = road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah")
    assert answer.status == 422
    assert "paling sedikit satu kecamatan" in answer.body


def geojson(coordinates: Any, kind: str = "Polygon") -> bytes:
    return json.dumps({"type": kind, "coordinates": coordinates}).encode()


def _million() -> bytes:
    return b'{"type":"Polygon","coordinates":[[' + b"[1,2]," * 1_000_000 + b"[1,2]]]}"


BAD_AREAS = {
    "crosses itself": (geojson([[[115, -3], [116, -4], [116, -3], [115, -4], [115, -3]]]), "memotong dirinya"),
    "a million points": (_million(), "200000 titik"),
    "wrong way round": (geojson([[[-3, 115], [-3, 116], [-4, 116], [-4, 115], [-3, 115]]]), "terbalik"),
    "metres": (geojson([[[250_000, 9_600_000], [260_000, 9_600_000], [260_000, 9_610_000], [250_000, 9_600_000]]]),
               "bukan derajat"),
    "nested": (b"[" * 100_000, "bersarang"), "a word": (b"hello", "bukan GeoJSON"), "bytes": (b"\xff\xfe\x01", "UTF-8"),
    "a point": (geojson([115, -3], "Point"), "tidak ada bidang"),
    "a line": (geojson([[[1, 2], [3, 4], [1, 2]]]), "idak"),
    "NaN": (b'{"type":"Polygon","coordinates":[[[NaN,1],[2,3],[4,5],[NaN,1]]]}', "bukan GeoJSON"),
    "large": (b" " * (11 * 1024 * 1024), "10 MB"), "nothing": (b"", "Pilih dulu"),
}


@pytest.mark.parametrize("what", BAD_AREAS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_drawing_that_is_no_area_is_refused_within_a_second(road, what):
    content, says = BAD_AREAS[what]
    began = time.process_time()
    answer = send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", content, "a.geojson")
    took = time.process_time() - began
    assert answer.status == 422
    assert says in answer.body
    assert took < 2, "two pages and a file; each of them within a second"


def test_the_wrong_hemisphere_is_only_meant_when_it_is_said(road, stage):
    north = geojson([[[lon, -lat] for lon, lat in SQUARE[0]]])
    assert send(road, f"{ROAD}/wilayah", f"{ROAD}/wilayah/berkas", north).status == 303
    assert "terbalik" in road.get(f"{ROAD}/wilayah").body
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai").status == 409
    assert road.submit(f"{ROAD}/wilayah", f"{ROAD}/wilayah/pakai", far="1").status == 303


def test_a_list_is_tried_taken_over_and_taken_back(road, stage):
    assert send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(("DAFTAR",), HEAD, *TWO)).status == 303
    page = road.get(f"{ROAD}/petugas").body
    assert "No. HP" in page
    assert "2 baris terbaca" in page
    assert there(stage) == [], "a dry run"
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan").status == 303
    assert there(stage) == ["77020001", "77020002"]
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/peran", nrp="77020002", role="administrator").status == 303
    assert "Bripka Budi" in road.get(f"{ROAD}/petugas").body
    unsure = road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/batal")
    assert (unsure.status, "Centang dulu" in unsure.body) == (422, True)
    assert there(stage) == ["77020001", "77020002"], "one tap takes nobody out"
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/batal", sure="1").status == 303
    assert there(stage) == []


def test_only_the_list_that_was_looked_at_is_taken_over(road, stage):
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    before = looked_at(road.get(f"{ROAD}/petugas").body, f"{ROAD}/petugas/masukkan")
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("77020003", "Cici", "Bripda", "")))
    for deed in ("masukkan", "buang"):
        refused = road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/{deed}", **before)
        assert (refused.status, "Baca sekali lagi" in refused.body) == (409, True)
    assert there(stage) == []
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan").status == 303
    assert there(stage) == ["77020003"]


def test_only_the_list_that_was_looked_at_is_taken_back(road, stage):
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan").status == 303
    before = looked_at(road.get(f"{ROAD}/petugas").body, f"{ROAD}/petugas/batal")
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("77020003", "Cici", "Bripda", "")))
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan").status == 303
    refused = road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/batal", sure="1", **before)
    assert (refused.status, "Baca sekali lagi" in refused.body) == (409, True)
    assert len(there(stage)) == 3


def first(page: str) -> list[str]:
    """The prominent deeds, and the steps on."""
    return re.findall(r'<(?:button|a) class="button"[^>]*data-rank="(?:first|move)"[^>]*>([^<]*)', page)


def test_what_is_to_be_done_next_is_the_prominent_deed(road):
    assert first(road.get(f"{ROAD}/petugas").body) == ["Unggah dan periksa"]
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("", "Anton", "Bripda", "")))
    assert first(road.get(f"{ROAD}/petugas").body) == ["Unggah dan periksa"]
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    assert first(road.get(f"{ROAD}/petugas").body) == ["Masukkan 2 petugas"]
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")
    assert first(road.get(f"{ROAD}/petugas").body) == ["Tunjuk untuk meja jaga"]
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/peran", nrp="77020002", role="operator")
    assert first(road.get(f"{ROAD}/petugas").body) == ["Lanjut: Lembar masuk"]


@pytest.mark.parametrize("said", ["Bripka Budi · 77020002", "77020002", "budi", "  BRIPKA   Budi "])
def test_who_has_the_desk_is_found_by_name_or_number(road, said):
    staffed(road)
    assert '<option value="Bripka Budi · 77020002">' in road.get(f"{ROAD}/petugas").body
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/peran", nrp=said, role="operator").status == 303
    assert "NRP 77020002 · Operator" in road.get(f"{ROAD}/petugas").body


@pytest.mark.parametrize(("said", "role", "status", "says"), [
    ("Hantu · 1", "operator", 404, "Tidak ada petugas"), ("Sama", "administrator", 409, "Lebih dari satu"),
    (" ", "operator", 404, "Tidak ada petugas"), ("Anton", "", 422, "operator atau administrator"),
    ('<b>"x"</b>', "operator", 404, "Tidak ada petugas")])
def test_whom_nobody_knows_is_said_at_the_field_and_what_was_typed_stays(road, said, role, status, says):
    rows = (*TWO, ("77020003", "Sama Satu", "Bripda", ""), ("77020004", "Sama Dua", "Bripda", ""))
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *rows))
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")
    answer = road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/peran", nrp=said, role=role)
    assert answer.status == status
    field = re.search(r'<input id="nrp"[^>]*>', answer.body)[0]
    assert f'value="{html.escape(said)}"' in field.replace("&#34;", "&quot;")
    assert 'aria-invalid="true" aria-describedby="nrp-wrong" autofocus' in field
    assert says in re.search(r'<span class="wrong" id="nrp-wrong" role="alert">([^<]*)', answer.body)[1]
    assert (f'value="{role}" required checked' in answer.body) == bool(role)
    assert "data-state=\"wait\" role=\"alert\"" not in answer.body, "not far above it, too"


def test_a_semicolon_csv_is_a_list_too(road):
    rows = "\r\n".join(";".join(row) for row in (HEAD, *TWO))
    assert send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", rows.encode(), "daftar.csv").status == 303
    assert "2 baris terbaca" in road.get(f"{ROAD}/petugas").body


def test_every_wrong_line_is_named_with_its_row_and_nobody_is_taken_over(road, stage):
    rows = (HEAD, TWO[0], ("", "Tanpa", "Bripda", ""), ("77020001", "Kembar", "Bripda", ""),
            ("77020005", "=1+1", "Bripda", ""), ("77020006", "Sama", "Bripda", "0811 5550-0001"),
            ("7.7E+07", "Angka", "Bripda", ""), ("77020008", "<b>x</b>", "Bripda", "12"))
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(*rows))
    page = road.get(f"{ROAD}/petugas").body
    named = re.findall(r'<tr data-line="(\d+)">', page)
    assert named == ["3", "4", "5", "6", "7", "8"]
    assert cells(page) == [
        ("3", "Tanpa", "NRP", "–", "Kosong. Isi dulu."),
        ("4", "Kembar", "NRP", "77020001", "Sudah ada di baris 2."),
        ("5", "–", "Nama Lengkap", "=1+1", "Berisi rumus. Tempel sebagai nilai."),
        ("6", "Sama", "No. HP", "0811 5550-0001", "Sudah ada di baris 2. Satu ponsel berdering untuk satu orang."),
        ("7", "Angka", "NRP", "7.7E+07", "Angkanya hilang. Atur kolom sebagai teks, lalu ketik ulang."),
        ("8", "&lt;b&gt;x&lt;/b&gt;", "No. HP", "12", "Bukan nomor telepon.")]
    assert "<b>x</b>" not in page
    assert "Masukkan" not in page
    assert road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan").status == 409
    assert there(stage) == []


def cells(page: str) -> list[tuple[str, ...]]:
    """Each fault as it is read: row, person, column, what stands there, what is wrong."""
    return [tuple(re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", line))
            for line in re.findall(r"<tr data-line.*?</tr>", page)]


def test_a_row_that_collides_is_found_in_the_sheet_by_what_stands_there(road, stage):
    """Of another station, and a number of somebody who is not on the list: both found only beside who is there."""
    rina = stage.do(stage.app.services.db.read(lambda tx: officers.of_station(tx, "63")))[0].nrp
    spaced = f"{rina[:4]} {rina[4:]}"
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")
    rows = (HEAD, (spaced, "Ahmad", "Bripda", ""), ("77020009", "Pengganti", "Bripda", "0811-5550-0001"))
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(*rows))
    assert cells(road.get(f"{ROAD}/petugas").body) == [
        ("2", "Ahmad", "NRP", spaced, "Petugas ini tercatat di satuan lain."),
        ("3", "Pengganti", "No. HP", "0811-5550-0001", "Nomor petugas lain, yang tidak ada dalam daftar ini.")]


def test_what_a_cell_says_cannot_turn_the_page_around(road):
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("x!", "Budi\u202eSantoso" + "o" * 90, "Bripda", "")))
    page = road.get(f"{ROAD}/petugas").body
    assert "\u202e" not in page
    assert "BudiSantoso" + "o" * 29 + "…" in page


def test_a_sound_list_is_named_nowhere(road):
    """The other way round: what finds faults everywhere would find these too."""
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    assert "data-line" not in road.get(f"{ROAD}/petugas").body


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    return file.getvalue()


def with_doctype() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(HEAD, *TWO))) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(part.filename, content)
    return file.getvalue()


@pytest.mark.parametrize(("content", "says"), [
    (bomb(), "40 MB"), (with_doctype(), "lembar biasa"), (b"PK\x03\x04" + b"x" * 100, "tidak dapat dibuka"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "Excel lama"), (b"\0\0\0", "bukan teks"), (b'nrp,"nama', "tanda kutip"),
    (b"nrp,nama,pangkat\n1234,\xff,x\n", "Baris 2"), (b"a,b,c\n", "menamai kolomnya"), (book(HEAD), "di bawah nama"),
    (b"", "Pilih dulu"), (b"x" * (11 * 1024 * 1024), "10 MB")],
    ids=["bomb", "doctype", "broken", "old", "zeros", "quote", "letters", "columns", "nobody", "none", "large"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_list_says_what_to_do(road, content, says):
    answer = send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", content)
    assert answer.status == 422
    assert says in answer.body


def test_a_formula_counts_by_its_result_and_without_one_it_is_named(road):
    """openpyxl computes nothing: what it writes as a formula has no result beside it."""
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("=A1", "Anton", "Bripda", ""), *TWO))
    assert cells(road.get(f"{ROAD}/petugas").body) == [
        ("2", "Anton", "NRP", "=A1", "Berisi rumus. Tempel sebagai nilai.")]


def test_a_form_of_another_site_is_not_read(road, stage):
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'.encode()
    cookie = "; ".join(f"{key}={value}" for key, value in road.cookies.items())
    for more in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin"}):
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "cookie": cookie, **more}
        assert stage.call("POST", f"{ROAD}/petugas", body, headers=headers).status == 403


def staffed(road):
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")


def comes_in(stage, nrp: str) -> None:
    def work(tx):
        row = officers.by_nrp(tx, nrp)
        tx.run(passwords.SET, officer=row.id, box=tx.keys.seal("x", "password.box"), now=tx.now)

    stage.do(stage.app.services.db.write(work))


def steps(page: str) -> dict[str, str]:
    """What the row of steps says of each."""
    return dict(re.findall(r'<li data-state="[a-z]+"[^>]*>.*?<b>([^<]*)</b><small>([^<]*)</small>', page))


def test_slips_are_done_when_all_have_come_in_and_nobody_waits_for_that(road, stage):
    staffed(road)
    assert "selesai" not in steps(road.get(ROAD).body)["Lembar masuk"]
    assert road.submit(f"{ROAD}/kode", f"{ROAD}/kode").status == 200
    page = road.get(ROAD).body
    assert steps(page)["Lembar masuk"] == "dicetak, 0 dari 2 sudah masuk"
    assert "Lanjut: Wilayah" in page
    comes_in(stage, "77020001")
    assert steps(road.get(ROAD).body)["Lembar masuk"] == "dicetak, 1 dari 2 sudah masuk"
    comes_in(stage, "77020002")
    assert steps(road.get(ROAD).body)["Lembar masuk"] == "selesai"


def printed(road, **said: str) -> Any:
    return road.submit(f"{ROAD}/kode", f"{ROAD}/kode", **said)


def found(page: str) -> dict[str, str]:
    """What the page of slips says of how many."""
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([0-9]+)", page))


def codes_of(stage) -> list[str]:
    return stage.do(stage.app.services.db.read(lambda tx: [row.code_blind for row in tx.all(LIVE_CODES)]))


def test_a_second_touch_makes_no_printed_slip_worthless(road, stage):
    staffed(road)
    assert printed(road).status == 200
    before = codes_of(stage)
    page = road.get(f"{ROAD}/kode").body
    assert found(page) == {"Sudah masuk": "0", "Memegang kode": "2", "Belum punya kode": "0"}
    assert "dicetak " in page
    assert first(page) == ["Lanjut: Tangga"], "nothing more is to be printed"
    again = printed(road)
    assert (again.status, "Tidak ada yang dicetak" in again.body) == (409, True)
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, ("77020003", "Cici", "Bripda", "")))
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")
    assert printed(road).status == 200, "who came later gets a slip"
    assert set(before) < set(codes_of(stage)), "and those of the others stay good"


def test_an_address_that_no_phone_can_open_is_said_on_the_page(road):
    page = road.get(f"{ROAD}/kode").body
    assert "http://localhost/petugas/daftar, tidak dapat dibuka dari ponsel petugas" in page
    assert 'class="note unprinted"' in page


def test_no_slip_becomes_worthless_where_no_paper_was_made(road, stage, monkeypatch):
    staffed(road)
    printed(road)
    before = codes_of(stage)

    def breaks(*said: Any) -> bytes:
        raise MemoryError("the paper cannot be made")

    monkeypatch.setattr("siharat.web.setup.sheets.enrolment_sheet.pdf", breaks)
    assert printed(road, again="1", sure="1").status == 500
    assert codes_of(stage) == before


def test_to_print_again_takes_a_tick(road, stage):
    staffed(road)
    printed(road)
    before = codes_of(stage)
    unsure = printed(road, again="1")
    assert (unsure.status, "Centang dulu" in unsure.body, codes_of(stage)) == (422, True, before)
    assert "tidak berlaku lagi" in unsure.body
    assert printed(road, again="1", sure="1").status == 200
    assert not set(before) & set(codes_of(stage))


def test_the_ladder_is_chosen_from_cards(road, stage):
    from siharat.escalate import policies

    page = road.get(f"{ROAD}/tangga").body
    assert page.count('name="template"') == 3
    assert road.submit(f"{ROAD}/tangga", f"{ROAD}/tangga", template="night_thin").status == 303
    policy = stage.do(stage.app.services.db.read(policies.in_force, CODE))
    assert (policy.first, policy.version) == ("duty", 1)
    assert "berlaku" in road.get(f"{ROAD}/tangga").body
    assert road.submit(f"{ROAD}/tangga", f"{ROAD}/tangga", template="none").status == 422


def test_the_cards_say_which_channels_this_server_has_not(road, stage):
    page = road.get(f"{ROAD}/tangga").body
    assert "Belum tersambung di server ini: SMS, telepon." in page
    assert "telepon (belum tersambung di server ini)" in page
    assert "aplikasi (belum" not in page


def test_the_named_person_is_named_on_the_road(road):
    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    road.submit(f"{ROAD}/petugas", f"{ROAD}/petugas/masukkan")
    assert "Belum ada yang ditunjuk" in road.get(f"{ROAD}/tangga").body
    refused = road.submit(f"{ROAD}/tangga", f"{ROAD}/tangga/ditunjuk", nrp="nobody")
    assert (refused.status, "Tidak ada petugas dengan NRP itu" in refused.body) == (422, True)
    assert road.submit(f"{ROAD}/tangga", f"{ROAD}/tangga/ditunjuk", nrp="77020002").status == 303
    page = road.get(f"{ROAD}/tangga").body
    assert "Kini: Bripka Budi" in page
    assert "berlaku</span>" in page, "a card with a person named is still that card"
    assert "Lanjut: Latihan" in page


def test_it_says_what_it_lacks_and_is_not_switched_by_force(road, stage):
    page = road.get(f"{ROAD}/hidup").body
    for says in ("Wilayahnya belum dipilih", "Belum ada petugas", "meja jaga", "Belum ada latihan"):
        assert says in page
    answer = road.submit(f"{ROAD}/hidup", f"{ROAD}/hidup", sure="1")
    assert answer.status == 409
    assert stage.do(stage.app.services.db.read(stations.get, CODE)).live_since is None
    assert road.submit(f"{ROAD}/nama", f"{ROAD}/hapus").status == 303
    assert CODE not in road.get("/polda/satuan").body


def test_a_draft_grows_old_and_is_forgotten(road, stage):
    from siharat.setup import store

    send(road, f"{ROAD}/petugas", f"{ROAD}/petugas", book(HEAD, *TWO))
    stage.do(stage.app.services.db.write(store.forget_drafts))
    assert "2 baris terbaca" in road.get(f"{ROAD}/petugas").body
    stage.do(stage.app.services.db.write(lambda tx: tx.run(OLD, days=8 * 86_400_000)))
    assert "2 baris terbaca" not in road.get(f"{ROAD}/petugas").body, "also before it is swept"
    stage.do(stage.app.services.db.write(store.forget_drafts))
    assert stage.do(stage.app.services.db.read(lambda tx: tx.value(DRAFTS))) == 0


def test_a_closed_station_is_not_on_the_list_nor_above_a_new_one(road, stage):
    stage.do(stage.app.services.db.write(lambda tx: tx.run(CLOSE, station="63.05")))
    assert "Polres Tapin" not in road.get("/polda/satuan").body
    assert 'value="63.05"' not in road.get("/polda/satuan/baru").body
    answer = road.submit("/polda/satuan/baru", "/polda/satuan", code="63.78", name="Polsek", parent="63.05",
                         timezone="Asia/Makassar")
    assert (answer.status, "sudah ditutup" in answer.body) == (409, True)
