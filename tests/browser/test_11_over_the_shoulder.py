"""Somebody looks over the shoulder: a silent alarm looks like a note, one touch leads away, and an app can have
another name."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.cable import Cable
from tests.browser.kept import NO_NETWORK, ready, ringing
from tests.browser.windows import hold, rings, touch, until

TELLING = re.compile(r"polisi|polres|petugas|siharat|darurat|alarm|110|panggilan", re.IGNORECASE)


def nothing_tells(page: Page) -> None:
    """Neither the title nor a word on the screen is of police."""
    expect(page).to_have_title("Catatan")
    assert not TELLING.search(page.locator("body").inner_text())
    assert page.locator("link[rel=icon]").get_attribute("href").endswith("note.svg")


def silent(page: Page) -> None:
    page.locator("label:has([data-silent])").click()
    expect(page.locator("[data-silent]")).to_be_checked()


def test_a_silent_alarm_looks_like_a_note_that_is_read_and_answered(windows, house):
    andi = windows.officer("andi")
    siti = windows.open("/", "warga", house.citizen())
    silent(siti)
    hold(siti)
    expect(siti.locator("[data-headline]")).to_have_text("Terkirim, belum dibaca")
    nothing_tells(siti)
    rings(andi)
    expect(andi.locator("[data-alarm-kind]")).to_have_text("SENYAP")
    touch(andi, "[data-take] button")
    expect(siti.locator("[data-headline]")).to_have_text("Sudah dibaca")
    andi.locator("[data-talk] input[name=text]").fill("Kami dekat. Apakah ia bersenjata?")
    andi.locator("[data-talk] .say button").click()
    expect(siti.locator("[data-messages] li")).to_contain_text("Kami dekat")
    expect(siti.locator("[data-messages] small")).to_contain_text("Balasan")
    nothing_tells(siti)
    siti.reload()
    expect(siti.locator("[data-headline]")).to_have_text("Sudah dibalas")
    nothing_tells(siti)


def test_not_yet_sent_it_looks_like_a_note_too(windows, house):
    windows.may(*NO_NETWORK)
    with Cable(house.port) as cable:
        siti = ready(windows, house, cable.origin)
        cable.cut()
        silent(siti)
        siti.locator("[data-panic]").hover()
        siti.mouse.down()
        expect(siti.locator("[data-unsent-words]")).to_contain_text("Belum terkirim")
        siti.mouse.up()
        expect(siti.locator("[data-panic]")).to_be_hidden()
        nothing_tells(siti)
        siti.reload()
        expect(siti.locator("[data-unsent-words]")).to_contain_text("Belum terkirim")
        until(siti, "document.title === 'Catatan'")
        nothing_tells(siti)
        cable.mend()
        expect(siti.locator("[data-headline]")).to_have_text("Terkirim, belum dibaca")
        assert len(ringing(house)) == 1


def test_one_touch_leads_away_and_back_does_not_lead_here(windows, house):
    siti = windows.phone("warga", house.citizen()).new_page()
    siti.goto(f"{house.origin}/catatan")
    siti.goto(house.origin)
    touch(siti, "[data-press] [data-leave]")
    assert siti.url == f"{house.origin}/catatan"
    nothing_tells(siti)
    siti.go_back()
    assert siti.url == f"{house.origin}/catatan"
    siti.goto(f"{house.origin}/lapor")
    touch(siti, "[data-leave]")
    assert siti.url == f"{house.origin}/catatan"


def test_by_another_name(windows, house):
    siti = windows.open("/", "warga", house.citizen())
    touch(siti, "a[href='/pengaturan']")
    siti.locator("label:has([name=disguised])").click()
    siti.locator("label:has([name=silent])").click()
    touch(siti, "form[action='/pengaturan/rupa'] button")
    touch(siti, "a.back")
    expect(siti).to_have_title("Catatan")
    assert siti.locator("link[rel=manifest]").get_attribute("href") == "/manifest-catatan.webmanifest"
    assert "Siharat" not in siti.locator("header").inner_text()
    expect(siti.locator("[data-silent]")).to_be_checked()
    until(siti, "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
                ".then((shelf) => shelf.match('/luring')))).then((found) => Promise.all(found.filter(Boolean)"
                ".map((each) => each.text()))).then((pages) => pages.some((page) => page.includes('catatan.web'))))")
