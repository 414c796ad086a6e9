"""The slips: what a phone reads from one, how they are laid out, and where nobody could come in."""

from __future__ import annotations

import re

import pytest

from siharat.people import enrolment, officers
from siharat.people.enrolment import Slip
from siharat.people.officers import NewOfficer
from siharat.web import enrolment_sheet
from tests.unpacked import unpacked


def test_code_and_nrp_stand_where_no_server_reads_them():
    address = enrolment_sheet.address("https://siharat.example.id", "ABCD-EFGH", "A/12")
    assert address == "https://siharat.example.id/petugas/daftar#ABCD-EFGH.A%2F12"


def test_the_square_holds_the_whole_address_and_no_style():
    address = enrolment_sheet.address("https://siharat.example.id", "ABCD-EFGH", "85010234")
    square = enrolment_sheet.qr(address)
    assert square == enrolment_sheet.qr(address)
    assert square != enrolment_sheet.qr(address + "J")
    assert "style=" not in square


def slips(unit: str, many: int) -> list[Slip]:
    return [Slip("1", f"7705{number:04}", f"Bripda Petugas {number}", "Polres Tapin", "7KMP-W3TX", 1_795_439_653_000,
                 unit) for number in range(many)]


def pages(sheet: list[Slip]) -> int:
    document = enrolment_sheet.pdf(sheet, "https://siharat.example.id", "Asia/Makassar", "id")
    return len(re.findall(r"/Type\s*/Page\b", unpacked(document)))


def test_ten_to_a_page_also_where_two_units_share_one():
    assert pages(slips("Polsek Binuang", 20)) == 2
    assert pages(slips("Polsek Binuang", 10) + slips("", 1)) == 2
    assert pages(slips("Polsek Binuang", 4) + slips("Satlantas", 6)) == 1


def test_they_come_in_the_order_in_which_they_are_handed_out(stage):
    def work(tx):
        officers.add(tx, "63.71", [
            NewOfficer("1001", "Zul", "Bripda", None, "Satlantas"),
            NewOfficer("1002", "anton", "Bripda"), NewOfficer("1003", "Budi", "Aiptu", None, "Satlantas"),
            NewOfficer("1004", "Cici", "Bripda", None, "binuang")])
        return [(slip.unit, slip.nrp) for slip in enrolment.make_for_station(tx, None, "63.71")]

    found = [each for each in stage.do(stage.app.services.db.write(work)) if each[1].startswith("100")]
    assert found == [("binuang", "1004"), ("Satlantas", "1003"), ("Satlantas", "1001"), ("", "1002")]


@pytest.mark.parametrize(("origin", "why"), [
    ("http://localhost:8765", "local"), ("https://127.0.0.1", "local"), ("http://[::1]:8765", "local"),
    ("http://polres.localhost", "local"), ("http://10.1.2.3:8765", "plain"), ("http://siharat.example.id", "plain"),
    ("https://siharat.example.id", ""), ("https://10.1.2.3", "")])
def test_an_address_at_which_nobody_comes_in_is_known(origin, why):
    assert enrolment_sheet.unfit(origin) == why
