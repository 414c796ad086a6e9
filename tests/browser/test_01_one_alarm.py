"""One alarm from the press to its end, on everybody's screens at once."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.house import becomes
from tests.browser.windows import NEARBY, falls_silent, hold, rings, rings_no_more, settled, sounds, touch, until

COVERED = """Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});
document.dispatchEvent(new Event('visibilitychange'))"""
"""Another program lies over the page, as the dialler does."""


def test_everybody_rings_one_takes_it_and_the_citizen_sees_each_step(windows, house):
    andi, nur, desk = windows.officer("andi"), windows.officer("nur"), windows.desk()
    siti = windows.open("/", "warga", house.citizen())
    expect(siti.locator("[data-light]")).to_contain_text("Polres Banjarbaru")

    hold(siti)
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")

    for officer in (andi, nur):
        rings(officer)
        expect(officer.locator("[data-alarm-place]")).to_have_text("Loktabat Utara")
        expect(officer.locator("[data-alarm-place]")).to_be_focused()
        expect(officer.locator("[data-alarm-distance]")).to_contain_text("km")
        expect(officer.locator("[data-alarm-rang]")).to_have_text("2 dari 6 ponsel berdering")  # with the next wave
        assert "Siti" not in officer.content()
    expect(desk.locator("[data-row][data-state=ringing]")).to_contain_text("Loktabat Utara")

    touch(andi, "[data-take] button")
    expect(andi.locator("[data-title]")).to_have_text("Siti Aisyah")
    expect(andi.locator("[data-call]")).to_contain_text("0811")
    rings_no_more(nur)
    expect(nur.locator("[data-duty]")).to_contain_text("Bripka Andi Saputra")
    assert "Siti" not in nur.content()
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra mengambil panggilan Anda")
    expect(desk.locator("[data-row][data-state=claimed]")).to_contain_text("Bripka Andi Saputra")

    # Touching the number tells the server before the dialler opens; coming back, one is asked how it went.
    expect(andi.locator("[data-outcome]")).to_be_hidden()
    settled(andi)
    with andi.expect_request("**/call-backs") as told:
        andi.locator("[data-call]").click()
    assert told.value.post_data_json == {"outcome": "started"}
    until(andi, "dialled.length === 1 && dialled[0].startsWith('tel:+6281100')")
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra akan menelepon Anda")
    expect(andi.locator("[data-outcome]")).to_be_visible()
    expect(andi.locator("[data-lapse]")).to_be_hidden()
    touch(andi, "[data-outcome] [value=reached]")

    for movement, headline in (("en_route", "menuju lokasi Anda"), ("on_scene", "tiba di lokasi")):
        touch(andi, f"[data-moves] [value={movement}][data-next]")
        expect(siti.locator("[data-headline]")).to_have_text(f"Bripka Andi Saputra {headline}")
    siti.locator("[data-say] input[name=text]").fill("Terima kasih")
    siti.locator("[data-say] input[name=text]").press("Enter")
    expect(andi.locator("[data-messages]")).to_contain_text("Terima kasih")

    andi.locator("details:has([data-close]) summary").click()
    andi.locator("[data-close] [value=genuine]").check()
    touch(andi, "[data-close] button")
    expect(andi.locator("[data-quiet]")).to_be_visible()
    expect(siti.locator("[data-headline]")).to_have_text("Panggilan Anda selesai")
    expect(desk.locator("[data-done] [data-row]").first).to_contain_text("Loktabat Utara")
    for officer in (andi, nur):
        expect(officer.locator("[data-alarm]")).to_be_hidden()
        falls_silent(officer)
    dewi = house.officer("dewi")
    timeline = dewi.sees(dewi.asks("GET", "/incidents")["incidents"][0]["id"])["timeline"]
    assert timeline == sorted(timeline, key=lambda line: line["at"])


def test_on_a_phone_taking_it_calls_at_once(windows, house):
    """A finger takes it and the dialler opens: as it covers the page, the server is told that the call begins."""
    andi = windows.officer("andi", has_touch=True, is_mobile=True, geolocation=NEARBY)
    citizen = house.citizen()
    incident = citizen.presses()
    rings(andi)
    told = []
    andi.on("request", lambda request: told.append(request.url) if request.url.endswith("/call-backs") else None)
    andi.locator("[data-take] button").tap()
    expect(andi.locator("[data-lapse]")).to_be_visible()
    settled(andi)
    assert told == [], "nothing has opened yet: whoever waits is not told of a call"
    assert [step["step"] for step in citizen.sees(incident)["steps"]][-1] == "claimed"
    with andi.expect_request("**/call-backs") as begun:
        andi.evaluate(COVERED)
    assert begun.value.post_data_json == {"outcome": "started"}
    expect(andi.locator("[data-outcome]")).to_be_visible()
    expect(andi.locator("[data-lapse]")).to_be_hidden()
    becomes(lambda: len(citizen.sees(incident)["steps"]) > 3)
    assert [step["step"] for step in citizen.sees(incident)["steps"]][-1] == "calling"


def test_who_comes_second_reads_who_was_first(windows, house):
    andi = house.officer("andi")
    nur = windows.officer("nur")
    incident = house.citizen().presses()
    rings(nur)
    nur.goto(f"{house.origin}/petugas/kejadian/{incident}")
    nur.locator("[data-alarm]:not([hidden])").wait_for()
    andi.does(f"/incidents/{incident}/claim")
    expect(nur.locator("[data-take-words]")).to_have_text("Diambil oleh Bripka Andi Saputra")
    expect(nur.locator("[data-title]")).to_have_text("Diambil oleh Bripka Andi Saputra")


def test_whom_the_desk_sends_hears_it_though_another_has_it(windows, house):
    nur = windows.officer("nur")
    me = nur.evaluate("JSON.parse(document.getElementById('post').textContent).me")
    incident = house.citizen().presses()
    rings(nur)
    house.officer("andi").does(f"/incidents/{incident}/claim")
    rings_no_more(nur)
    desk = house.officer("dewi")
    desk.does(f"/incidents/{incident}/assignments", {"officer": me})
    sounds(nur)
    nur.get_by_text("Komando menugaskan Anda ke Loktabat Utara").click()
    expect(nur.locator("[data-sent]")).to_be_visible()
    nur.locator("[data-work] [data-help] button").click()
    expect(nur.locator("[data-moves]")).to_be_visible()
    assert [each["answer"] for each in desk.sees(incident)["assigned"]] == ["en_route"]


def test_a_slip_of_the_finger_calls_nobody(windows, house):
    siti = windows.open("/", "warga", house.citizen())
    siti.locator("[data-panic]").hover()
    siti.mouse.down()
    expect(siti.locator("[data-panic]")).to_have_attribute("data-state", "held")
    siti.mouse.up()
    expect(siti.locator("[data-panic]")).to_have_attribute("data-state", "rest")
    expect(siti.locator("[data-story]")).to_be_hidden()
    assert not house.officer("dewi").asks("GET", "/incidents?status=ringing")["incidents"]
