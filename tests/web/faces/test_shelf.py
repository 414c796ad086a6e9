"""Static files: kept for ever under their version, asked for again at the root, nothing outside the folder."""

from __future__ import annotations

import gzip

import pytest

from siharat.web.shelf import Shelf

shelf = Shelf()


def test_a_versioned_file_is_kept_for_ever_and_packed() -> None:
    path = shelf.address("css/base.css")
    status, headers, body = shelf.answer(path, {"accept-encoding": "gzip, br"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == shelf.answer(path, {})[2]


def test_the_worker_lives_at_the_root_and_is_asked_for_again() -> None:
    status, headers, _ = shelf.answer("/sw.js", {})
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert shelf.answer("/sw.js", {"if-none-match": headers["etag"]})[0] == 304


def test_an_old_version_is_served_but_not_kept() -> None:
    """A page from before an upgrade still finds its modules."""
    status, headers, _ = shelf.answer("/static/0123456789/js/press.js", {})
    assert (status, headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["/static/../shelf.py", "/static/x/../../shelf.py", "/static/",
                                  "/static/nothing.css", "/static/%2e%2e/shelf.py", "/js/press.js"])
def test_nothing_else_is_there(path: str) -> None:
    assert shelf.answer(path, {})[0] == 404


def test_a_name_that_is_not_there_fails_aloud() -> None:
    with pytest.raises(LookupError, match=r"nothing\.css"):
        shelf.address("css/nothing.css")
