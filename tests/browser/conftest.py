"""One server and one browser for each file of stories in Chromium, and a phone for everybody in a story."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.house import House, build, serving
from tests.browser.mailbox import Mailbox
from tests.browser.windows import ARGUMENTS, Windows, found

expect.set_options(timeout=15_000)  # a busy machine is slow, and no story is faster for giving up earlier


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station in a folder, to be served or copied."""
    folder = tmp_path_factory.mktemp("built") / "data"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def served(built: Path, mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """For one file: a story must not read what another left behind, in whatever order they are played."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("served") / "data"))
    with serving(folder, SIHARAT_PUSH_HOSTS=mailbox.origin) as house:
        yield house


@pytest.fixture
def house(served: House) -> Iterator[House]:
    """The running server, quiet before and after."""
    yield served
    served.quiet()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """For one file: as long as it runs, its loop is in the way of every other test that has one. A file that looks at
    notifications, or changes service workers under a page, asks for the whole browser; the one without a desktop needs
    a quarter less of the machine. One that looks at the live map asks for it: in software it costs a processor, and all
    others see the plan that stands in."""
    path = found(whole=getattr(request.module, "NEEDS_THE_WHOLE_BROWSER", False))
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        blind = [] if getattr(request.module, "DRAWS_THE_MAP", False) else ["--disable-3d-apis"]
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *blind])
        yield browser
        browser.close()


@pytest.fixture
def windows(chromium: Browser, house: House) -> Iterator[Windows]:
    windows = Windows(chromium, house)
    yield windows
    windows.close()
    assert not windows.unexpected()
