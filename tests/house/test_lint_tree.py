"""The lint for the tree finds script in pages, holes in the CSP and the addresses of one machine."""

from pathlib import Path

import pytest
from tools import lint_tree as lint

PAGE = Path("src/siharat/web/templates/citizen.html")


@pytest.mark.parametrize(
    "page",
    [
        "<p>\n<script>alert(1)</script>",
        "<p>\n<SCRIPT type=module>import 'x'</SCRIPT>",
        "<p>\n<script type='application/json; x'>alert(1)</script>",
        "<p>\n<style>p { color: red }</style>",
        '<p>\n<div class="a" style="color: red">',
        '<p>\n<button onclick="press()">',
        '<p>\n<a href="javascript:press()">',
    ],
)
def test_finds_code_inside_a_page(page: str) -> None:
    assert [finding.line for finding in lint.findings(PAGE, page)] == [2]


def test_leaves_a_clean_page_alone() -> None:
    page = """<script type="module" src="/static/js/press.js"></script>
    <script type="application/json" id="steps">{{ steps|as_data }}</script>
    <button data-on="press" class="stylish">"""
    assert list(lint.findings(PAGE, page)) == []


def test_finds_a_hole_in_the_policy() -> None:
    headers = Path("src/siharat/web/headers.py")
    assert len(list(lint.findings(headers, "CSP = \"script-src 'self' 'unsafe-inline'\""))) == 1
    assert list(lint.findings(headers, "CSP = \"script-src 'self'\"")) == []


# The planted ones are put together here, so that this file stays clean itself.
@pytest.mark.parametrize(
    "text",
    ["cd /" + "home/budi/siharat", "sqlite:////" + "root/siharat.db", "--index-url https://py" + "pi.org/x"],
)
def test_finds_what_belongs_to_one_machine(text: str) -> None:
    assert len(list(lint.findings(Path("docs/running.md"), text))) == 1


@pytest.mark.parametrize("text", ["/var/lib/siharat", "https://example.org/home/", "src/root/a.py"])
def test_leaves_ordinary_paths_alone(text: str) -> None:
    assert list(lint.findings(Path("docs/running.md"), text)) == []
