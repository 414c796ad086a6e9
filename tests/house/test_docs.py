"""Documents are tests: links lead somewhere, every decision is listed, every command named exists."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADRS = ROOT / "docs" / "adr"
SECTIONS = ["## Context", "## Decision", "## Rejected", "## Cost"]
ONE_PAGE = 60
"""Lines. A decision that needs more is two decisions."""

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    return sorted(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def broken_links(document: Path) -> list[str]:
    """The links that lead to no file, or to no heading of the file. Web addresses are not opened."""
    broken = []
    for target in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (document.parent / name) if name else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    return broken


def anchors(file: Path) -> set[str]:
    headings = HEADING.findall(FENCE.sub("", file.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(document: Path) -> str:
    """What stands in fences and back-ticks: the parts that a reader types."""
    text = document.read_text()
    return "\n".join([*FENCE.findall(text), *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))])


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z_-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# Over there\n")
    page = tmp_path / "page.md"
    page.write_text("# Page\n[a](there.md#over-there) [b](#page) [c](gone.md) [d](there.md#gone) [e](https://x.y)\n")
    assert broken_links(page) == ["gone.md", "there.md#gone"]


def test_every_decision_is_listed_once_and_in_order() -> None:
    listed = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (ADRS / "README.md").read_text())
    assert listed == sorted(path.name for path in ADRS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in listed] == list(range(1, len(listed) + 1))


@pytest.mark.parametrize("name", [*sorted(path.name for path in ADRS.glob("[0-9]*.md")), "template.md"])
def test_a_decision_has_its_four_parts_on_one_page(name: str) -> None:
    text = (ADRS / name).read_text()
    assert re.findall(r"^## .+$", text, re.MULTILINE) == SECTIONS
    assert len(text.splitlines()) <= ONE_PAGE


def test_the_index_carries_the_title_of_each_decision() -> None:
    index = (ADRS / "README.md").read_text()
    for path in ADRS.glob("[0-9]*.md"):
        title = path.read_text().splitlines()[0].partition(". ")[2]
        assert f"[{title}]({path.name})" in index


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True,
                           check=True).stdout
    assert set(re.findall(r"^  make ([a-z_-]+)", shown, re.MULTILINE)) == make_targets()


def test_plain_make_shows_the_help() -> None:
    plain, asked = (subprocess.run(["make", "--no-print-directory", *target], cwd=ROOT, capture_output=True,
                                   text=True, check=True).stdout for target in ([], ["help"]))
    assert plain == asked


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_command_in_a_document_exists(document: Path) -> None:
    assert set(re.findall(r"^make ([a-z_-]+)", code(document), re.MULTILINE)) <= make_targets()
