"""A browser that runs no script, or got none: everything that matters is a form."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.windows import DESK
from tests.report.test_photos import HEIC, camera


def test_a_citizen_registers_presses_writes_and_reads_the_steps(windows, house):
    siti = windows.open("/", java_script_enabled=False)
    siti.locator("#phone").fill("0811 0099 0001")
    siti.locator("#name").fill("Siti Aisyah")
    siti.locator("[formaction='/daftar']").click()
    expect(siti.locator("[data-light]")).to_contain_text("Polres Banjarbaru")

    siti.locator("[data-panic]").click()
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    expect(siti.locator("[data-steps] [data-key=ringing]")).to_have_attribute("data-state", "now")
    # The page asks again by itself every few seconds.
    assert "http-equiv=\"refresh\"" in siti.content()

    siti.locator("[data-say] input[name=text]").fill("Saya di dapur")
    siti.locator("[data-say] input[name=text]").press("Enter")
    expect(siti.locator("[data-messages]")).to_contain_text("Saya di dapur")

    # Without script no place is known, and of a newcomer no station: the only one with officers is hers.
    andi = house.officer("andi")
    (incident,) = andi.asks("GET", "/incidents?status=ringing")["incidents"]
    andi.does(f"/incidents/{incident['id']}/claim")
    siti.reload()
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra mengambil panggilan Anda")
    siti.locator("[data-cancel] button").click()
    expect(siti.locator("[data-cancelled]")).to_be_visible()
    andi.does(f"/incidents/{incident['id']}/close", {"disposition": "genuine"})
    siti.reload()
    expect(siti.locator("[data-press]")).to_contain_text("Tombol siap dipakai lagi")


def test_a_stranger_presses_with_a_number_alone(windows, house):
    """Registration never stands between a person in danger and the button."""
    page = windows.open("/", java_script_enabled=False)
    page.locator("[data-panic]").click()
    expect(page.locator("#wrong")).to_contain_text("Tulis nomor HP Anda")
    page.locator("#phone").fill("081100990002")
    page.locator("[data-panic]").click()
    expect(page.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    windows.may("422")


def test_an_officer_takes_it_calls_back_goes_there_and_closes(windows, house):
    citizen = house.citizen("Noor Hidayah")
    incident = citizen.presses()
    andi = windows.open("/petugas", "petugas", house.officer("andi"), java_script_enabled=False)
    assert "Tanpa JavaScript ponsel ini tidak dapat berdering" in andi.content()
    andi.locator("[data-duty]").click()
    expect(andi.locator("[data-alarm-place]")).to_have_text("Loktabat Utara")
    andi.locator("[data-take] button").click()
    expect(andi.locator("[data-title]")).to_have_text("Noor Hidayah")
    andi.locator("[data-outcome] [value=reached]").click()
    expect(andi.locator("[data-outcome] [value=reached]")).to_have_attribute("aria-pressed", "true")
    for movement in ("en_route", "on_scene"):
        andi.locator(f"[data-moves] [value={movement}]").click()
        expect(andi.locator(f"[data-moves] [value={movement}]")).to_have_attribute("aria-pressed", "true")
    andi.locator("details:has([data-close]) summary").click()
    andi.locator("[data-close] [value=genuine]").check()
    andi.locator("[data-close] button").click()
    expect(andi.locator("[data-quiet]")).to_be_visible()
    assert [step["step"] for step in citizen.sees(incident)["steps"]] == [
        "received", "ringing", "claimed", "en_route", "on_scene", "closed"]


def test_who_comes_second_is_told_who_was_first(windows, house):
    incident = house.citizen().presses()
    andi = windows.open(f"/petugas/kejadian/{incident}", "petugas", house.officer("andi"),
                        java_script_enabled=False)
    house.officer("nur").does(f"/incidents/{incident}/claim")
    andi.locator("[data-take] button").click()
    expect(andi.get_by_role("alert").filter(has_text="Sudah diambil Aipda Nur Hayati")).to_be_visible()
    windows.may("409")


def test_the_desk_takes_it_and_closes(windows, house):
    house.citizen("Noor Hidayah").presses()
    desk = windows.open("/komando", "komando", house.officer("dewi"), java_script_enabled=False, viewport=DESK)
    desk.locator("[data-row][data-state=ringing]").click()
    desk.locator("[data-deed=claim] button").click()
    expect(desk.locator("[data-deeds]")).to_contain_text("Noor Hidayah")
    desk.locator("[data-deed=close] summary").click()
    desk.locator("#disposition").select_option("test")
    desk.locator("[data-deed=close] button").click()
    expect(desk.locator("[data-row][data-state=ringing]")).to_have_count(0)


def test_a_report_from_nobody_is_answered_and_a_patrol_goes_there(windows, house):
    page = windows.open("/", java_script_enabled=False)
    page.get_by_role("link", name="Lapor dengan tenang").click()
    page.locator("#text").fill("Balap liar tiap malam Minggu.")
    page.locator("#place").fill("Depan pasar")
    page.locator("#photos").set_input_files([
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": camera()},
        {"name": "IMG_0002.heic", "mimeType": "image/heic", "buffer": HEIC}])
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("h1")).to_have_text("Laporan diterima")
    expect(page.locator(".note")).to_contain_text("1 foto disimpan")
    expect(page.locator(".note")).to_contain_text("Foto 2 tidak disertakan: format HEIC")
    key = page.locator("p.key").inner_text()

    desk = windows.open("/komando/laporan", "komando", house.officer("dewi"), java_script_enabled=False, viewport=DESK)
    desk.locator(".card", has_text="Balap liar tiap malam").click()
    assert desk.locator(".desk-photos img").evaluate("image => image.decode().then(() => image.naturalHeight)") == 640
    desk.locator("#text").fill("Terima kasih, kami akan lihat.")
    desk.get_by_role("button", name="Kirim jawaban").click()
    desk.get_by_text("Jadikan tugas patroli").click()
    desk.locator("#what-task").fill("Belasan motor di depan pasar.")
    desk.get_by_role("button", name="Buat tugas").click()

    andi = windows.open("/petugas", "petugas", house.officer("andi"), java_script_enabled=False)
    andi.get_by_role("link", name="Tugas patroli").click()
    andi.locator(".task", has_text="Belasan motor").get_by_role("button", name="Saya ambil").click()
    andi.get_by_role("button", name="Ditegur").click()
    expect(andi.locator("main")).not_to_contain_text("Belasan motor")

    back = windows.open("/laporan", java_script_enabled=False)
    back.locator("#key").fill(key.lower())
    back.get_by_role("button", name="Buka laporan").click()
    expect(back.locator(".thread")).to_contain_text("Terima kasih, kami akan lihat.")
    expect(back.locator(".thread")).to_contain_text("Patroli sudah ke sana dan menegur")
    back.locator("#say").fill("Sudah tenang sekarang.")
    back.get_by_role("button", name="Kirim").click()
    desk.reload()
    expect(desk.locator(".thread")).to_contain_text("Sudah tenang sekarang.")
