"""What is set in calm, in a real browser: who rings when, and who is accompanied home."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.windows import DESK

RUNGS = "table.ladder tbody tr"


def test_the_ladder_is_seen_before_it_holds(windows, house):
    """Wati lets the station above ring five seconds earlier: first as a picture, then for the next alarm."""
    desk = windows.open("/komando/tangga", "komando", house.officer("wati"), viewport=DESK)
    above = desk.locator(RUNGS, has_text="Kantor di atasnya").last
    expect(above.locator("td").first).to_have_text("20")
    desk.locator("[name=after_3]").fill("15")
    desk.get_by_role("button", name="Lihat pratinjau").click()
    expect(desk.get_by_role("status")).to_contain_text("Pratinjau: belum disimpan.")
    expect(above.locator("td").first).to_have_text("15")
    begins = [row.locator("svg rect.rings").first for row in desk.locator(RUNGS).all()[-2:]]
    assert begins[0].bounding_box()["x"] < begins[1].bounding_box()["x"], "who rings later begins further right"

    desk.goto(f"{house.origin}/komando/tangga")
    expect(above.locator("td").first).to_have_text("20")
    desk.locator("[name=after_3]").fill("15")
    desk.get_by_role("button", name=re.compile("^Simpan")).click()
    expect(desk.locator(".pill[data-state=ready]")).to_have_text("berlaku")
    desk.get_by_role("button", name="Pakai lagi versi 0").click()
    expect(above.locator("td").first).to_have_text("20")


def test_the_family_follows_the_way_home_until_she_is_safe(windows, house):
    siti = windows.open("/temani", "warga", house.citizen("Siti Aisyah"))
    siti.get_by_role("button", name="15 menit", exact=True).click()
    expect(siti.get_by_role("heading", level=1)).to_contain_text("Anda ditemani")
    expect(siti.locator("[data-here]")).to_contain_text("Lokasi terkirim")
    link = siti.locator("[data-follow]").get_attribute("href")
    mother = windows.phone().new_page()
    mother.goto(house.origin + link)
    expect(mother.get_by_role("heading", level=1)).to_have_text("Siti Aisyah")
    expect(mother.locator(".spot[data-kind=here]")).to_be_visible()
    assert "#" not in mother.url, "the key left the address bar"

    siti.get_by_role("button", name=re.compile("^Saya aman")).click()
    expect(siti.get_by_role("heading", level=1)).to_have_text("Temani saya")
    windows.may("404")
    mother.get_by_role("button", name="Muat ulang").click()
    expect(mother.get_by_role("alert")).to_contain_text("sudah aman")


def test_a_try_of_the_button_is_measured_and_calls_nobody(windows, house):
    andi = windows.officer("andi")
    siti = windows.open("/", "warga", house.citizen())
    siti.get_by_role("button", name=re.compile("^Coba tombol")).click()
    told = siti.get_by_role("status").filter(has_text="Uji coba")
    expect(told).to_contain_text(re.compile(r"sampai di Polres Banjarbaru dalam \d+,\d s"))
    expect(told).to_contain_text("Tidak ada yang dipanggil.")
    expect(andi.locator("[data-alarm]")).to_be_hidden()
