"""A real browser: subscribes, receives and decrypts our push, shows it, and its click comes back."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from tests.browser.desktop import Desktop
from tests.browser.firefox import Firefox, Page
from tests.browser.push_service import PushService

from siharat.ring.channels.web_push import WebPush
from siharat.ring.channels.web_push.encryption import MAX_BODY_BYTES

pytestmark = pytest.mark.anyio

PAGE = """<!doctype html><meta charset="utf-8"><title>A page of the test</title><script>
async function subscribe(key) {
  await navigator.serviceWorker.register('/worker.js')
  const {pushManager} = await navigator.serviceWorker.ready
  return (await pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key})).toJSON()
}
async function unsubscribe() {
  const {pushManager} = await navigator.serviceWorker.ready
  return (await pushManager.getSubscription()).unsubscribe()
}
</script>"""

WORKER = """
const tell = (what, words) => fetch('/told/' + what, {method: 'POST', body: JSON.stringify(words)})
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => event.waitUntil((async () => {
  const words = event.data.text()
  const pages = (await self.clients.matchAll({includeUncontrolled: true})).length
  await self.registration.showNotification('Test', {body: words.slice(0, 40), tag: 'one'})
  await tell('shown', {words, pages})
})()))
self.addEventListener('notificationclick', (event) =>
  event.waitUntil(tell('clicked', event.notification.body)))
"""


class Site:
    """Serves the page, and hears what the worker tells."""

    def __init__(self) -> None:
        self._told: dict[str, asyncio.Queue[Any]] = defaultdict(asyncio.Queue)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/worker.js", self._worker)
        app.router.add_post("/told/{what}", self._hear)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://localhost:{self._runner.addresses[0][1]}/"  # localhost: a secure context

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def _worker(self, _: web.Request) -> web.Response:
        return web.Response(text=WORKER, content_type="text/javascript")

    async def _hear(self, request: web.Request) -> web.Response:
        self._told[request.match_info["what"]].put_nowait(await request.json())
        return web.Response()

    async def told(self, what: str, seconds: float = 20) -> Any:
        return await asyncio.wait_for(self._told[what].get(), seconds)


@pytest.fixture
async def site(anyio_backend: str) -> AsyncIterator[Site]:
    site = Site()
    await site.start()
    yield site
    await site.stop()


async def subscribed(page: Page, channel: WebPush) -> str:
    return channel.check_address(await page.evaluate(f"subscribe({json.dumps(channel.public_key)})"))


async def test_a_real_browser_rings(site, channel_to, message, deliver):
    async with (
        PushService() as service,
        Desktop() as desktop,
        Firefox(service.websocket, desktop.address) as firefox,
    ):
        channel = channel_to(service.origin)
        page = await firefox.open(site.url)
        address = await subscribed(page, channel)
        channel.prepare([address])

        # The page is open.
        started = time.perf_counter()
        got = await deliver(channel, message(1, address, "Jl. Melati 4 ✓".encode()))
        assert got[1].state == "sent"
        assert await site.told("shown") == {"words": "Jl. Melati 4 ✓", "pages": 1}
        print(f"\nsent → the worker has shown it: {(time.perf_counter() - started) * 1e3:.0f} ms")
        first = await desktop.next()
        assert (first.title, first.body) == ("Test", "Jl. Melati 4 ✓")

        # The page is closed; the longest message there is.
        await page.close()
        await deliver(channel, message(2, address, b"x" * MAX_BODY_BYTES))
        shown = await site.told("shown")
        assert (len(shown["words"]), shown["pages"]) == (MAX_BODY_BYTES, 0)

        # A touch on the notification comes back.
        desktop.click(await desktop.next())
        assert await site.told("clicked") == "x" * 40

        # The browser is closed, two messages of one topic are sent: at the next start the last one rings.
        await firefox.stop()
        await deliver(channel, message(3, address, b"ring"))
        await deliver(channel, message(4, address, b"silence"))
        await firefox.start()
        assert (await site.told("shown", 30))["words"] == "silence"

        # Another VAPID key is refused; so is, after it left, a phone that is gone.
        stranger = channel_to(service.origin, private_key=bytes(range(2, 34)))
        got = await deliver(stranger, message(5, address))
        assert (got[5].state, "VAPID key changed" in got[5].detail) == ("failed", True)
        page = await firefox.open(site.url)
        assert await page.evaluate("unsubscribe()") is True
        assert (await deliver(channel, message(6, address)))[6].state == "gone"

        assert set(service.acknowledged.values()) == {100}
        service.assert_no_quota_lost()
