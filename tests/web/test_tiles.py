"""What lies under the live map: the setting, the piece of the file, the policy of the page."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.web.faces import CONTENT_SECURITY
from siharat.web.tiles import LARGEST_PIECE, OWN, Tiles, flaw, piece, read_tiles

CONTENT = b"PMTiles\x03" + bytes(range(256)) * 20


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiles") / "kalsel.pmtiles"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("said", [
    "http://tiles.example.id/{z}/{x}/{y}.png", "https://tiles.example.id/",
    "https://user:word@tiles.example.id/a.pmtiles", "https://tiles.example.id; script-src *//{z}/{x}/{y}",
    "https:///{z}{x}{y}", "kalsel.mbtiles", "javascript:a.pmtiles#x",
    "https://tiles.example.id/{z}/{x}.png", "https://a b/{z}/{x}/{y}"])
def test_a_setting_that_cannot_be_used_says_what_it_should_be(said):
    with pytest.raises(ValueError, match="SIHARAT_MAP_TILES"):
        read_tiles(said, "")


def test_an_address_opens_the_policy_for_its_host_alone():
    tiles = read_tiles("https://tiles.example.id:8443/{z}/{x}/{y}.png", "©")
    opened = tiles.policy
    assert opened.count("https://tiles.example.id:8443") == 2
    assert opened.replace(" https://tiles.example.id:8443", "") == CONTENT_SECURITY
    assert "script-src 'self';" in opened


@pytest.mark.parametrize("said", ["", "/srv/kalsel.pmtiles"])
def test_what_comes_from_here_leaves_the_policy_as_it_is(said):
    assert read_tiles(said, "").policy == CONTENT_SECURITY


def test_a_file_is_found_by_our_own_address_and_never_by_its_path():
    assert read_tiles("/srv/secret/kalsel.pmtiles", "").ground("1").tiles == OWN
    assert "secret" not in str(dataclasses.astuple(read_tiles("/srv/secret/kalsel.pmtiles", "").ground("1")))


@given(st.integers(0, 6_000), st.one_of(st.none(), st.integers(0, 6_000)))
def test_a_piece_is_what_was_asked_for_or_said_to_be_outside(file, first, last):
    status, headers, body = piece(file, first, last)
    wanted = CONTENT[first:None if last is None else last + 1]
    if not wanted:
        assert (status, body, headers["content-range"]) == (416, b"", f"bytes */{len(CONTENT)}")
    else:
        assert (status, body) == (206, wanted)
        assert headers["content-range"] == f"bytes {first}-{first + len(body) - 1}/{len(CONTENT)}"


def test_nobody_takes_the_file_as_a_whole(tmp_path):
    large = tmp_path / "large.pmtiles"
    with large.open("wb") as opened:
        opened.truncate(3 * LARGEST_PIECE)
    assert len(piece(large, 0, None)[2]) == LARGEST_PIECE
    assert len(piece(large, LARGEST_PIECE, 3 * LARGEST_PIECE)[2]) == LARGEST_PIECE


def test_another_file_in_its_place_has_another_tag(tmp_path):
    path = tmp_path / "a.pmtiles"
    path.write_bytes(b"one")
    before = piece(path, 0, 1)[1]["etag"]
    path.write_bytes(b"another")
    assert piece(path, 0, 1)[1]["etag"] != before


def test_what_is_wrong_with_a_file_is_said(file, tmp_path):
    assert flaw(Tiles()) == flaw(Tiles(file=file)) == ""
    (tmp_path / "old.pmtiles").write_bytes(b"PM\x02")
    assert "version 3" in flaw(Tiles(file=tmp_path / "old.pmtiles"))
    assert "No such file" in flaw(Tiles(file=tmp_path / "gone.pmtiles"))


def serve(stage, tiles):
    """With these tiles under the map, and a desk's headers for a piece."""
    object.__setattr__(stage.app.services, "settings", dataclasses.replace(stage.app.services.settings, tiles=tiles))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_file_is_handed_out_in_pieces_to_who_has_signed_in(stage, dewi, file):
    serve(stage, Tiles(OWN, file))
    cookie = {"cookie": f"siharat_komando={dewi.token}"}
    got = stage.call("GET", OWN, headers=cookie | {"range": "bytes=0-6"})
    assert (got.status, got.body, got.headers["content-range"]) == (206, "PMTiles", f"bytes 0-6/{len(CONTENT)}")
    assert stage.call("GET", OWN, headers=cookie | {"range": "bytes=9999-"}).status == 416
    for strange in ("bytes=0-1,4-5", "bytes=-5", "bytes=a-b", "items=0-1", "bytes=5-1", f"bytes={'9' * 40}-"):
        assert stage.call("GET", OWN, headers=cookie | {"range": strange}).status == 416, strange
    assert stage.call("GET", OWN, headers=cookie).status == 416
    assert stage.call("GET", OWN, headers={"range": "bytes=0-6"}).status == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_boards_policy_lets_the_map_out_and_no_other_page(stage, dewi):
    serve(stage, read_tiles("https://tiles.example.id/{z}/{x}/{y}.png", "© contributors"))
    cookie = {"cookie": f"siharat_komando={dewi.token}"}
    board = stage.call("GET", "/komando", headers=cookie)
    assert "https://tiles.example.id" in board.headers["content-security-policy"]
    for path in ("/komando/cari", "/"):
        other = stage.call("GET", path, headers=cookie)
        assert "tiles.example.id" not in other.headers["content-security-policy"]
