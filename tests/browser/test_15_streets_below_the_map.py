"""A PMTiles file on this machine lies below the live map, fetched in pieces by who has signed in."""

from __future__ import annotations

import io
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.house import House, becomes, serving
from tests.browser.windows import DESK, Windows

from siharat.web.shelf import FOLDER
from siharat.web.tiles import OWN

DRAWS_THE_MAP = True
pytestmark = pytest.mark.skipif(not (FOLDER / "vendor" / "maplibre-gl.mjs").exists(),
                                reason="the map is not installed: make setup")
STREETS = (255, 0, 200)
"""No colour of ours."""


def archive(path: Path, tile: bytes) -> Path:
    """PMTiles, version 3, with one picture for the whole earth (github.com/protomaps/PMTiles, spec/v3)."""
    directory = b"".join(varint(number) for number in (1, 0, 1, len(tile), 1))
    start = 127
    sections = (start, len(directory), start + len(directory), 2, start + len(directory) + 2, 0,
                start + len(directory) + 2, len(tile), 1, 1, 1)
    uncompressed, png, no_zoom = 1, 2, 0
    header = b"PMTiles\x03" + struct.pack("<11Q", *sections) + struct.pack(
        "<6B4iB2i", 1, uncompressed, uncompressed, png, no_zoom, no_zoom,
        -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000, no_zoom, 0, 0)
    path.write_bytes(header + directory + b"{}" + tile)
    return path


def varint(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + varint(rest) if rest else bytes([low])


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), STREETS).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("streets")
    tiles = archive(folder / "kalsel.pmtiles", picture())
    with serving(Path(shutil.copytree(built, folder / "data")), SIHARAT_MAP_TILES=str(tiles),
                 SIHARAT_MAP_ATTRIBUTION="© OpenStreetMap contributors") as house:
        yield house


def share_of_streets(page: Page) -> float:
    """How much of the map has their colour, also where an area is washed over it."""
    seen = Image.open(io.BytesIO(page.locator("[data-map]").screenshot())).convert("RGB").resize((64, 64))
    pixels: Any = seen.get_flattened_data() if hasattr(seen, "get_flattened_data") else seen.getdata()
    return sum(red > green + 90 and blue > green + 60 for red, green, blue in pixels) / (64 * 64)


def desk(windows: Windows) -> Page:
    windows.may("GL Driver Message")  # of a driver in software
    page = windows.open("/komando", "komando", windows.house.officer("dewi"), viewport=DESK)
    page.locator(".ground[data-live]").wait_for()
    return page


def test_they_are_drawn_below_the_areas_and_their_source_is_named(windows, house):
    page = desk(windows)
    becomes(lambda: share_of_streets(page) > 0.8)
    expect(page.locator(".map-source")).to_have_text("© OpenStreetMap contributors")
    streets = page.locator("[data-map-layer=tiles]")
    streets.click()
    expect(streets).to_have_attribute("aria-pressed", "false")
    becomes(lambda: share_of_streets(page) < 0.1)


def test_without_the_file_the_areas_stand_alone(windows, house):
    context = windows.phone("komando", house.officer("dewi"), viewport=DESK)
    windows.may("GL Driver Message", "404")
    context.route(f"**{OWN}*", lambda route: route.fulfill(status=404, body=""))
    page = context.new_page()
    page.goto(house.origin + "/komando")
    page.locator(".ground[data-live]").wait_for()
    assert share_of_streets(page) < 0.1
