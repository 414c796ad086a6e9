"""``siharat demo``: from its page each door is one touch, and behind them an alarm goes its way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.house import House
from tests.browser.windows import DESK, Windows, hold, rings, touch
from tests.cli.conftest import started


@pytest.fixture
def demo(chromium, tmp_path):
    words = ("demo", "--port", "0", "--officers", "20", "--no-robots", "--data", str(tmp_path / "demo"))
    with started(tmp_path / "demo", *words) as running:
        windows = Windows(chromium, House(tmp_path / "demo", f"http://localhost:{running.port}", running.process))
        yield windows
        windows.close()
        assert not windows.unexpected()


def test_each_door_is_one_touch(demo):
    behind = {}
    for door, proof in (("warga", "[data-panic]"), ("petugas", "[data-readiness]"), ("komando", ".queue"),
                        ("polda", "[data-stations]")):
        page = demo.open("/demo", viewport=DESK)
        touch(page, f".door[data-door={door}] button")
        expect(page.locator(proof)).to_be_visible()
        behind[door] = page
    hold(behind["warga"])
    behind["petugas"].keyboard.press("Tab")
    rings(behind["petugas"])
    expect(behind["komando"].locator("[data-row][data-state=ringing]")).to_be_visible()
    touch(behind["petugas"], "[data-take] button")
    expect(behind["petugas"].locator("[data-title]")).to_have_text("Galuh Norhaliza")
