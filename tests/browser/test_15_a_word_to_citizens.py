"""A desk speaks to the citizens of an area: in real browsers, inside it and outside."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import expect
from tests.browser.house import House, becomes
from tests.browser.mailbox import Subscription
from tests.browser.windows import DESK, Windows

NEEDS_THE_WHOLE_BROWSER = True

ELSEWHERE: Any = {"latitude": -3.3194, "longitude": 114.5911, "accuracy": 10}
HERE: Any = {"latitude": -3.4402, "longitude": 114.8211, "accuracy": 10}
KEEP = """({ place, key }) => new Promise((resolve, reject) => {
  const opening = indexedDB.open('siharat', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const deed = opening.result.transaction('kept', 'readwrite');
    deed.objectStore('kept').put({ ...place, at: Date.now() }, key);
    deed.oncomplete = () => resolve(true);
  };
})"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/siaran');
  return (await registration.getNotifications()).map(({title, body, silent}) => ({title, body, silent}));
}"""


def note(page):
    return page.locator("[data-broadcasts] .note")


def test_the_desk_writes_it_and_only_who_is_inside_reads_it_at_once(windows, house):
    windows.may("status of 422")  # a form without its place
    siti = windows.open("/", "warga", house.citizen())
    far = windows.open("/", "warga", house.citizen("Noor"), geolocation=ELSEWHERE)
    for page in (siti, far):
        expect(page.locator("[data-place]").first).to_contain_text("m")

    desk = windows.open("/komando/siaran", "komando", house.officer("dewi"), viewport=DESK)
    desk.get_by_role("link", name="Tulis siaran").click()
    desk.get_by_label("Tentang").select_option("flood")
    desk.get_by_label("Kapan bertindak").select_option("Immediate")
    desk.get_by_label("Judul", exact=True).fill("Banjir <b>di</b> Panglima Batur")
    desk.get_by_label("Isi: apa yang terjadi").fill("Air setinggi pinggang.")
    desk.get_by_role("button", name=re.compile("^Periksa dulu")).click()
    expect(desk.get_by_label("Tempat", exact=True)).to_be_focused()
    desk.get_by_label("Tempat", exact=True).fill("Loktabat Utara")
    desk.get_by_role("button", name=re.compile("^Periksa dulu")).click()
    expect(desk.get_by_role("status")).to_contain_text("Belum ada warga yang membacanya")
    desk.get_by_role("link", name="Ubah").click()
    expect(desk.get_by_label("Tempat", exact=True)).to_have_value("Loktabat Utara")
    desk.get_by_label("Isi: apa yang terjadi").fill("Air setinggi lutut.")
    desk.get_by_role("button", name=re.compile("^Periksa dulu")).click()
    expect(desk.get_by_role("main")).to_contain_text("Air setinggi lutut.")
    expect(desk.locator(".cast-area circle")).to_be_visible()
    expect(note(siti)).to_have_count(0)
    desk.get_by_role("button", name="Kirim sekarang").click()

    expect(note(siti)).to_contain_text("Banjir <b>di</b> Panglima Batur")
    expect(siti.locator("[data-panic]")).to_be_visible()
    becomes(lambda: counted(desk, "Halaman yang menampilkannya") == "1")
    expect(note(far)).to_have_count(0)
    note(siti).click()
    expect(siti.get_by_role("heading", level=1)).to_have_text("Banjir <b>di</b> Panglima Batur")

    siti.goto(house.origin)
    expect(note(siti)).to_have_count(1)
    expect(note(far)).to_have_count(0)
    desk.get_by_text("Cabut", exact=True).click()
    desk.get_by_label("Alasan, dibaca warga").fill("Air sudah surut.")
    desk.get_by_role("button", name=re.compile("^Cabut sekarang")).click()
    expect(note(siti)).to_contain_text("Sudah tidak berlaku")
    expect(note(far)).to_have_count(0)
    send(desk, house, "Sirene dicoba")
    expect(note(siti).filter(has_text="UJI COBA · Sirene dicoba")).to_have_count(1)


def counted(desk, name):
    desk.reload()
    return desk.locator(".cast-counts div", has_text=name).locator("dd").inner_text()


def test_a_phone_that_asked_for_it_decides_itself_whether_it_is_meant(windows: Windows, house: House, mailbox):
    windows.may("favicon")
    context = windows.phone("warga", house.citizen(), permissions=["notifications", "geolocation"])
    page = context.new_page()
    page.goto(f"{house.origin}/siaran")
    registrations: list[str] = []
    tools = context.new_cdp_session(page)
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(
        each["registrationId"] for each in event["registrations"] if each["scopeURL"].endswith("/siaran")))
    tools.send("ServiceWorker.enable")
    page.evaluate("""navigator.serviceWorker.register('/sw-siaran.js', {scope: '/siaran'})
        .then(() => navigator.serviceWorker.ready).then(() => true)""")
    becomes(lambda: page.evaluate("true") and registrations)

    subscription = Subscription(mailbox, "a-citizen")
    phone = {"subscription": subscription.document(), "station": "63.72"}
    assert house.request("POST", "/warned-phones", phone).status == 201
    desk = windows.phone("komando", house.officer("dewi"), viewport=DESK).new_page()
    send(desk, house, "Jalan Trikora ditutup")
    letter = subscription.next()
    assert json.loads(letter)["area"]["circles"]

    def gets(place: Any) -> None:
        page.evaluate(KEEP, {"key": "place", "place": {
            "lat": place["latitude"], "lon": place["longitude"], "accuracy_m": place["accuracy"]}})
        tools.send("ServiceWorker.deliverPushMessage", {
            "origin": f"{house.origin}/", "registrationId": registrations[-1], "data": letter})

    gets(ELSEWHERE)
    becomes(lambda: counted(desk, "HP di luar wilayah") == "1")
    becomes(lambda: page.evaluate(SHOWN) == [])
    gets(HERE)
    # What said that it is for elsewhere goes after three seconds, and may still stand beside it until then.
    becomes(lambda: [each["title"] for each in page.evaluate(SHOWN)] == ["UJI COBA · Jalan Trikora ditutup"])
    assert page.evaluate(SHOWN)[0]["silent"]


def send(desk, house, headline):
    desk.goto(f"{house.origin}/komando/siaran/tulis")
    desk.get_by_label("Sungguhan, latihan, atau uji coba").select_option("Test")
    desk.get_by_label("Judul", exact=True).fill(headline)
    desk.get_by_label("Isi: apa yang terjadi").fill("Abaikan.")
    desk.get_by_label("Tempat", exact=True).fill("-3.4402, 114.8211")
    desk.get_by_role("button", name=re.compile("^Periksa dulu")).click()
    desk.get_by_role("button", name="Kirim sekarang").click()
    expect(desk.locator(".cast-counts")).to_be_visible()


def test_it_is_switched_on_in_calm_and_says_when_it_cannot_be(windows, house):
    """Chromium here has no push service of its own: the page says so, and nothing seems to be on that is not."""
    windows.may("Push API")
    page = windows.open("/pengaturan", "warga", house.citizen(), permissions=["notifications"])
    warned = page.locator("[data-warned]")
    expect(warned.get_by_label("Dari kantor")).to_have_value("63.72")
    warned.get_by_role("button", name="Nyalakan di HP ini").click()
    expect(warned.get_by_role("status")).to_be_visible()
    expect(warned.get_by_text("Menyala di HP ini.")).to_be_hidden()
