"""Three operators, two stations and the province at once: each sees their own, and each other's hands; by keyboard."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.house import Person
from tests.browser.windows import DESK, Windows, rings, rings_no_more
from tests.cli.conftest import call

from siharat.admin import road
from siharat.people import areas, officers, stations, wilayah
from siharat.people.officers import NewOfficer
from siharat.settings import Settings

BESIDE = "63.71"
NEAR_BESIDE = {"lat": -3.3186, "lon": 114.5944, "accuracy_m": 8.0}
MORE = [NewOfficer("85050011", "Rina Marlina", "Aiptu", role="operator"),
        NewOfficer("85050012", "Hendra Wijaya", "Aiptu", role="operator")]
THEIRS = [NewOfficer("85050013", "Maya Puspita", "Aiptu", role="operator"),
          NewOfficer("95050014", "Gusti Rahman", "Bripda")]


@pytest.fixture(scope="session")
def built(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With two more at the desk of the station, and a station beside it that has a desk of its own."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("three") / "data"))
    road.write_here(Settings(data=str(folder)), _staff)
    return folder


def _staff(tx: Any) -> None:
    shipped = next(each for each in wilayah.shipped_stations() if each.code == BESIDE)
    policed = areas.polygons({"type": "FeatureCollection", "features": list(shipped.features)})
    stations.add(tx, BESIDE, shipped.name, wilayah.PROVINCE, wilayah.TIMEZONE, policed)
    officers.add(tx, "63.72", MORE)
    officers.add(tx, BESIDE, THEIRS)


def desk(windows: Windows, nrp: str, door: str = "komando") -> Page:
    result = call(windows.house.folder, "token", "officer", "--nrp", nrp)
    assert result.exit_code == 0, result.output
    return windows.open(f"/{door}", door, Person(windows.house, result.stdout.strip()), viewport=DESK)


def test_a_desk_whose_clock_is_wrong_counts_down_to_the_next_step_rightly(windows, house):
    context = windows.phone("komando", house.officer("dewi"), viewport=DESK)
    context.add_init_script("const right = Date.now; Date.now = () => right() + 3_600_000")
    province = windows.open("/petugas", "petugas", house.officer("yusuf"))
    province.locator("[data-lack=stream]").wait_for(state="detached")
    page = context.new_page()
    page.goto(house.origin + "/komando")
    incident = house.citizen().presses()
    page.locator(f"main[data-focus='{incident}']").wait_for()
    expect(page.locator("[data-coming]")).to_have_text(re.compile(r"^Naik ke Polda Kalimantan Selatan dalam 1?\d dtk$"))
    house.officer("andi").does(f"/incidents/{incident}/claim")
    expect(page.locator("[data-coming]")).to_be_hidden()


def chosen(page: Page, incident: str) -> None:
    """The page of that incident is open, and hears the keyboard."""
    page.locator(f"main[data-focus='{incident}']").wait_for()
    page.wait_for_load_state()


def done(page: Page, key: str) -> None:
    """A deed of the desk is a form: what is typed before its answer has come goes to the page that is being left."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_each_sees_their_own_and_each_others_hands(windows, house):
    dewi, rina, hendra = windows.desk(), desk(windows, "85050011"), desk(windows, "85050012")
    maya = desk(windows, "85050013")
    province = windows.open("/polda", "polda", house.officer("yusuf"), viewport=DESK)
    here, there = house.citizen().presses(), house.citizen("Budi").presses(location=NEAR_BESIDE)
    for page in (dewi, rina, hendra):
        chosen(page, here)
        expect(page.locator("[data-queue-now] .hand")).to_have_text(
            {dewi: "dibuka Aiptu Hendra Wijaya, Aiptu Rina Marlina", rina: "dibuka Aiptu Hendra Wijaya, Ipda Dewi "
             "Lestari", hendra: "dibuka Aiptu Rina Marlina, Ipda Dewi Lestari"}[page])
        assert page.locator(f"[data-row='{there}']").count() == 0
    chosen(maya, there)
    assert maya.locator("[data-queue-now] .hand").count() == 0
    assert here not in maya.content()
    for code in ("63.72", BESIDE):
        expect(province.locator(f"[data-station='{code}'] [data-ringing]")).to_have_text("1")


def test_a_card_that_changes_under_the_finger_keeps_its_tap_and_the_focus(windows, house):
    page = windows.desk()
    first = house.citizen().presses()
    chosen(page, first)
    second = house.citizen("Budi").presses(location={"lat": -3.4600, "lon": 114.8100, "accuracy_m": 8.0})
    card = page.locator(f"[data-row='{second}']")
    card.hover()
    page.mouse.down()
    expect(card).to_be_focused()
    house.officer("andi").does(f"/incidents/{second}/claim")
    expect(card).to_contain_text("Andi Saputra")
    expect(card).to_be_focused()
    page.mouse.up()
    chosen(page, second)


def test_taken_sent_rung_again_and_handed_over_by_keyboard_alone(windows, house):
    andi = windows.officer("andi")
    dewi, rina, maya = windows.desk(), desk(windows, "85050011"), desk(windows, "85050013")
    incident = house.citizen().presses()
    for page in (dewi, rina):
        chosen(page, incident)
    rings(andi)
    done(dewi, "a")
    expect(rina.locator("[data-focus-pill]")).to_contain_text("DIAMBIL")
    rings_no_more(andi)
    # sends an officer
    expect(dewi.locator("[data-focus-pill]")).to_contain_text("DIAMBIL")
    dewi.keyboard.press("t")
    dewi.keyboard.type("Bripka A")
    dewi.keyboard.press("Tab")
    done(dewi, "Enter")
    expect(dewi.locator(".sent")).to_contain_text("Andi Saputra")
    # rings everybody again
    dewi.keyboard.press("p")
    dewi.keyboard.type("Warga belum dihubungi")
    done(dewi, "Enter")
    expect(rina.locator("[data-focus-pill]")).to_contain_text("BERDERING")
    rings(andi)
    # hands over to the station beside, which takes it
    expect(dewi.locator("[data-focus-pill]")).to_contain_text("BERDERING")
    dewi.keyboard.press("s")
    dewi.keyboard.type("Polresta")
    dewi.keyboard.press("Tab")
    dewi.keyboard.type("Lebih dekat")
    done(dewi, "Enter")
    expect(dewi.locator("[data-offer]")).to_contain_text("Polresta Banjarmasin")
    maya.locator(f"[data-row='{incident}']").wait_for()
    maya.keyboard.press("j")
    chosen(maya, incident)
    done(maya, "y")
    expect(dewi.locator("main")).to_contain_text("Polresta Banjarmasin")
