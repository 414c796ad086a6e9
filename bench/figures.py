"""Figures that are no ratios: a citizen's first visit, how soon the server is ready, what it holds."""

from __future__ import annotations

import http.client
import time
from statistics import median
from typing import Any

from bench import scene as scenes
from bench import servers
from bench.measure import Bench, Row, workshop
from bench.programs import Missing

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def first_visit(bench: Bench) -> None:
    """Every byte that a fresh browser receives for the citizen's page, heads and all."""
    import shutil

    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        raise Missing("no Chromium for the first visit (apt install chromium)")
    bench.step("A citizen's first visit")
    with workshop() as folder:
        settings = scenes.settle(folder / "scene", 20, 1).copy(folder / "ours")
        with servers.product(settings) as server:
            received = _received(program, f"http://localhost:{server.port}/")
    total = sum(received.values()) / 1_000
    bench.rows.append(Row("citizen's first visit, cold", "", total, None, "kB", total, 50, 30, "less",
                          {"requests": len(received)}))


def _received(program: str, address: str) -> dict[str, int]:
    from playwright.sync_api import sync_playwright

    paths: dict[str, str] = {}
    received: dict[str, int] = {}

    def began(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        url = paths.get(event["requestId"], event["requestId"])
        received[url] = received.get(url, 0) + int(event["encodedDataLength"])

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", began)
        devtools.on("Network.loadingFinished", finished)
        devtools.send("Network.enable")
        page.goto(address)
        page.wait_for_timeout(2_000)
        browser.close()
    return received


def start(bench: Bench) -> None:
    """From the command to the first readiness, and what an idle server holds."""
    with workshop() as folder:
        scene = scenes.settle(folder / "scene", 312, 1)
        starts, worked, held = [], [], []
        for number in range(bench.runs + 1):
            bench.step(f"Starting the server, {number} of {bench.runs}")
            began = time.monotonic()
            with servers.product(scene.copy(folder / "ours")) as server:
                _until_ready(server.port)
                starts.append(time.monotonic() - began)
                worked.append(server.cpu_s())
                server.wait_until_idle()
                held.append(server.memory_mb())
    bench.rows.append(Row("start to ready", "", median(starts[1:]), None, "s", median(starts[1:]), 2, 1, "less",
                          {"cpu_s": round(median(worked[1:]), 2)}))
    bench.rows.append(Row("memory when idle", "", median(held[1:]), None, "MB", median(held[1:]), 150, 100, "less"))


def _until_ready(port: int) -> None:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/readyz")
        if connection.getresponse().status == 200:
            return
        time.sleep(0.01)
