"""The live map of the command centre under a full evening: what an update costs the page, and what a week leaves."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from bench import scene as scenes
from bench import servers
from bench.evening import STAGE, counted, evening
from bench.figures import CHROMIUMS
from bench.measure import Bench, Row, workshop
from bench.programs import Missing
from siharat.admin import road
from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer

TOLD_EVERY_S = 0.25
"""As ``live_map.js`` gathers: this is one update."""
REAL_S = 60
WEEK = 7 * 24 * 12
"""Told once for each five minutes of a week: each telling moves all officers, and incidents open and close."""
DESK = NewOfficer("85050099", "Dewi Lestari", "Ipda", role="operator")


def evening_and_week(bench: Bench) -> None:
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        raise Missing("no Chromium for the live map (apt install chromium)")
    with workshop() as folder, _board(folder, program) as (page, devtools):
        bench.step("An evening of 200 officers on the map, at its real rates")
        _evening(bench, page, devtools)
        bench.step("A week on the map")
        _week(bench, page, devtools)


@contextmanager
def _board(folder: Any, program: str) -> Iterator[tuple[Any, Any]]:
    from playwright.sync_api import sync_playwright

    settings = scenes.settle(folder / "scene", 20, 1).copy(folder / "ours")
    token = road.write_here(settings, lambda tx: sessions.open_session(
        tx, "officer", officers.add(tx, scenes.STATION, [DESK])[0], lifetime="program"))
    with servers.product(settings) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=[
            "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.add_cookies([{"name": "siharat_komando", "value": token, "url": f"http://localhost:{server.port}"}])
        context.add_init_script(STAGE)
        context.route("**/api/v1/incidents/**", lambda route: route.abort())  # the evening's incidents are played
        page = context.new_page()
        page.goto(f"http://localhost:{server.port}/komando")
        if not page.locator("#ground").count():
            raise Missing("the map is not installed (make setup)")
        page.locator(".ground[data-live]").wait_for()
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield page, devtools
        browser.close()


def _evening(bench: Bench, page: Any, devtools: Any) -> None:
    seconds = 10 if bench.quick else REAL_S
    for _, events in groupby(evening(5), key=lambda each: int(each[0])):  # what is made once has been made
        _tell(page, [[name, data] for _, name, data in events])
    page.evaluate("window.longest = 0; new PerformanceObserver((list) => { for (const each of list.getEntries())"
                  " longest = Math.max(longest, each.duration); }).observe({type: 'longtask'})")
    before = counted(devtools)
    time.sleep(seconds)
    idle = counted(devtools)
    began = time.monotonic()
    for at, events in groupby(evening(seconds), key=lambda each: int(each[0] / TOLD_EVERY_S) * TOLD_EVERY_S):
        time.sleep(max(0.0, began + at - time.monotonic()))
        page.evaluate("(events) => play(JSON.parse(events))", json.dumps([[name, data] for _, name, data in events]))
    after = counted(devtools)
    updates = seconds / TOLD_EVERY_S
    spent = {what: (after[what] - idle[what] - (idle[what] - before[what])) * 1_000 / updates
             for what in ("busy_s", "script_s")}
    bench.rows.append(Row(
        "live map, 200 officers: main thread for each update", "", spent["busy_s"], None, "ms", spent["busy_s"], 8, 4,
        "less", {"updates": updates, "of it script ms": round(spent["script_s"], 2),
                 "longest task ms": page.evaluate("longest"), "measured": "processor time of all tasks of the page's "
                 "main thread, less that of an idle page; drawn in software (SwiftShader)"}))


def _week(bench: Bench, page: Any, devtools: Any) -> None:
    """After a first hour, in which everything that is made once has been made."""
    tellings = 200 if bench.quick else WEEK
    warm = tellings // 10
    told = _in_bundles(tellings + warm)
    for events in (next(told) for _ in range(warm)):
        _tell(page, events)
    before = counted(devtools)
    for events in told:
        _tell(page, events)
    after = counted(devtools)
    grown = after["heap_mb"] - before["heap_mb"]
    bench.rows.append(Row(
        "live map, a week of updates: heap that is left", "", grown, None, "MB", grown, 2, 1, "less",
        {"tellings": tellings, **{f"{name} {when}": round(held[name], 1) for name in ("nodes", "listeners", "heap_mb")
                                  for when, held in (("before", before), ("after", after))}}))


def _in_bundles(tellings: int) -> Iterator[list[list[Any]]]:
    """Each of five seconds of the evening: every officer has moved once."""
    for _, events in groupby(evening(tellings * 5), key=lambda each: int(each[0] // 5)):
        yield [[name, data] for _, name, data in events]


def _tell(page: Any, events: list[list[Any]]) -> None:
    """And waits until the page has drawn it."""
    page.evaluate("(events) => { play(JSON.parse(events)); return new Promise((done) => setTimeout(done, 30)); }",
                  json.dumps(events))
