"""A drill, as it is seen on the four faces at once; and a real alarm that comes in the middle of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.windows import DESK, hold, rings, rings_no_more, sounds, touch


def test_marked_on_every_face_and_a_real_alarm_ends_it(windows, house):
    andi, nur, desk = windows.officer("andi"), windows.officer("nur"), windows.desk()
    province = windows.open("/polda", "polda", house.officer("yusuf"), viewport=DESK)
    siti = windows.open("/", "warga", house.citizen())
    office = windows.open("/komando/latihan", "komando", house.officer("dewi"), viewport=DESK)

    touch(office, "form[action$='/mulai'] button")
    for officer in (andi, nur):
        rings(officer)
        expect(officer.locator("[data-alarm-kind]")).to_have_text("LATIHAN")
        expect(officer.locator("[data-alarm-asks]")).to_have_text("Latihan: alarm percobaan di")
        expect(officer.locator("[data-alarm]")).to_have_attribute("data-drill", "")
    expect(desk.locator("[data-row][data-drill][data-state=ringing]")).to_contain_text("LATIHAN")
    expect(desk.locator("[data-focus-pill]")).to_contain_text("LATIHAN")
    expect(desk.locator("main")).to_contain_text("Ini latihan.")
    row = province.locator("[data-station='63.72']")
    expect(row.locator("[data-drill-pill]")).to_be_visible()
    expect(row.locator("[data-ringing]")).to_have_text("0")
    expect(siti.locator("[data-panic]")).to_be_visible()
    assert "LATIHAN" not in siti.content()

    hold(siti)
    for officer in (andi, nur):
        expect(officer.locator("[data-alarm-kind]")).to_have_text("ALARM")
        expect(officer.locator("[data-alarm]")).not_to_have_attribute("data-drill", "")
        rings(officer)
    expect(desk.locator("[data-done] [data-row][data-drill]").first).to_contain_text("LATIHAN")
    expect(row.locator("[data-ringing]")).to_have_text("1")
    expect(row.locator("[data-drill-pill]")).to_be_hidden()
    touch(andi, "[data-take] button")
    expect(andi.locator("[data-title]")).to_have_text("Siti Aisyah")


def test_taken_it_is_over_and_the_result_names_who_did_not_ring(windows, house):
    andi, nur = windows.officer("andi"), windows.officer("nur")
    office = windows.open("/komando/latihan", "komando", house.officer("dewi"), viewport=DESK)
    touch(office, "form[action$='/mulai'] button")
    rings(nur)
    touch(andi, "[data-take] button")
    expect(andi.locator("main")).to_contain_text("tidak ada warga yang perlu ditelepon")
    rings_no_more(nur)
    office.goto(f"{house.origin}/komando/latihan")
    touch(office, ".note a.button")
    expect(office.locator("h1")).to_have_text(re.compile("2 dari 6 ponsel berdering"))
    touch(office, "form[action$='/akhiri'] button")
    expect(office.locator("main")).to_contain_text("Briptu Rahmat Hidayat")
    expect(office.locator("main")).to_contain_text("diambil Bripka Andi Saputra")


def test_who_reads_of_a_drill_that_is_over_rings_as_all_others_and_who_is_at_work_is_not_torn_away(windows, house):
    andi = windows.officer("andi")
    office = windows.open("/komando/latihan", "komando", house.officer("dewi"), viewport=DESK)
    touch(office, "form[action$='/mulai'] button")
    rings(andi)
    touch(andi, "[data-take] button")
    office.goto(f"{house.origin}/komando/latihan")
    touch(office, ".note a.button")
    touch(office, "form[action$='/akhiri'] button")
    expect(andi.locator("[data-duty-state=closed]")).to_be_visible()

    first = house.citizen()
    first.presses()
    rings(andi)
    expect(andi.locator("[data-alarm-kind]")).to_have_text("ALARM")
    expect(andi.locator("[data-alarm-place]")).to_be_focused()
    expect(andi.locator("[data-another]")).to_be_hidden()
    touch(andi, "[data-take] button")
    expect(andi.locator("[data-duty-state=mine]")).to_be_visible()

    house.citizen().presses()
    expect(andi.locator("[data-another]")).to_be_visible()
    expect(andi.locator("[data-alarm]")).to_be_hidden()
    sounds(andi)
