"""Pages are reloaded, killed, lose the network, lose the server, are opened twice: nothing is missed or sent twice."""

from __future__ import annotations

import json
import re
import shutil
from urllib.parse import unquote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Route, expect
from tests.browser.cable import Cable
from tests.browser.house import becomes, serving
from tests.browser.kept import AGED, NO_NETWORK, drawer, killed, new_worker, press, ready, ringing
from tests.browser.windows import Windows, hold, rings, rings_no_more, sounds, touch

NEEDS_THE_WHOLE_BROWSER = True


def test_a_reload_in_the_middle_changes_nothing(windows, house):
    andi = windows.officer("andi")
    siti = windows.open("/", "warga", house.citizen())
    hold(siti)
    rings(andi)
    siti.reload()
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    andi.reload()
    andi.locator("[data-alarm]:not([hidden])").wait_for()
    touch(andi, "[data-take] button")
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra mengambil panggilan Anda")
    andi.reload()
    expect(andi.locator("[data-title]")).to_have_text("Siti Aisyah")
    siti.reload()
    expect(siti.locator("[data-steps] [data-key=claimed]")).to_have_attribute("data-state", "now")
    touch(andi, "[data-moves] [value=en_route]")
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra menuju lokasi Anda")


def test_what_happened_without_network_is_heard_after(windows, house):
    windows.may("net::ERR_")
    nur = house.officer("nur")
    with Cable(house.port) as cable:
        andi = windows.officer("andi", through=cable.origin)
        cable.cut()
        expect(andi.locator("[data-lack=stream]")).to_be_visible()
        expect(andi.locator("[data-readiness]")).to_have_attribute("data-state", "broken")
        taken, ringing = house.citizen("Satu").presses(), house.citizen("Dua").presses()
        nur.does(f"/incidents/{taken}/claim")
        cable.mend()
        rings(andi)
        expect(andi.locator(f"[data-duty='{ringing}']")).to_have_attribute("data-state", "ringing")
        expect(andi.locator(f"[data-duty='{taken}']")).to_contain_text("Aipda Nur Hayati")
        nur.does(f"/incidents/{ringing}/claim")
        rings_no_more(andi)


def test_a_phone_that_changes_networks_asks_anew(windows, house):
    """Its old connection hangs: nothing ends it, and nothing comes over it any more."""
    windows.may("net::ERR_")
    with Cable(house.port) as cable:
        andi = windows.officer("andi", through=cable.origin)
        cable.hang()
        house.citizen().presses()
        andi.context.set_offline(True)
        expect(andi.locator("[data-lack=stream]")).to_be_visible()
        cable.mend()
        andi.context.set_offline(False)
        rings(andi)


def test_who_was_signed_out_is_shown_the_way_in(windows, house):
    windows.may("status of 401")
    andi = house.officer("andi")
    page = windows.open("/petugas", "petugas", andi)
    page.locator("[data-lack=stream]").wait_for(state="detached")
    andi.asks("POST", "/sign-out")
    expect(page.locator("input[name=nrp]")).to_be_visible(timeout=30_000)


def test_two_tabs_of_an_officer_share_one_stream(windows, house):
    phone = windows.phone("petugas", house.officer("andi"))
    streams: list[str] = []
    phone.on("request", lambda request: streams.append(request.url) if "/api/v1/stream" in request.url else None)
    first, second = phone.new_page(), phone.new_page()
    for tab in (first, second):
        tab.goto(f"{house.origin}/petugas")
        expect(tab.locator("[data-lack=stream]")).to_have_count(0)
        tab.locator("[data-lack=sound] button").click()
        tab.locator("[data-lack=sound]").wait_for(state="detached")
    incident = house.citizen().presses()
    for tab in (first, second):
        tab.bring_to_front()
        rings(tab)
    assert len(streams) == 1
    # The tab that read the stream goes; the other goes on from where it was.
    first.close()
    becomes(lambda: second.evaluate("true") and len(streams) == 2)
    assert "last_event_id=" in streams[-1]
    house.officer("nur").does(f"/incidents/{incident}/claim")
    rings_no_more(second)


@pytest.fixture
def mortal(built, tmp_path):
    """A server that may be killed: the port it keeps, and its data."""
    return shutil.copytree(built, tmp_path / "data")


