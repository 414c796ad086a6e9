"""Pages are reloaded, lose the network, lose the server, are opened twice: nothing is missed."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect
from tests.browser.cable import Cable
from tests.browser.house import becomes, serving
from tests.browser.windows import Windows, hold, rings, rings_no_more, sounds, touch


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


def test_a_press_without_network_is_sent_when_it_is_back(windows, house):
    windows.may("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")
    siti = windows.open("/", "warga", house.citizen())
    siti.context.set_offline(True)
    siti.locator("[data-panic]").hover()
    siti.mouse.down()
    expect(siti.locator("[data-unsent]")).to_contain_text("Telepon 110")
    siti.mouse.up()
    siti.context.set_offline(False)
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    assert len(house.officer("dewi").asks("GET", "/incidents?status=ringing")["incidents"]) == 1


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
