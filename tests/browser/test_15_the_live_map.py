"""The live map in Chromium: it comes, it follows, it leaves the view alone, it holds no more after 20,000 updates."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest
from bench.evening import OFFICERS, STAGE, counted, evening
from playwright.sync_api import Page, expect
from tests.browser.house import LOKTABAT, House, becomes
from tests.browser.windows import DESK, Windows, until

from siharat.web.shelf import FOLDER

DRAWS_THE_MAP = True
pytestmark = pytest.mark.skipif(not (FOLDER / "vendor" / "maplibre-gl.mjs").exists(),
                                reason="the map is not installed: make setup")
EVENTS, TELLINGS = 20_000, 12
SMALL: Any = {"width": 1280, "height": 420}
"""Drawn in software: what is counted does not depend on how large the picture is."""


def board(windows: Windows, script: str = "", fault: tuple[str, str] | None = None) -> Page:
    """A desk with its map on. ``fault``: a piece of the page's code, and what stands there instead."""
    windows.may("GL Driver Message")  # of a driver in software
    context = windows.phone("komando", windows.house.officer("dewi"), viewport=SMALL if script else DESK)
    if script:
        context.add_init_script(script)
        context.route("**/api/v1/incidents/**", lambda route: route.fulfill(status=404, body="{}"))
    if fault:
        def plant(route: Any) -> None:
            answer = route.fetch()
            assert fault[0] in answer.text()
            route.fulfill(response=answer, body=answer.text().replace(*fault))

        context.route("**/js/live_map.js", plant)
    page = context.new_page()
    page.goto(windows.house.origin + "/komando")
    page.locator(".ground[data-live]").wait_for()
    return page


def on_map(page: Page, name: str, count: int) -> None:
    expect(page.locator("[data-map]")).to_have_attribute(f"data-{name}", str(count))


def pressed(page: Page, selector: str, state: bool) -> None:
    expect(page.locator(selector)).to_have_attribute("aria-pressed", str(state).lower())


def alarmed(page: Page, house: House) -> str:
    """Somebody presses, and the desk that has nothing in hand has turned to it: it loads its page anew for that."""
    incident: str = house.citizen().presses()
    page.locator(f"main[data-focus='{incident}']").wait_for()  # its address changes before that
    page.locator(".ground[data-live]").wait_for()
    return incident


def test_the_map_takes_the_place_of_the_plan_and_shows_who_goes_there(windows, house):
    page = board(windows)
    expect(page.locator(".ground [data-plan]")).to_be_hidden()
    on_map(page, "incidents", 0)
    incident = alarmed(page, house)
    on_map(page, "incidents", 1)
    andi = house.officer("andi")
    andi.does(f"/incidents/{incident}/claim")
    andi.does(f"/incidents/{incident}/locations", {"lat": -3.45, "lon": 114.83, "accuracy_m": 9,
                                                   "at": "2026-11-23T13:14:13Z"})
    page.reload()
    page.locator(".ground[data-live]").wait_for()
    on_map(page, "incidents", 1)
    andi.does(f"/incidents/{incident}/locations", LOKTABAT | {"at": page.evaluate("new Date().toISOString()")})
    on_map(page, "officers", 2)  # the officer, and the way from there to the incident in hand


def test_it_rests_when_the_operator_moves_it_and_follows_again_at_a_key(windows, house):
    page = board(windows)
    alarmed(page, house)
    on_map(page, "incidents", 1)
    pressed(page, "[data-map-follow]", True)
    page.keyboard.press("-")
    pressed(page, "[data-map-follow]", False)
    page.keyboard.press("0")
    pressed(page, "[data-map-follow]", True)
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowLeft")
    pressed(page, "[data-map-follow]", False)


