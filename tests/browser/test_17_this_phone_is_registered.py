"""*Daftarkan ponsel ini* answers whatever comes of it: asked, refused, nothing at all, done."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect
from tests.browser.mailbox import Subscription

ASKED = "Notification.requestPermission = async () => {{ window.asked = true; {} }};"
ALLOWED = "Object.defineProperty(Notification, 'permission', { get: () => 'granted' });"
ANSWERED = "Object.defineProperty(Notification, 'permission', { get: () => window.answer || 'default' });"
OF_OLD = ("window.made = { options: { applicationServerKey: new Uint8Array(65).buffer }, unsubscribe: async () => "
          "{ window.made = null; return true; } }; PushManager.prototype.getSubscription = async () => window.made;")
PUSH = "PushManager.prototype.subscribe = async () => {{ {} }};"
"""What this phone's own browser and its push service would say: no test asks anybody's push service."""


def opened(windows, house, *scripts: str) -> Page:
    context = windows.phone("petugas", house.officer("andi"))
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{house.origin}/petugas")
    return page


def registers(page: Page, lack: str) -> None:
    expect(page.locator("[data-registered]")).to_be_hidden()
    page.locator(f"[data-lack={lack}] button").click()


@pytest.mark.parametrize(("does", "says"), [
    ("throw new DOMException('Registration failed - push service not available', 'AbortError');", "jendela pribadi"),
    ("throw new DOMException('denied', 'NotAllowedError');", "setelan situs"),
    ("throw new TypeError('Failed to fetch');", "Tidak ada sambungan"),
    ("return { toJSON: () => ({ endpoint: 'no address' }) };", "Server belum menerima")],
    ids=["no push service", "blocked", "no network", "our server"])
def test_a_refusal_says_what_to_do(windows, house, does, says):
    windows.may("422")
    page = opened(windows, house, ALLOWED, PUSH.format(does))
    registers(page, "subscription")
    expect(page.locator("[data-registered]")).to_contain_text(says)
    expect(page.locator("[data-lack=subscription] button")).to_be_enabled()
    road = page.locator("[data-registered] a[href='/petugas/cara-lain']")
    expect(road).to_have_count(1 if "AbortError" in does else 0)


def test_the_first_touch_of_all_is_not_lost(windows, house):
    """A finger that goes down unlocks the sound, and so changes the very list that it is on."""
    page = opened(windows, house, ALLOWED, PUSH.format("throw new TypeError('Failed to fetch');"))
    expect(page.locator("[data-lack=sound]")).to_have_count(1)
    page.locator("[data-lack=subscription] button").hover()
    page.mouse.down()
    expect(page.locator("[data-lack=sound]")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("[data-registered]")).to_contain_text("Tidak ada sambungan")


def test_what_was_made_for_another_key_of_the_server_does_not_count(windows, house, mailbox):
    document = json.dumps(Subscription(mailbox, "andi").document())
    page = opened(windows, house, ALLOWED, OF_OLD, PUSH.format(
        "if (window.made) throw new DOMException('for another key', 'InvalidStateError');"
        f"return window.made = {{ toJSON: () => ({document}) }};"))
    registers(page, "subscription")
    expect(page.locator("[data-registered]")).to_contain_text("Ponsel ini terdaftar")
    expect(page.locator("[data-lack=subscription]")).to_have_count(0)
    page.evaluate("window.made.options = { applicationServerKey: new Uint8Array(65).buffer };"
                  "document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-lack=subscription]")).to_have_count(1)


def test_while_it_works_and_when_it_is_done_that_is_said(windows, house, mailbox):
    document = json.dumps(Subscription(mailbox, "andi").document())
    page = opened(windows, house, ALLOWED, "window.push = new Promise((done) => { window.pushed = done; });",
                  PUSH.format("await window.push; PushManager.prototype.getSubscription = async () => window.made;"
                              f"return window.made = {{ toJSON: () => ({document}) }};"))
    registers(page, "subscription")
    expect(page.locator("[data-registered]")).to_have_text("Mendaftarkan ponsel ini…")
    expect(page.locator("[data-lack=subscription] button")).to_be_disabled()
    page.evaluate("window.pushed()")
    expect(page.locator("[data-registered]")).to_contain_text("Ponsel ini terdaftar")
    expect(page.locator("[data-lack=subscription]")).to_have_count(0)


@pytest.mark.parametrize(("answer", "says"), [("default", "pertanyaannya tertutup"), ("denied", "Peramban menolak")])
def test_who_does_not_allow_it_reads_what_that_means(windows, house, answer, says):
    page = opened(windows, house, ANSWERED, ASKED.format(f"return window.answer = '{answer}';"))
    registers(page, "permission")
    expect(page.locator("[data-registered]")).to_contain_text(says)
    assert page.evaluate("window.asked")
