"""The light of a deaf phone, on the phone and at the desk; and no push is ever handled without a notification."""

from __future__ import annotations

import json

from playwright.sync_api import expect
from tests.browser.house import CAST, becomes
from tests.browser.mailbox import Subscription
from tests.browser.test_05_push_into_chromium import SHOWN, Phone

NEEDS_THE_WHOLE_BROWSER = True

WATCH = """() => {
  window.proofs = new Set();
  const look = async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    for (const {title, data} of await registration.getNotifications()) {
      if (title === 'Siharat siap') proofs.add(data.ring);
    }
    setTimeout(look, 50);
  };
  look();
}"""
"""A proof stands for three seconds: the page itself sees each, however busy the machine is."""
DEAF = "tr:has(th:text-is('Bripka Andi Saputra'))"


def test_the_desk_sees_why_a_phone_would_not_ring_and_that_it_rings_again(windows, house):
    desk = windows.desk()
    desk.goto(f"{house.origin}/komando/kesiapan")
    expect(desk.locator(DEAF)).to_contain_text("Belum pernah masuk dengan ponsel")

    phone = windows.phone("petugas", house.officer("andi")).new_page()
    phone.goto(f"{house.origin}/petugas")  # nobody has touched it: it is mute
    expect(phone.locator("[data-readiness]")).to_have_attribute("data-state", "broken")
    becomes(lambda: why(house) == "no_sound")
    desk.reload()
    expect(desk.locator(DEAF)).to_contain_text("Halaman terbuka tanpa suara")

    phone.locator("[data-lack=sound] button").click()
    expect(phone.locator("[data-readiness]")).to_have_attribute("data-state", "wait")
    becomes(lambda: why(house) is None)
    desk.reload()
    expect(desk.locator(DEAF)).to_have_count(0)

    phone.close()
    becomes(lambda: why(house) is not None)
    desk.reload()
    expect(desk.locator(DEAF)).to_be_visible()


def why(house) -> str | None:
    found = house.officer("dewi").asks("GET", "/stations/63.72/readiness")["officers"]
    return next(each["why"] for each in found if each["nrp"] == CAST["andi"].nrp)


def test_twenty_quiet_questions_leave_twenty_notifications_and_none_behind(windows, house, mailbox):
    """Firefox ends a subscription after some sixteen pushes that showed nothing."""
    windows.may("favicon")
    phone = Phone(windows, house)
    subscription = Subscription(mailbox, "asked")
    andi = house.officer("andi")
    andi.does("/devices", {"kind": "web_push", "subscription": subscription.document()})
    page = phone.looks()
    page.evaluate(WATCH)
    for number in range(1, 21):
        andi.does("/devices/tests")
        letter = subscription.next()
        assert json.loads(letter)["type"] == "proof"
        phone.gets(letter)
        becomes(lambda expected=number: page.evaluate("proofs.size") == expected)
    becomes(lambda: page.evaluate(SHOWN) == [])
