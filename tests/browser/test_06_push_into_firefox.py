"""The whole road with a stock Firefox: our page subscribes, we seal, its push service carries, its worker opens.

Only the push service and the desktop are played by the test. No page of ours is open when it rings.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.desktop import Desktop, Notification
from tests.browser.firefox import Firefox, Page
from tests.browser.house import CAST, STATION, House, Person, serving
from tests.browser.push_service import PushService

pytestmark = pytest.mark.anyio

PATIENCE_S = 30.0


async def sooner_or_later(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Asks until the answer is something true."""
    async with asyncio.timeout(PATIENCE_S):
        seen = await ask()
        while not seen:
            await asyncio.sleep(0.02)
            seen = await ask()
        return seen


async def becomes(look: Callable[[], Any]) -> Any:
    """Looks at the house, beside the loop on which the push service lives."""
    return await sooner_or_later(lambda: asyncio.to_thread(look))


async def seen_on(page: Page, fact: str) -> None:
    await sooner_or_later(lambda: page.evaluate(fact))


async def notified(desktop: Desktop, title: str) -> Notification:
    """The next notification with that title; the same alarm may have come again before it."""
    while (shown := await desktop.next(PATIENCE_S)).title != title:
        pass
    return shown


def pushable(dewi: Person) -> list[str]:
    """The devices of Andi that a push would be sent to."""
    found = dewi.asks("GET", f"/stations/{STATION}/readiness")["officers"]
    andi = next(each for each in found if each["nrp"] == CAST["andi"].nrp)
    return [device["id"] for device in andi["devices"] if device["kind"] == "web_push"]


def squares(dewi: Person, incident: str) -> str:
    """The letters of the matrix for Andi, whose number is the first."""
    place = sorted(each.nrp for each in CAST.values()).index(CAST["andi"].nrp)
    return str(dewi.sees(incident)["rings"]["squares"][place])


async def sign_in(firefox: Firefox, person: Person, door: str = "petugas") -> None:
    value = {"type": "string", "value": person.token}
    await firefox.command("storage.setCookie", cookie={
        "name": f"siharat_{door}", "value": value, "domain": "localhost", "path": "/", "httpOnly": True,
        "sameSite": "strict"})


async def enlists(firefox: Firefox, desktop: Desktop, house: House) -> None:
    """As an officer does it: opens the page, touches what the light says is missing, tries it, goes."""
    page = await firefox.open(f"{house.origin}/petugas")
    await seen_on(page, "document.querySelector('[data-lack=subscription]') !== null")
    await page.evaluate("document.querySelector('[data-lack=subscription] button').click()")
    await seen_on(page, "document.querySelector('[data-lack=subscription]') === null")
    await page.evaluate("document.querySelector('[data-lack=proof] button').click()")
    await notified(desktop, "Siharat siap")
    await seen_on(page, "document.querySelector('[data-lack=proof]') === null")
    await becomes(lambda: not desktop.on_screen)
    await page.close()


async def opened(firefox: Firefox, address: str) -> bool:
    tree = await firefox.command("browsingContext.getTree")
    return address in [each["url"] for each in tree["contexts"]]


async def test_it_rings_with_no_page_open_and_a_touch_opens_the_incident(built, tmp_path):
    async with (
        PushService() as service,
        Desktop() as desktop,
        Firefox(service.websocket, desktop.address) as firefox,
    ):
        folder = Path(await asyncio.to_thread(shutil.copytree, built, tmp_path / "data"))
        with serving(folder, SIHARAT_PUSH_HOSTS=service.origin) as house:
            await sign_in(firefox, await asyncio.to_thread(house.officer, "andi"))
            await enlists(firefox, desktop, house)
            await the_story(service, desktop, firefox, house)
            await a_word_to_citizens(desktop, firefox, house)


