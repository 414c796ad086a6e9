"""Our own encrypted messages, opened with the phone's keys and handed to the real service worker in Chromium.

The road itself, subscription, push service and decryption in the browser, is shown in Firefox.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import CDPSession, Page
from tests.browser.house import House, becomes
from tests.browser.mailbox import Subscription
from tests.browser.windows import Windows

NEEDS_THE_WHOLE_BROWSER = True

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration.getNotifications()).map(
    ({title, body, tag, silent, requireInteraction}) => ({title, body, tag, silent, requireInteraction}));
}"""


class Phone:
    """A browser whose service worker is registered, and then no page of ours is open in it."""

    def __init__(self, windows: Windows, house: House) -> None:
        self.house = house
        self.context = windows.phone("petugas", house.officer("andi"), permissions=["notifications"])
        page = self.context.new_page()
        page.goto(f"{house.origin}/petugas")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.elsewhere = self.context.new_page()
        self.tools: CDPSession = self.context.new_cdp_session(self.elsewhere)
        self.registrations: list[str] = []
        self.tools.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self.tools.send("ServiceWorker.enable")
        becomes(lambda: self.elsewhere.evaluate("true") and self.registrations)
        page.close()

    def _registered(self, event: Any) -> None:
        self.registrations += [each["registrationId"] for each in event["registrations"]
                               if each["scopeURL"] == f"{self.house.origin}/"]

    def gets(self, letter: str) -> None:
        self.tools.send("ServiceWorker.deliverPushMessage", {
            "origin": f"{self.house.origin}/", "registrationId": self.registrations[-1], "data": letter})

    def looks(self) -> Page:
        """A page of the same origin that runs nothing of ours."""
        self.elsewhere.goto(f"{self.house.origin}/readyz")
        return self.elsewhere


def test_an_alarm_is_shown_and_says_so_and_silence_takes_its_place(windows, house, mailbox):
    windows.may("favicon")
    phone = Phone(windows, house)
    subscription = Subscription(mailbox, "andi")
    house.officer("andi").does("/devices", {"kind": "web_push", "subscription": subscription.document()})
    dewi, nur = house.officer("dewi"), house.officer("nur")
    incident = house.citizen("Siti Aisyah").presses(note="Orangnya masih di sini")

    letter = subscription.next()
    assert "Siti" not in letter
    assert "masih" not in letter
    assert "+62" not in letter
    assert dewi.sees(incident)["rings"]["received"] == 0
    phone.gets(letter)
    becomes(lambda: dewi.sees(incident)["rings"]["shown"] == 1)
    page = phone.looks()
    (shown,) = page.evaluate(SHOWN)
    assert shown == {"title": "ALARM · Loktabat Utara", "body": "Warga meminta tolong", "tag": incident,
                     "silent": False, "requireInteraction": True}

    # The same alarm again is the same notification; who took it stands there in its place.
    phone.gets(letter)
    nur.does(f"/incidents/{incident}/claim")
    letter = becomes(lambda: next_of_kind(subscription, "silence"))
    phone.gets(letter)
    becomes(lambda: page.evaluate(SHOWN)[0]["title"] == "Alarm berhenti")
    (shown,) = page.evaluate(SHOWN)
    assert shown == {"title": "Alarm berhenti", "body": "Diambil oleh Aipda Nur Hayati", "tag": incident,
                     "silent": True, "requireInteraction": False}


def next_of_kind(subscription: Subscription, kind: str) -> str | None:
    letter = subscription.next()
    return letter if json.loads(letter)["type"] == kind else None


def test_what_cannot_be_read_rings_all_the_same(windows, house):
    windows.may("favicon")
    phone = Phone(windows, house)
    phone.gets("\u0000 no JSON at all")
    page = phone.looks()
    shown = becomes(lambda: page.evaluate(SHOWN))
    assert [each["title"] for each in shown] == ["ALARM"]