def test_a_killed_server_comes_back_and_everything_rings_on(chromium, mortal):
    with serving(mortal) as house:
        port = house.port
        windows = Windows(chromium, house)
        windows.may("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET")
        andi = windows.officer("andi")
        siti = windows.open("/", "warga", house.citizen())
        hold(siti)
        rings(andi)
        house.dies()
    with serving(mortal, port) as house:
        expect(andi.locator("[data-lack=stream]")).to_have_count(0, timeout=15_000)
        sounds(andi)
        nur = house.officer("nur")
        (incident,) = nur.asks("GET", "/incidents")["incidents"]
        nur.does(f"/incidents/{incident['id']}/claim")
        rings_no_more(andi)
        expect(siti.locator("[data-headline]")).to_have_text("Aipda Nur Hayati mengambil panggilan Anda",
                                                             timeout=15_000)
        windows.close()
        assert not windows.unexpected()


def test_it_says_so_offers_other_ways_and_is_sent_when_the_network_is_back(windows, house):
    windows.may(*NO_NETWORK)
    siti = ready(windows, house, house.origin)
    siti.context.set_offline(True)
    expect(siti.locator("[data-light]")).to_contain_text("Tanpa jaringan")
    press(siti)
    expect(siti.locator("[data-unsent-words]")).to_contain_text("Belum terkirim. Tersimpan di HP ini")
    expect(siti.locator("[data-panic-words]")).to_have_text("belum terkirim")
    expect(siti.locator("[data-unsent-ways] [href='tel:110']")).to_be_visible()
    assert drawer(siti) == ["press"]
    siti.context.set_offline(False)
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    (incident,) = ringing(house)
    house.officer("dewi").does(f"/incidents/{incident['id']}/close", {"disposition": "test"})
    expect(siti.locator("[data-when-closed]")).to_be_visible()
    becomes(lambda: drawer(siti) == [])  # nothing is kept of what is over


def test_the_sms_that_it_offers_is_the_same_press(chromium, mortal):
    with serving(mortal, SIHARAT_SMS_URL="http://127.0.0.1:9/", SIHARAT_SMS_SECRET="gateway",
                 SIHARAT_SMS_INTAKE="+628119000110=63.72") as house:
        windows = Windows(chromium, house)
        windows.may(*NO_NETWORK)
        siti = ready(windows, house, house.origin)
        becomes(lambda: drawer(siti) == ["press-key"])
        siti.context.set_offline(True)
        press(siti)
        link = siti.locator("[data-unsent-ways] [data-sms]")
        expect(link).to_have_attribute("href", re.compile(r"^sms:\+628119000110\?body=SIHARAT1%20TOLONG%20"))
        text = unquote(str(link.get_attribute("href")).partition("=")[2])
        asked = Request(f"{house.origin}/api/v1/sms", json.dumps({"from": "+6281299990000", "text": text}).encode(),
                        {"content-type": "application/json", "sms-secret": "gateway"})
        with urlopen(asked) as answer:
            assert answer.status == 204
        (incident,) = ringing(house)
        assert incident["road"] == "sms"
        siti.context.set_offline(False)
        expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
        assert [each["id"] for each in ringing(house)] == [incident["id"]], "signed: hers, whoever's number brought it"
        windows.close()
        assert not windows.unexpected()


