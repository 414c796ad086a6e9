"""Nobody is left out: keys instead of fingers, three languages, both themes, readers of screens, thick thumbs."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.house import House
from tests.browser.windows import DESK, PHONE, rings, rings_no_more, settled, touch

from siharat.web.patterns import SAMPLES

AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text()
FACES = [f"{door}/{name}" for door, samples in SAMPLES.items() for name in samples]
FINGERS = 56
"""``--touch`` of the tokens: what a finger must hit is at least as high."""


def press_until(page: Page, key: str, selector: str, most: int) -> None:
    """Goes on with ``key`` until ``selector`` has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} times {key}")


def test_an_officer_takes_and_closes_it_by_keys_alone(windows, house):
    andi, nur = windows.open("/petugas", "petugas", house.officer("andi")), windows.officer("nur")
    andi.keyboard.press("Tab")  # any key lets the page sound
    andi.locator("[data-lack=sound]").wait_for(state="detached")
    siti = house.citizen()
    siti.presses()
    rings(andi)
    expect(andi.locator("[data-alarm-place]")).to_be_focused()
    press_until(andi, "Tab", "[data-take] button", 3)
    settled(andi)
    with andi.expect_event("load"):
        andi.keyboard.press("Enter")
    expect(andi.locator("[data-title]")).to_have_text("Siti Aisyah")
    rings_no_more(nur)
    for selector, key in (("[data-outcome] [value=reached]", "Enter"), ("[data-moves] [value=en_route]", "Space")):
        settled(andi)
        andi.keyboard.press("Tab")
        if selector.startswith("[data-outcome]"):
            press_until(andi, "Tab", "[data-call]", 4)
            andi.keyboard.press("Enter")
            expect(andi.locator("[data-outcome]")).to_be_visible()
        press_until(andi, "Tab", selector, 12)
        with andi.expect_event("load"):
            andi.keyboard.press(key)
    press_until(andi, "Tab", "details:has([data-close]) summary", 40)
    andi.keyboard.press("Enter")
    press_until(andi, "Tab", "[data-close] [type=radio]", 2)
    andi.keyboard.press("Space")
    press_until(andi, "Tab", "[data-close] button", 3)
    andi.keyboard.press("Enter")
    expect(andi.locator("[data-quiet]")).to_be_visible()


def test_a_citizen_presses_by_keys_alone(windows, house):
    siti = windows.open("/", "warga", house.citizen())
    press_until(siti, "Tab", "[data-panic]", 8)
    siti.keyboard.down("Enter")
    expect(siti.locator("[data-headline]")).to_have_text("Ponsel petugas sedang berdering")
    siti.keyboard.up("Enter")
    expect(siti.locator("[data-headline]")).to_be_focused()


def test_the_language_is_chosen_once_for_all_doors(windows, house):
    phone = windows.phone("petugas", house.officer("andi"))
    page = phone.new_page()
    page.goto(house.origin)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("[data-panic]")).to_contain_text("tahan 1 detik")
    touch(page, "[data-tongues] [value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[data-panic-words]")).to_have_text("hold for 1 second")
    page.goto(f"{house.origin}/petugas")
    expect(page.locator("#now")).to_have_text("Now")
    expect(page.locator("[data-lack=sound]")).to_contain_text("sound")
    touch(page, ".tongues [value=bjn]")
    expect(page.locator("html")).to_have_attribute("lang", "bjn")
    expect(page.locator("[data-lack=sound]")).to_be_visible()  # from here on nothing moves what is touched
    touch(page, ".tongues [value=id]")
    expect(page.locator("#now")).to_have_text("Sekarang")


@pytest.fixture(scope="module")
def samples(chromium: Browser, served: House) -> Iterator[Page]:
    """Faces as the server writes them, without the modules, which would look for an incident that is none."""
    page = chromium.new_page(viewport=PHONE, reduced_motion="reduce", base_url=served.origin)
    page.route("**/static/*/js/**", lambda route: route.abort())
    yield page
    page.close()


@pytest.mark.parametrize("face", FACES)
def test_eyes_ears_and_thumbs(samples, face):
    """No fault that axe knows (WCAG 2.2 A and AA, good practice) by day, no poor contrast by night; on a phone
    everything that is touched is as high as a thumb is broad, and nothing scrolls sideways."""
    on_a_phone = face.startswith(("warga", "petugas"))
    samples.set_viewport_size(PHONE if on_a_phone else DESK)
    samples.emulate_media(color_scheme="light")
    samples.goto(f"/-/patterns/{face}")
    samples.evaluate(AXE)
    found = faults(samples, {})
    samples.emulate_media(color_scheme="dark")
    found += faults(samples, {"runOnly": ["color-contrast"]})
    assert not found, "\n".join(found)
    if on_a_phone:
        assert not samples.evaluate(SMALL, FINGERS)
        assert samples.evaluate("document.documentElement.scrollWidth <= innerWidth")


SMALL = """(least) => [...document.querySelectorAll(
    `button, a.button, summary, .card, .choice, .switch, select, textarea,
    input:not([type=hidden], [type=radio], [type=checkbox])`)]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.outerHTML.slice(0, 100), Math.round(node.getBoundingClientRect().height * 10) / 10])
  .filter(([, height]) => height < least)"""


def faults(page: Page, options: object) -> list[str]:
    report = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [f"{fault['id']}: {fault['help']}: {node['html'][:160]} {node['any'][:1] and node['any'][0]['message']}"
            for fault in report["violations"] for node in fault["nodes"]]