def test_layers_by_key_are_remembered(windows, house):
    page = board(windows)
    pressed(page, "[data-map-layer=officers]", True)
    pressed(page, "[data-map-layer=coverage]", False)
    page.keyboard.press("1")
    page.keyboard.press("3")
    pressed(page, "[data-map-layer=officers]", False)
    page.reload()
    page.locator(".ground[data-live]").wait_for()
    pressed(page, "[data-map-layer=officers]", False)
    pressed(page, "[data-map-layer=coverage]", True)
    expect(page.locator("[data-map-layer=tiles]")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_contain_text("Ikuti kejadian")


def test_on_a_phone_it_lies_below_what_is_in_hand_and_one_finger_scrolls_past_it(windows, house):
    windows.may("GL Driver Message")
    house.citizen().presses()
    page = windows.open("/komando", "komando", house.officer("dewi"), has_touch=True, is_mobile=True)
    page.locator(".ground[data-live]").wait_for()
    expect(page.locator("[data-sound]")).to_have_text("Tanpa suara: ketuk di sini")
    expect(page.locator("kbd").first).to_be_hidden()
    box = {name: page.locator(where).bounding_box() for name, where in (
        ("claim", "[data-deed=claim]"), ("map", ".ground"), ("matrix", ".matrix"), ("queue", ".queue"))}
    assert box["claim"]["y"] < box["map"]["y"] < box["matrix"]["y"] < box["queue"]["y"]
    assert box["map"]["y"] + box["map"]["height"] <= 844, "seen without a touch"
    swipe(page, box["map"]["x"] + 195, box["map"]["y"] + 150)
    until(page, "scrollY > 100")
    pressed(page, "[data-map-follow]", True)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    lost, sound, ground = (page.locator(each) for each in (".lost", "[data-sound]", ".ground"))
    expect(lost).to_be_visible()
    expect(page.locator("[data-ready]")).to_be_hidden()  # a count that nobody keeps
    assert all(0 <= each.bounding_box()["y"] < 20 for each in (lost, sound)), "in the line that stays"
    page.evaluate("scrollTo(0, 0)")
    assert lost.bounding_box()["y"] + lost.bounding_box()["height"] <= ground.bounding_box()["y"]
    windows.may("ERR_INTERNET_DISCONNECTED")


@pytest.mark.parametrize("drawn", [True, False])
def test_the_province_sees_where_it_rings_on_the_map_or_on_the_plan(windows, house, drawn):
    windows.may("GL Driver Message")
    context = windows.phone("polda", house.officer("yusuf"), viewport=DESK)
    if not drawn:
        context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = context.new_page()
    page.goto(house.origin + "/polda")
    if drawn:
        page.locator(".ground[data-live]").wait_for()
        expect(page.locator(".ground [data-plan]")).to_be_hidden()
    expect(page.locator(".ground [data-area='63.72']")).to_have_attribute("data-mood", "calm")
    summary = page.locator("[data-summary]")
    expect(summary).to_have_text(re.compile(r"^2 satuan · .* 0 kejadian"))
    page.evaluate("""() => {  // a neighbour of the same name, which the plan drew, too
        const [land] = document.querySelectorAll(".ground [data-area='63.72']");
        const twin = land.parentNode.appendChild(land.cloneNode());
        twin.dataset.area = "63.99";
        document.querySelector("[data-station='63.99'] th").textContent = "Polres Banjarbaru";
    }""")
    house.citizen().presses()
    expect(page.locator("[data-station='63.72']")).to_have_attribute("data-mood", "ringing", timeout=15_000)
    expect(page.locator(".ground [data-area='63.72']")).to_have_attribute("data-mood", "ringing")
    expect(page.locator(".ground [data-area='63.99']")).to_have_attribute("data-mood", "none")
    expect(summary).to_have_text(re.compile(r"^2 satuan · .* 1 kejadian"))
    if drawn:
        assert "63.72 ringing" in page.locator("[data-map]").get_attribute("data-moods")
        map_box = page.locator("[data-map]").bounding_box()
        page.mouse.click(map_box["x"] + map_box["width"] / 2, map_box["y"] + map_box["height"] / 2)
        expect(page.locator("[data-station='63.72']")).to_be_focused()
    else:
        expect(page.locator(".ground [data-plan]")).to_be_visible()


def swipe(page: Page, x: float, y: float) -> None:
    """One finger, upwards."""
    devtools = page.context.new_cdp_session(page)
    for far in range(0, 160, 20):
        devtools.send("Input.dispatchTouchEvent", {"type": "touchMove" if far else "touchStart",
                                                   "touchPoints": [{"x": x, "y": y - far}]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("missing", ["webgl", "library", "areas"])
def test_where_it_cannot_be_drawn_the_plan_stays(windows, house, missing):
    windows.may("404", "ERR_FAILED", "Failed to load")
    context = windows.phone("komando", house.officer("dewi"), viewport=DESK)
    if missing == "webgl":
        context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    else:
        context.route({"library": "**/vendor/maplibre-gl.mjs", "areas": "**/map/areas*"}[missing],
                      lambda route: route.abort())
    page = context.new_page()
    page.goto(house.origin + "/komando")
    house.citizen().presses()
    expect(page.locator(".ground [data-plan] [data-kind=ringing]")).to_be_visible()
    expect(page.locator("[data-map]")).to_be_hidden()
    expect(page.locator("[data-map-keys]")).to_be_hidden()


def test_marks_of_the_plan_lead_to_their_incident_also_those_that_came_with_the_page(windows, house):
    windows.may("AudioContext")  # of the page that is being left
    first = house.citizen().presses()
    second = house.citizen("Budi").presses(location={"lat": -3.4900, "lon": 114.7000, "accuracy_m": 8.0})
    context = windows.phone("komando", house.officer("dewi"), viewport=DESK)
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = context.new_page()
    for incident in (second, first):
        page.goto(house.origin + "/komando?kejadian=" + (first if incident == second else second))
        page.locator(f".ground [data-plan] [data-open][data-spot='{incident}'] .intan").click()
        page.locator(f"main[data-focus='{incident}']").wait_for()


def test_when_the_picture_is_taken_away_the_plan_stands_in(windows, house):
    house.citizen().presses()
    page = board(windows)
    on_map(page, "incidents", 1)
    page.evaluate("window.taken = document.querySelector('.maplibregl-canvas').getContext('webgl2')"
                  ".getExtension('WEBGL_lose_context'); taken.loseContext()")
    expect(page.locator(".ground [data-plan] [data-kind=ringing]")).to_be_visible()
    page.evaluate("taken.restoreContext()")
    expect(page.locator(".ground [data-plan]")).to_be_hidden()
    windows.may("WebGL", "CONTEXT_LOST")


# A week on the wall


def held(windows: Windows, fault: tuple[str, str] | None = None,
         many: int = EVENTS) -> tuple[Page, dict[str, float], dict[str, float]]:
    """What the page holds after the first part of an evening, and after so many updates."""
    windows.may("status of 404")  # the evening's incidents are in no book
    page = board(windows, STAGE, fault)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    events = ([name, data] for _, name, data in evening(1_000))
    part = many // TELLINGS
    tell(page, list(itertools.islice(events, part)), 3)
    before = counted(devtools)
    for _ in range(TELLINGS - 1):
        tell(page, list(itertools.islice(events, part)))
    tell(page, [], 3)
    return page, before, counted(devtools)


def tell(page: Page, events: list[Any], times: int = 1) -> None:
    """And waits until the map was told: it gathers for a quarter of a second."""
    for _ in range(times):
        page.evaluate("(events) => { play(JSON.parse(events)); return new Promise((done) => setTimeout(() =>"
                      " requestAnimationFrame(() => requestAnimationFrame(done)), 260)); }", json.dumps(events))
        events = []


def test_after_twenty_thousand_updates_the_page_holds_no_more(windows, house):
    page, before, after = held(windows)
    officers = int(page.locator("[data-map]").get_attribute("data-officers") or 0)
    assert OFFICERS <= officers <= 2 * OFFICERS  # with the ways to the incident in hand
    assert int(page.locator("[data-map]").get_attribute("data-incidents") or 0) <= 9
    assert after["listeners"] == before["listeners"]
    assert after["nodes"] <= before["nodes"] + 120, "the queue is longer by eight cards"
    assert page.locator("[data-queue-now] [data-row]").count() <= 9


def test_a_leak_would_be_seen(windows, house):
    """The negative control: a listener and an element for each telling."""
    leak = ("due = 0; document.addEventListener('x', () => due);"
            " document.querySelector('[data-map]').append(document.createElement('i'));")
    _, before, after = held(windows, ("due = 0;", leak), 3_000)
    assert after["listeners"] > before["listeners"] + TELLINGS / 2
    assert after["nodes"] > before["nodes"] + TELLINGS / 2


def test_the_desk_sounds_until_somebody_hushes_it_and_says_whether_it_can(windows, house):
    page = board(windows)
    expect(page.locator("[data-sound]")).to_have_attribute("data-state", "wait")
    page.keyboard.press("m")
    expect(page.locator("[data-sound]")).to_have_attribute("data-state", "ready")
    incident = house.citizen().presses()
    page.locator(f"main[data-focus='{incident}']").wait_for()  # a page of its own, and as loud
    expect(page.locator("[data-sound]")).to_have_attribute("data-state", "ringing")
    until(page, "performance.now() - heard.loudAt < 1600")
    page.keyboard.press("m")
    expect(page.locator("[data-sound]")).to_have_attribute("data-state", "ready")
    becomes(lambda: page.evaluate("performance.now() - heard.loudAt > 1600"))