def test_a_killed_page_is_opened_again_without_network_and_there_is_one_incident(windows, house):
    windows.may(*NO_NETWORK)
    with Cable(house.port) as cable:
        siti = ready(windows, house, cable.origin)
        cable.cut()
        press(siti)
        expect(siti.locator("[data-unsent]")).to_be_visible()
        killed(siti)
        again = siti.context.new_page()
        again.goto(cable.origin)
        expect(again.locator("[data-unsent-words]")).to_contain_text("Belum terkirim")
        expect(again.locator("[data-panic-words]")).to_have_text("belum terkirim")
        assert ringing(house) == []
        cable.mend()
        expect(again.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
        assert len(ringing(house)) == 1
        # Without network once more: the page knows that it was received, and shows no step that may be old.
        cable.cut()
        again.reload()
        expect(again.locator("[data-was-sent]")).to_contain_text("Polres Banjarbaru menerima panggilan Anda")


def test_an_answer_that_was_lost_makes_no_second_incident(windows, house):
    windows.may(*NO_NETWORK)
    siti = ready(windows, house, house.origin)
    pressed: list[str] = []

    def lose(route: Route) -> None:
        pressed.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    siti.route("**/api/v1/alarms", lose)
    press(siti)
    expect(siti.locator("[data-unsent]")).to_be_visible()
    killed(siti)
    assert pressed
    assert len(ringing(house)) == 1
    again = siti.context.new_page()
    again.goto(house.origin)
    expect(again.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    becomes(lambda: drawer(again) == ["sent"])
    (incident,) = ringing(house)
    assert house.officer("dewi").sees(incident["id"])["wave"] >= 1


def test_a_press_of_long_ago_asks_first(windows, house):
    windows.may(*NO_NETWORK)
    with Cable(house.port) as cable:  # a browser that only plays offline lets the last try of a closed page through
        siti = ready(windows, house, cable.origin)
        cable.cut()
        press(siti)
        expect(siti.locator("[data-unsent]")).to_be_visible()
        siti.evaluate(AGED)
        siti.close()
        later = siti.context.new_page()
        later.goto(cable.origin)
        expect(later.locator("[data-unsent-words]")).to_contain_text("3 jam 00 yang lalu belum terkirim. Masih perlu")
        expect(later.locator("[data-panic-words]")).to_have_text("tahan 1 detik")
        cable.mend()
        later.reload()
        expect(later.locator("[data-unsent-words]")).to_contain_text("Masih perlu")
        assert ringing(house) == []
        later.locator("[data-send-old]").click()
        expect(later.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
        assert len(ringing(house)) == 1


def test_the_browser_sends_it_when_no_page_is_open_any_more(windows, house):
    windows.may(*NO_NETWORK)
    with Cable(house.port) as cable:
        siti = ready(windows, house, cable.origin)
        cable.cut()
        press(siti)
        expect(siti.locator("[data-unsent]")).to_be_visible()
        sender = siti.context.new_cdp_session(siti.context.new_page())
        siti.close()
        cable.mend()
        worker: dict[str, str] = {}
        sender.on("ServiceWorker.workerRegistrationUpdated", lambda told: worker.update(told["registrations"][0]))
        sender.send("ServiceWorker.enable")
        becomes(lambda: worker.get("registrationId") or sender.send("ServiceWorker.enable"))
        sender.send("ServiceWorker.dispatchSyncEvent", {
            "origin": cable.origin, "registrationId": worker["registrationId"], "tag": "press", "lastChance": False})
        becomes(lambda: len(ringing(house)) == 1)


def test_a_new_service_worker_in_the_middle_of_an_alarm_loses_nothing_and_reloads_nothing(windows, house):
    windows.may(*NO_NETWORK)
    siti = ready(windows, house, house.origin)
    siti.evaluate("() => { window.same = true; }")
    siti.route("**/api/v1/alarms", lambda route: route.abort())
    siti.locator("[data-panic]").hover()
    siti.mouse.down()
    new_worker(siti, 2)  # under the thumb
    expect(siti.locator("[data-unsent]")).to_be_visible()
    siti.mouse.up()
    new_worker(siti, 3)
    assert drawer(siti) == ["press"]
    siti.unroute("**/api/v1/alarms")
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    (incident,) = ringing(house)
    new_worker(siti, 4)
    house.officer("andi").does(f"/incidents/{incident['id']}/claim")
    expect(siti.locator("[data-headline]")).to_have_text("Bripka Andi Saputra mengambil panggilan Anda")
    assert siti.evaluate("window.same")
    # Negative control: a page that makes way for each new worker.
    siti.evaluate("() => navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())")
    with siti.expect_event("load"):
        new_worker(siti, 5)
    assert not siti.evaluate("window.same")


def test_who_has_not_registered_is_kept_too_with_the_number(windows, house):
    windows.may(*NO_NETWORK)
    page = windows.open("/")
    page.context.set_offline(True)
    page.locator("[data-panic]").hover()
    page.mouse.down()
    expect(page.locator("[data-unsent-words]")).to_contain_text("Tulis nomor HP Anda")
    page.mouse.up()
    expect(page.locator("#phone")).to_be_focused()
    page.locator("#phone").fill("081100990055")
    press(page)
    expect(page.locator("[data-unsent-words]")).to_contain_text("Tersimpan di HP ini")
    page.context.set_offline(False)
    expect(page.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    assert len(ringing(house)) == 1
    page.locator("[data-cancel] button").click()  # the page has the session that the press opened
    expect(page.locator("[data-cancelled]")).to_be_visible()


def test_negative_control_a_press_that_is_not_kept_is_lost_with_its_page(windows, house):
    windows.may(*NO_NETWORK)
    with Cable(house.port) as cable:
        siti = ready(windows, house, cable.origin)
        siti.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full'); }; }")
        cable.cut()
        press(siti)
        expect(siti.locator("[data-unsent-words]")).to_contain_text("Biarkan halaman ini terbuka")
        killed(siti)
        again = siti.context.new_page()
        again.goto(cable.origin)
        expect(again.locator("[data-panic-words]")).to_have_text("tahan 1 detik")
        cable.mend()
        hold(again)
        assert len(ringing(house)) == 1  # the new press alone