async def the_story(service: PushService, desktop: Desktop, firefox: Firefox, house: House) -> None:
    run = asyncio.to_thread
    dewi, nur, siti = [await run(make) for make in (
        lambda: house.officer("dewi"), lambda: house.officer("nur"), lambda: house.citizen("Siti Aisyah"))]
    (device,) = pushable(dewi)

    # It rings: a place, and neither name nor number.
    incident = await run(siti.presses)
    alarm = await notified(desktop, "ALARM · Loktabat Utara")
    assert alarm.body.startswith("Warga meminta tolong")
    assert "Siti" not in str(alarm)
    assert "0811" not in str(alarm)
    await becomes(lambda: squares(dewi, incident) == "v")

    # Somebody takes it: the same place on the screen says who.
    await run(nur.does, f"/incidents/{incident}/claim")
    silence = await notified(desktop, "Alarm berhenti")
    assert silence.body.startswith("Diambil oleh Aipda Nur Hayati")
    assert [each.title for each in desktop.on_screen] == ["Alarm berhenti"]
    await run(dewi.does, f"/incidents/{incident}/close", {"disposition": "test"})

    # Another; a touch opens its page, and the ledger knows.
    incident = await run(siti.presses)
    desktop.click(await notified(desktop, "ALARM · Loktabat Utara"))
    await becomes(lambda: squares(dewi, incident) == "o")
    await sooner_or_later(lambda: opened(firefox, f"{house.origin}/petugas/kejadian/{incident}"))
    await run(nur.does, f"/incidents/{incident}/claim")
    await run(dewi.does, f"/incidents/{incident}/close", {"disposition": "test"})

    # The push service has forgotten this browser: its worker finds a new address and tells us, by its own key.
    service.forgetful = True
    await firefox.stop()
    before = set(service.channels)
    await firefox.start()
    await becomes(lambda: set(service.channels) - before)
    await becomes(lambda: pushable(dewi) not in ([], [device]))
    incident = await run(siti.presses)
    await notified(desktop, "ALARM · Loktabat Utara")
    await becomes(lambda: squares(dewi, incident) == "v")
    await run(dewi.does, f"/incidents/{incident}/close", {"disposition": "test"})

    # The subscription ends: the first push that comes back with 410 retires the device, and nobody counts on it.
    page = await firefox.open(f"{house.origin}/petugas")
    await page.evaluate("navigator.serviceWorker.ready.then(async ({pushManager}) => "
                        "(await pushManager.getSubscription()).unsubscribe())")
    assert pushable(dewi)
    await run(siti.presses)
    await becomes(lambda: not pushable(dewi))
    assert set(service.acknowledged.values()) == {100}
    service.assert_no_quota_lost()


async def a_word_to_citizens(desktop: Desktop, firefox: Firefox, house: House) -> None:
    """A citizen in the same browser asks for warnings, hears one, and asks for no more."""
    run = asyncio.to_thread
    await sign_in(firefox, await run(house.citizen), "warga")
    await sign_in(firefox, await run(house.officer, "dewi"), "komando")
    calm = await firefox.open(f"{house.origin}/pengaturan")
    await seen_on(calm, "!document.querySelector('[data-off]').hidden")
    await calm.evaluate("document.querySelector('[data-switch-on]').click()")
    await seen_on(calm, "!document.querySelector('[data-on]').hidden")

    desk = await firefox.open(f"{house.origin}/komando/siaran/tulis")
    await desk.evaluate("""(() => {
        const { elements } = document.querySelector('form.cast-form');
        Object.assign(elements.headline, { value: 'Banjir' });
        Object.assign(elements.text, { value: 'Air naik.' });
        Object.assign(elements.around, { value: '-3.44, 114.82' });
        document.querySelector('form.cast-form').submit();
        return true;
    })()""")
    await seen_on(desk, "document.querySelector('form[action$=kirim]') !== null")
    await desk.evaluate("document.querySelector('form[action$=kirim]').submit()")
    shown = await notified(desktop, "Banjir")
    assert shown.body.startswith("Air naik.")
    desktop.click(shown)
    await seen_on(desk, "document.querySelector('.cast-counts dd')?.textContent === '1' || void location.reload()")

    await calm.evaluate("document.querySelector('[data-switch-off]').click()")
    await seen_on(calm, "!document.querySelector('[data-off]').hidden")
