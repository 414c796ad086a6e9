"""The same in a stock Firefox: pressed without network, the browser killed, opened again, and there is one incident."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from tests.browser.cable import Cable
from tests.browser.firefox import Firefox, Page
from tests.browser.house import serving
from tests.browser.push_service import PushService
from tests.browser.test_06_push_into_firefox import seen_on, sooner_or_later

pytestmark = pytest.mark.anyio

UNSENT = "document.querySelector('[data-unsent]') && !document.querySelector('[data-unsent]').hidden"
# The shelf is there before its last book: the page itself is put upon it when all its parts are.
KEPT = """navigator.serviceWorker.controller !== null &&
    caches.match('/luring', {ignoreVary: true}).then((page) => page !== undefined)"""
RINGING = "document.querySelector('[data-headline]')?.textContent === 'Ponsel petugas sedang berdering'"
MIDDLE = """(() => { const {x, y, width, height} = document.querySelector('[data-panic]').getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)]; })()"""


async def holds(page: Page) -> None:
    """A thumb on the button, for a little more than a second."""
    x, y = await page.evaluate(MIDDLE)
    await page.firefox.command("input.performActions", context=page.context, actions=[{
        "type": "pointer", "id": "thumb", "parameters": {"pointerType": "touch"}, "actions": [
            {"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0},
            {"type": "pause", "duration": 1_300}, {"type": "pointerUp", "button": 0}]}])


async def test_a_press_without_network_outlives_the_browser_and_there_is_one_incident(built, tmp_path):
    folder = Path(await asyncio.to_thread(shutil.copytree, built, tmp_path / "data"))
    async with PushService() as service, Firefox(service.websocket) as firefox:
        with serving(folder) as house, Cable(house.port) as cable:
            siti, dewi = await asyncio.to_thread(house.citizen), await asyncio.to_thread(house.officer, "dewi")
            await firefox.command("storage.setCookie", cookie={
                "name": "siharat_warga", "value": {"type": "string", "value": siti.token}, "domain": "localhost",
                "path": "/", "httpOnly": True, "sameSite": "strict", "expiry": 4_000_000_000})
            page = await firefox.open(cable.origin)
            await seen_on(page, "document.querySelector('[data-registered]') !== null")
            await seen_on(page, "navigator.serviceWorker.ready.then(() => true)")
            await page.go(cable.origin)  # the worker rules from the second look on
            await seen_on(page, KEPT)
            await sooner_or_later(lambda: asyncio.to_thread(written_down, firefox, cable.origin))
            cable.cut()
            await holds(page)
            await seen_on(page, UNSENT)
            await firefox.kill()
            await firefox.start()
            again = await sooner_or_later(lambda: opens(firefox, cable.origin))
            await seen_on(again, UNSENT)
            assert await asyncio.to_thread(ringing, dewi) == 0
            cable.mend()
            await seen_on(again, RINGING)
            await sooner_or_later(lambda: asyncio.to_thread(ringing, dewi))
            assert await asyncio.to_thread(ringing, dewi) == 1


async def opens(firefox: Firefox, origin: str) -> Page | None:
    """A browser that has just been killed puts its storage in order first; whoever sees an error tries again."""
    try:
        return await firefox.open(origin)
    except RuntimeError:
        await asyncio.sleep(0.5)
        return None


def written_down(firefox: Firefox, origin: str) -> bool:
    """That the worker is there, in the profile on disk: a browser that is killed before has never seen it."""
    workers = firefox._profile / "serviceworker.txt"
    return workers.exists() and origin in workers.read_text()


def ringing(dewi) -> int:
    return sum(each["status"] == "ringing" for each in dewi.asks("GET", "/incidents").body["incidents"])
