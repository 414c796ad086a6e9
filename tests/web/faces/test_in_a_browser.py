"""Every face in a real browser, on a small and a usual phone: hands, eyes, keyboard, no script."""

from __future__ import annotations

import importlib.resources
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from tools.faces_dev import app

from siharat.web import patterns
from tests.browser.windows import found

CHROMIUM = found()
pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
              pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SMALL, USUAL, DESK = (360, 640), (390, 844), (1440, 900)
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text()
FACES = [f"/-/patterns/{door}/{name}" for door, samples in patterns.SAMPLES.items() for name in samples]

SMALL_TARGETS = """() => [...document
  .querySelectorAll('a, button, summary, input, select, textarea, .switch, .choice')]
  .filter((node) => node.checkVisibility() && !node.closest('.skip, .spot, .switch input, .choice input')
    && !node.matches('.switch input, .choice input, p a, .note a:not(.button)'))
  .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 55.5 || box.width < 55.5))
  .map(([html, box]) => `${html} ${Math.round(box.width)}×${Math.round(box.height)}`)"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The faces alone, served without a database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def look(chromium: Any, size: tuple[int, int], **more: Any) -> Any:
    return chromium.new_page(viewport={"width": size[0], "height": size[1]}, locale="id-ID", **more)


@pytest.fixture(scope="module")
def page(base: str, chromium: Any) -> Any:
    """One for all faces. What it complains of is kept in ``broken``."""
    page = look(chromium, SMALL, reduced_motion="reduce", base_url=base)
    page.add_init_script(AXE)
    page.broken = []
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    page.on("console", lambda said: page.broken.append(said.text) if "Content Security" in said.text else None)
    return page


@pytest.mark.parametrize("path", ["/-/patterns", *FACES])
def test_every_face_fits_every_hand_eye_and_ear(page: Any, path: str) -> None:
    """On a small phone and on a usual one nothing sticks out at the side, and nothing a finger must hit is under 56 px.
    No fault that axe knows (WCAG 2.2 A and AA, good practice) by day, no poor contrast by night. Nothing is broken, and
    the policy has refused no inline code."""
    page.broken.clear()
    page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    page.emulate_media(color_scheme="light")
    page.goto(path)
    page.wait_for_timeout(60)
    for size in (SMALL, USUAL) if path in FACES else ():
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], size
        assert page.evaluate(SMALL_TARGETS) == [], size
    if path.startswith(("/-/patterns/komando", "/-/patterns/polda")):
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    found = faults(page, {}) if path in FACES else []
    page.emulate_media(color_scheme="dark")
    found += faults(page, {"runOnly": ["color-contrast"]}) if path in FACES else []
    assert not found, "\n".join(found)
    assert page.broken == []


def faults(page: Any, options: dict[str, object]) -> list[str]:
    report = page.evaluate(f"axe.run(document, {json.dumps(options | {'resultTypes': ['violations']})})")
    return [f"{fault['id']}: {fault['help']}: {node['html'][:160]} {node['any'][:1] and node['any'][0]['message']}"
            for fault in report["violations"] for node in fault["nodes"]]


def test_the_button_is_seen_without_scrolling_on_a_small_phone(base: str, chromium: Any) -> None:
    page = look(chromium, SMALL)
    for name in ("baru", "siap"):
        page.goto(f"{base}/-/patterns/warga/{name}")
        box = page.locator("[data-panic]").bounding_box()
        assert box["y"] + box["height"] <= 640, name


def test_a_word_of_the_police_never_pushes_the_button_off(base: str, chromium: Any) -> None:
    """Two hold: the gravest stands above it, the other is a tap away. Also for who reads large letters."""
    page = look(chromium, (320, 568))
    page.goto(f"{base}/-/patterns/warga/siap-siaran")
    assert page.locator("[data-broadcasts] .note").count() == 1
    assert page.locator("[data-broadcasts] a[href='/siaran']").inner_text() == "2 siaran ›"
    for size, height, letters in ((320, 568, "100%"), (390, 700, "150%")):
        page.set_viewport_size({"width": size, "height": height})
        page.evaluate("letters => { document.documentElement.style.fontSize = letters }", letters)
        box = page.locator("[data-panic]").bounding_box()
        assert box["y"] + box["height"] <= height, size


def test_the_whole_menu_of_the_desk_can_be_reached(base: str, chromium: Any) -> None:
    """To its last line on a laptop; and who leaves it by Escape stands where it was opened."""
    page = look(chromium, (1366, 768))
    page.goto(f"{base}/-/patterns/komando/tenang")
    page.get_by_text("Menu", exact=True).click()
    leave = page.get_by_role("button", name="Keluar")
    leave.scroll_into_view_if_needed()
    box = leave.bounding_box()
    assert box["y"] + box["height"] <= 768
    leave.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Menu"


def test_on_a_laptop_the_desk_sees_how_to_take_it_and_its_own_name(base: str, chromium: Any) -> None:
    page = look(chromium, (1366, 768))
    page.goto(f"{base}/-/patterns/komando/berdering")
    page.wait_for_timeout(60)
    for size in ((1366, 768), (1280, 720), (1024, 768), (1440, 900), (1920, 1080), (2560, 1440)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        take = page.get_by_role("button", name="Ambil dan telepon").bounding_box()
        assert take["y"] + take["height"] <= size[1], size
        assert page.locator(".brand").evaluate("brand => brand.scrollWidth <= brand.clientWidth"), size
        assert page.locator(".board > header").evaluate("head => head.scrollWidth <= head.clientWidth"), size
        menu = page.locator(".menu").bounding_box()
        assert menu["x"] + menu["width"] <= size[0], size


def test_a_press_must_be_held_by_finger_and_by_key(base: str, chromium: Any) -> None:
    page = look(chromium, (390, 844))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{base}/-/patterns/warga/siap")
    button = page.locator("[data-panic]")
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(400)
    assert button.get_attribute("data-state") == "held"
    page.mouse.up()
    page.wait_for_timeout(900)
    assert button.get_attribute("data-state") == "rest"
    assert sent == []
    button.focus()
    page.keyboard.down("Space")
    page.wait_for_timeout(1200)
    page.keyboard.up("Space")
    assert any(url.endswith("/api/v1/alarms") for url in sent)


def test_what_was_not_sent_is_said_and_110_is_there(base: str, chromium: Any) -> None:
    """The server of this test knows no API: the page must not pretend."""
    page = look(chromium, (390, 844))
    page.route("**/api/v1/alarms", lambda route: route.abort())
    page.goto(f"{base}/-/patterns/warga/siap")
    page.locator("[data-panic]").hover()
    page.mouse.down()
    page.wait_for_timeout(1500)
    page.mouse.up()
    assert "Belum terkirim" in page.locator("[data-unsent]").inner_text()
    assert page.locator(".foot a[href='tel:110']").first.is_visible()


def test_without_script_the_citizen_can_press(base: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.goto(f"{base}/-/patterns/warga/siap")
    page.locator("[data-panic]").click(no_wait_after=True)
    page.wait_for_timeout(300)
    context.close()
    assert any(line.startswith("POST") and line.endswith("/tekan") for line in asked)


def test_enter_in_the_number_saves_it_and_never_presses(base: str, chromium: Any) -> None:
    page = look(chromium, (390, 844))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(f"{base}/-/patterns/warga/baru")
    page.fill("#phone", "081234567731")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert [url.rpartition("/")[2] for url in asked] == ["daftar"]
