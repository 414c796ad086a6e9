"""A citizen's phone in places without network: what it keeps, and what happens to its page."""

from __future__ import annotations

import contextlib
from typing import Any

from playwright.sync_api import Error, Page, expect
from tests.browser.house import House
from tests.browser.windows import Windows, until

NO_NETWORK = ("net::ERR_", "error occurred when fetching the script")
"""What a browser says of it."""


def ready(windows: Windows, house: House, origin: str) -> Page:
    """A citizen's page that has been open long enough for the phone to keep the offline page."""
    page = windows.phone("warga", house.citizen()).new_page()
    page.goto(origin)
    until(page, "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
                ".then((shelf) => shelf.match('/luring')))).then((found) => found.some(Boolean)))")
    return page


def press(page: Page) -> None:
    page.locator("[data-panic]").hover()
    page.mouse.down()
    expect(page.locator("[data-panic]")).to_have_attribute("data-state", "fired")
    page.mouse.up()


def killed(page: Page) -> None:
    """The system takes the page's memory away in the middle of whatever it does."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def ringing(house: House) -> list[dict[str, Any]]:
    return list(house.officer("dewi").asks("GET", "/incidents?status=ringing")["incidents"])


def new_worker(page: Page, number: int) -> None:
    """Another version of the service worker is installed and takes over the page."""
    page.evaluate("""(number) => { window.worker = new Promise((done) =>
        navigator.serviceWorker.addEventListener('controllerchange', done, {once: true}));
        navigator.serviceWorker.register('/sw.js?' + number); }""", number)
    took = True
    with contextlib.suppress(Error):  # unless the page goes
        took = page.evaluate("""() => Promise.race([window.worker.then(() => true),
            new Promise((done) => setTimeout(done, 20000, false))])""")
    assert took, "no new worker has taken over the page"


DRAWER = """() => new Promise((done) => { const asked = indexedDB.open('siharat', 1); asked.onsuccess = () => {
  const deed = asked.result.transaction('kept', 'readwrite');
  const found = %s;
  deed.oncomplete = () => { asked.result.close(); done(found.result); }; }; })"""
KEYS = DRAWER % "deed.objectStore('kept').getAllKeys()"
AGED = DRAWER % """Object.assign(deed.objectStore('kept').get('press'), { onsuccess: ({target}) =>
  deed.objectStore('kept').put({...target.result, at: Date.now() - 3 * 3600e3}, 'press') })"""


def drawer(page: Page) -> object:
    """What lies in the phone's drawer."""
    return page.evaluate(KEYS)
