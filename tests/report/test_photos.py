"""What people send as photos: cameras' own, bombs, changelings, nothing. Decoded elsewhere, made anew, stripped."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image

from siharat.db import files
from siharat.kernel import Identity, Keyring, Problem
from siharat.kernel.clock import HOUR, VirtualClock
from siharat.kernel.identity import SeededChance
from siharat.report import darkroom, photos
from siharat.report.photos import Developed, Refused

SERIAL = b"SN-KENARI-7731"
GPS = 0x8825
LATITUDE = (3.0, 26.0, 24.72)
GREED = "import mmap; mmap.mmap(-1, 2 << 30)"
HIDDEN = b"<script>alert(1)</script>PK\x03\x04"


def camera(kind="JPEG", size=(640, 480), **more):
    """As a phone's camera writes it: where it stood, which phone it is, when; and turned by a flag only."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F], exif[0x0110], exif[0xC62F] = "Kenari Phone", "K-9", SERIAL.decode()
    exif.get_ifd(GPS).update({1: "S", 2: LATITUDE, 3: "E", 4: (114.0, 49.0, 15.96)})
    out = io.BytesIO()
    Image.effect_noise((80, 40), 60).resize(size).convert("RGB").save(out, kind, exif=exif, **more)
    return out.getvalue()


def bomb(width, height):
    """A PNG of a few hundred bytes that says it is that large."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b""))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cameras_photo_comes_out_upright_small_and_bare(kind):
    raw = camera(kind, (2_000, 1_000))
    assert SERIAL in raw, "it was there"
    made = photos.develop(raw)
    assert (made.width, made.height) == (800, 1_600), "the flag said that it lies on its side"
    with Image.open(io.BytesIO(made.webp)) as image:
        assert (image.format, image.size) == ("WEBP", (800, 1_600))
        assert dict(image.getexif()) == {}
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)
    assert chunks(made.webp) == [b"VP8 "], "pixels, and no other part"
    for trace in (SERIAL, b"Kenari Phone"):
        assert trace not in made.webp


def chunks(webp):
    """The parts that a WebP file consists of (RFC 9649)."""
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at:at + 4])
        size = int.from_bytes(webp[at + 4:at + 8], "little")
        at += 8 + size + size % 2
    return found


def test_what_hides_behind_the_picture_stays_behind():
    assert HIDDEN not in photos.develop(camera() + HIDDEN).webp


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


def polyglots():
    """Files that are a picture to one reader and something else to another."""
    page = b"<html><script>alert(1)</script>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.html", page)
    picture = camera()
    comment = b"\xff\xfe" + (len(page) + 2).to_bytes(2, "big") + page
    return {"a page in a comment": picture[:2] + comment + picture[2:],
            "an archive behind it": picture + held.getvalue(), "a page behind it": picture + page}


@pytest.mark.parametrize("told", polyglots())
def test_of_a_file_that_is_two_things_only_the_picture_is_left(told):
    made = photos.develop(polyglots()[told]).webp
    assert (made[:4], made[8:12]) == (b"RIFF", b"WEBP")
    assert len(made) == 8 + int.from_bytes(made[4:8], "little"), "nothing hangs behind it"
    assert b"script" not in made
    assert b"PK\x03\x04" not in made


@pytest.mark.parametrize(("raw", "why"), [
    (b"", "empty"), (b"\0" * (photos.LARGEST + 1), "too_large"), (HEIC, "heic"), (SVG, "not_an_image"),
    (GIF, "not_an_image"), (b"GIF89a=1;<script>alert(1)</script>", "not_an_image"),
    (b"%PDF-1.7 " + b"x" * 200, "not_an_image"), (camera()[:700], "not_an_image"),
    (bomb(60_000, 60_000), "too_many_pixels"), (bomb(7_900, 7_900), "too_many_pixels"),
    (bomb(2_000, 2_000), "not_an_image"),
], ids=["nothing", "13 MB", "HEIC", "SVG", "GIF", "script", "PDF", "cut off", "bomb", "smaller bomb",
        "short of pixels"])
def test_what_is_no_photo_is_refused_by_name(raw, why):
    with pytest.raises(Refused) as refused:
        photos.develop(raw)
    assert str(refused.value) == why


def test_the_darkroom_has_little_memory_and_no_time_to_lose(tmp_path, monkeypatch):
    """A decoder that eats everything takes its own process along."""
    greedy = tmp_path / "greedy.py"
    greedy.write_text(f"import sys\nsys.path.insert(0, {str(photos.DARKROOM.parent)!r})\nimport darkroom\n"
                      f"darkroom.confine()\n{GREED}\n")
    monkeypatch.setattr(photos, "DARKROOM", greedy)
    with pytest.raises(Refused):
        photos.develop(camera())
    asleep = tmp_path / "asleep.py"
    asleep.write_text("import signal\nsignal.pause()\n")
    monkeypatch.setattr(photos, "DARKROOM", asleep)
    monkeypatch.setattr(photos, "WALL_S", 0.3)
    with pytest.raises(Refused, match="took_too_long"):
        photos.develop(camera())


def test_negative_control_without_its_limits_the_greedy_one_gets_its_memory():
    done = subprocess.run([sys.executable, "-c", GREED], capture_output=True, check=False)
    assert done.returncode == 0


def test_negative_control_a_photo_that_is_only_copied_keeps_its_place(monkeypatch):
    """The greps above can find something."""
    monkeypatch.setattr(darkroom, "clean", lambda raw: raw)
    assert SERIAL in darkroom.clean(camera())


@pytest.fixture
def keys():
    return Keyring.fresh(Identity(VirtualClock(), SeededChance(1)))


@pytest.fixture
def identity():
    return Identity(VirtualClock(), SeededChance(2))


PICTURE = Developed(b"RIFF a picture of a street", 4, 3)


def test_it_lies_sealed_and_opens_only_as_itself(tmp_path, keys, identity):
    one, other = (photos.keep(tmp_path, keys, identity, PICTURE, 0) for _ in range(2))
    paths = {path.stem: path for path in tmp_path.rglob("*.sealed")}
    assert set(paths) == {one.id, other.id}
    assert all(b"street" not in path.read_bytes() and path.stat().st_mode & 0o077 == 0 for path in paths.values())
    assert files.opened(tmp_path, keys, one.id) == PICTURE.webp
    paths[one.id].write_bytes(paths[other.id].read_bytes())
    for wrong in (one.id, "nobody", "../../keys"):
        with pytest.raises(Problem) as refused:
            files.opened(tmp_path, keys, wrong)
        assert refused.value.status == 404


def test_on_a_full_disk_photos_go_first(tmp_path, keys, identity):
    with pytest.raises(Refused, match="no_room"):
        photos.keep(tmp_path, keys, identity, PICTURE, 1 << 60)
    assert list(tmp_path.rglob("*.sealed")) == []


def test_files_without_a_report_are_swept_when_they_are_old(tmp_path, keys, identity):
    kept, orphan = (photos.keep(tmp_path, keys, identity, PICTURE, 0) for _ in range(2))
    written = max(path.stat().st_mtime_ns // 1_000_000 for path in tmp_path.rglob("*.sealed"))
    assert written % HOUR == 0, "no file tells the second that an anonymous report was sent"
    assert files.sweep(tmp_path, {kept.id}, written + HOUR + HOUR // 2) == 0, "its row may be on its way"
    assert files.sweep(tmp_path, {kept.id}, written + 3 * HOUR) == 1
    assert [path.stem for path in tmp_path.rglob("*.sealed")] == [kept.id]
    assert orphan.id != kept.id
