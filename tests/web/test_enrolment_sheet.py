"""The slip: what a phone reads from it."""

from siharat.web import enrolment_sheet


def test_the_code_stands_where_no_server_reads_it():
    address = enrolment_sheet.address("https://siharat.example.id", "ABCD-EFGH")
    assert address == "https://siharat.example.id/petugas/daftar#ABCD-EFGH"


def test_the_square_holds_the_whole_address_and_no_style():
    address = enrolment_sheet.address("https://siharat.example.id", "ABCD-EFGH")
    square = enrolment_sheet.qr(address)
    assert square == enrolment_sheet.qr(address)
    assert square != enrolment_sheet.qr(address + "J")
    assert "style=" not in square
