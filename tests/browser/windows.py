"""Chromium, as the people of a story hold it: each has a phone, and every phone complains aloud.

A page of ours that writes an error on its console, throws, breaks its own content security policy or opens a
dialog fails the story, unless the story says beforehand that it must.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page
from tests.browser.house import LOKTABAT, House, Person, becomes

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--disable-dev-shm-usage", "--disable-gpu", "--use-fake-device-for-media-stream",
             "--use-fake-ui-for-media-stream"]
WHOLE = ("chromium", "chromium-browser", "google-chrome")
PHONE: Any = {"width": 390, "height": 844}
DESK: Any = {"width": 1440, "height": 900}
NEARBY: Any = {"latitude": -3.4450, "longitude": 114.8300, "accuracy": 10}
THERE: Any = {"latitude": LOKTABAT["lat"], "longitude": LOKTABAT["lon"], "accuracy": LOKTABAT["accuracy_m"]}

LISTENING = """
// What would reach the ear: everything that is connected to the loudspeaker is measured on its way.
window.heard = {loudAt: -1e9};
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    const ear = new AnalyserNode(this.context, {fftSize: 256});
    const wave = new Float32Array(256);
    connect.call(this, ear);
    const until = performance.now() + 3000;
    const look = setInterval(() => {
      ear.getFloatTimeDomainData(wave);
      if (wave.some((each) => Math.abs(each) > 0.01)) window.heard.loudAt = performance.now();
      if (performance.now() > until) clearInterval(look);
    }, 30);
  }
  return connect.call(this, to, ...rest);
};
"""
DIALLING = """
// The dialler of this phone: it keeps the number. The browser's own would ask whether to open another program, and
// take no touch until somebody answers.
window.dialled = [];
navigation.addEventListener('navigate', (event) => {
  if (!event.destination.url.startsWith('tel:')) return;
  event.preventDefault();
  window.dialled.push(event.destination.url);
});
"""
FIGURE_MS = 1_600
"""Longer than one figure of the alarm (``static/js/sound.js``) and its pause."""


def found(whole: bool = False) -> str | None:
    """Where Chromium is; unless the ``whole`` of it is wanted, the one without a desktop where that is installed."""
    names = WHOLE if whole else ("chromium-headless-shell", *WHOLE)
    return next((path for name in names if (path := shutil.which(name))), None)


@dataclass
class Windows:
    browser: Browser
    house: House
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def phone(self, door: str = "", person: Person | None = None, **options: Any) -> BrowserContext:
        """A browser of its own; signed in at ``door`` when a person is given."""
        known = {"viewport": PHONE, "locale": "id-ID", "reduced_motion": "reduce",
                 "geolocation": THERE if door in ("", "warga") else NEARBY, "permissions": ["geolocation"]}
        context = self.browser.new_context(**(known | options))
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(LISTENING)
        context.add_init_script(DIALLING)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"threw: {error.error}"))
        context.on("dialog", self._asked)
        if person is not None:
            self.sign_in(context, door, person)
        return context

    def sign_in(self, context: BrowserContext, door: str, person: Person) -> None:
        context.add_cookies([{"name": f"siharat_{door}", "value": person.token, "url": self.house.origin,
                              "httpOnly": True, "sameSite": "Strict"}])

    def open(self, path: str, door: str = "", person: Person | None = None, **options: Any) -> Page:
        """A new phone with this page on it."""
        page = self.phone(door, person, **options).new_page()
        page.goto(self.house.origin + path)
        return page

    def officer(self, name: str, through: str = "", **options: Any) -> Page:
        """An officer at the door's page, who has touched it once: browsers are mute before. ``through``: another
        way to the house."""
        page = self.phone("petugas", self.house.officer(name), **options).new_page()
        page.goto((through or self.house.origin) + "/petugas")
        page.locator("[data-lack=sound] button").click()
        page.locator("[data-lack=sound]").wait_for(state="detached")
        page.locator("[data-lack=stream]").wait_for(state="detached")
        return page

    def desk(self, name: str = "dewi") -> Page:
        return self.open("/komando", "komando", self.house.officer(name), viewport=DESK)

    def may(self, *patterns: str) -> None:
        """What this story makes the browser say."""
        self.allowed += patterns

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def unexpected(self) -> list[str]:
        return [said for said in self.complaints if not any(re.search(each, said) for each in self.allowed)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _asked(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def hold(page: Page) -> None:
    """A finger on the button for as long as it takes."""
    button = page.locator("[data-panic]")
    button.hover()
    page.mouse.down()
    page.locator("[data-story]:not([hidden])").wait_for()
    page.mouse.up()


def touch(page: Page, selector: str) -> None:
    """A touch that leads to a page, also to the same one anew. A browser drops what touches a page that it has
    not painted yet, which no finger is quick enough for."""
    settled(page)
    with page.expect_event("load"):
        page.locator(selector).click()
    settled(page)


def settled(page: Page) -> None:
    """Two frames were painted."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def until(page: Page, fact: str) -> None:
    """Waits for a fact about the page. (The library's own way to wait evaluates text, which our pages forbid.)"""
    becomes(lambda: page.evaluate(fact))


def sounds(page: Page) -> None:
    """Waits until something is heard from this page."""
    until(page, f"performance.now() - heard.loudAt < {FIGURE_MS}")


def falls_silent(page: Page) -> None:
    """Waits until nothing was heard for longer than the alarm's pause."""
    until(page, f"performance.now() - heard.loudAt > {FIGURE_MS}")


def rings(page: Page) -> None:
    """The full-screen alarm, the title and the sound."""
    page.locator("[data-alarm]:not([hidden])").wait_for()
    until(page, "document.title.startsWith('●')")
    sounds(page)


def rings_no_more(page: Page) -> None:
    page.locator("[data-alarm]").wait_for(state="hidden")
    until(page, "!document.title.startsWith('●')")
    falls_silent(page)
