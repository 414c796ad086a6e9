"""Photographs of every face: ``python tools/screenshots.py [BASE_URL] [--only warga/siap] [--out DIR]``.

390 and 1440 px, by day and by night, from ``/-/patterns`` of the server at BASE_URL, or of a demonstration that is
started for it. Look at each beside the design.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

SIZES = {"390": (390, 844), "1440": (1440, 900)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def faces(base: str, browser: Browser) -> list[str]:
    page = browser.new_page()
    page.goto(f"{base}/-/patterns")
    links = page.eval_on_selector_all("a[href^='/-/patterns/']", "all => all.map(a => a.getAttribute('href'))")
    page.close()
    return list(dict.fromkeys(links))


@contextmanager
def a_server(base: str) -> Iterator[str]:
    """The address to photograph."""
    if base:
        yield base
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "siharat", "demo", "--no-robots", "--port", "0", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                found = re.search(r"http://\S+?:\d+", server.stdout.readline())
                assert found, "the demonstration did not start"
                yield found.group()
            finally:
                server.terminate()


def photograph(base: str, out: Path, only: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        paths = [path for path in ["/-/patterns", *faces(base, browser)] if re.search(only, path)]
        for width, size in SIZES.items():
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": size[0], "height": size[1]}, color_scheme=theme,
                    locale="id-ID", reduced_motion="reduce")
                context.route("**/api/**", lambda route: route.abort())  # a sample whom nobody signed in would reload
                page = context.new_page()
                page.on("console", _complain)
                page.on("pageerror", lambda error: print(f"  script: {error}"))
                for path in paths:
                    page.goto(base + path)
                    page.wait_for_timeout(150)
                    if page.locator("#ground").count():
                        page.locator(".ground[data-live]").wait_for()
                        page.wait_for_timeout(1_000)  # it draws what it has been told
                    name = path.removeprefix("/-/patterns").strip("/").replace("/", "-") or "patterns"
                    page.screenshot(path=out / f"{name}.{width}.{theme}.png", full_page=True)
                context.close()
        browser.close()
    print(f"{len(paths) * len(SIZES) * len(THEMES)} photographs in {out}")


def _complain(message: ConsoleMessage) -> None:
    if message.type == "error" and "/api/" not in message.text and "ERR_FAILED" not in message.text \
            and "status of 404" not in message.text:
        print(f"  console: {message.text}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="", help="of a running server; left out, one is started")
    parser.add_argument("--only", default="", help="a regular expression on the address")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with a_server(asked.base) as address:
        photograph(address, asked.out, asked.only)
