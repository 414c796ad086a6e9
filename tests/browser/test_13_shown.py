"""Somebody shows what is there: a photo, a voice, the picture of the moment. Only what was touched is shared."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.report.test_photos import camera

LENSES = ["geolocation", "camera", "microphone"]
DRAWN = """() => [...document.querySelectorAll("[data-shown-list] img")]
    .every((image) => image.complete && image.naturalWidth > 0)"""
"""The browser could read each as a picture."""


def test_who_only_phoned_shows_by_a_code_that_was_read_aloud(windows, house):
    """Siti never opened a page of ours. Andi reads her a code; she types it, and decides."""
    incident = house.citizen().presses()
    house.officer("andi").does(f"/incidents/{incident}/claim")
    andi = windows.open(f"/petugas/kejadian/{incident}", "petugas", house.officer("andi"))
    andi.get_by_text("Minta lokasi, foto, gambar langsung").click()
    andi.get_by_role("button", name=re.compile("^Kirim tautan")).click()
    code = andi.locator(".ask-key").inner_text()
    expect(andi.get_by_text("Bacakan: buka")).to_be_visible()

    siti = windows.phone(permissions=LENSES).new_page()
    siti.goto(f"{house.origin}/tunjukkan")
    siti.get_by_label("Kode dari petugas").fill(code.lower())
    siti.get_by_role("button", name="Buka").click()
    expect(siti.get_by_role("heading", level=1)).to_have_text("Tunjukkan kepada petugas")
    expect(andi.locator("[data-shown]")).to_be_hidden()

    siti.get_by_role("button", name=re.compile("^Kirim lokasi saya")).click()
    expect(siti.locator("[data-here]")).to_contain_text("Lokasi terkirim")
    siti.get_by_role("button", name=re.compile("^Tunjukkan kamera")).click()
    expect(siti.locator("[data-live-said]")).to_have_text("Petugas melihat kamera ini sekarang.")
    expect(andi.locator("[data-shown-live]")).to_be_visible()
    andi.wait_for_function("document.querySelector('.shown-live').naturalWidth > 0")
    andi.get_by_role("button", name=re.compile("^Simpan gambar ini")).click()
    expect(andi.locator("[data-shown-list] img")).to_have_count(1)

    siti.get_by_role("button", name=re.compile("^Rekam suara")).click()
    expect(siti.locator("[data-voice-said]")).to_contain_text("Merekam")
    siti.wait_for_timeout(300)
    siti.get_by_role("button", name=re.compile("^Rekam suara")).click()
    expect(siti.locator("[data-voice-said]")).to_have_text("Suara terkirim.")
    sound = andi.locator("[data-shown-list] audio")
    expect(sound).to_have_count(1)
    assert sound.evaluate("""(audio) => new Promise((done) => {
        audio.addEventListener("loadedmetadata", () => done(true)); audio.addEventListener("error", () => done(false));
        audio.load(); audio.play().catch(() => {}); })"""), "the browser reads it as a sound"

    siti.get_by_label(re.compile("^Foto, paling")).set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": camera()})
    expect(siti.locator("[data-photos-said]")).to_contain_text("1 foto siap")
    siti.get_by_role("button", name="Kirim foto").click()
    expect(siti.get_by_role("status").filter(has_text="Terkirim: 1")).to_be_visible()
    expect(andi.locator("[data-shown-list] img")).to_have_count(2)
    andi.wait_for_function(DRAWN)

    house.officer("andi").does(f"/incidents/{incident}/close", {"disposition": "genuine"})
    windows.may("404")
    siti.get_by_role("button", name=re.compile("^Tunjukkan kamera")).click()
    expect(siti.get_by_role("alert")).to_have_text("Selesai. Tidak ada lagi yang dibagikan.")
    expect(siti.get_by_role("button", name=re.compile("^Tunjukkan kamera"))).to_be_hidden()
