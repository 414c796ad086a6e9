"""A program of its own: a photo comes in on standard input, a clean one goes out on standard output.

It runs apart from the server, with little memory, little time and no file, for it looks at what strangers made to break
decoders. A decoder that crashes or eats the machine takes this process along, and no alarm. It imports nothing of ours:
it must be there in a tenth of a second, and know no secret.

Nothing of the original is handed on but its pixels, turned upright and made smaller: no EXIF, no place, no serial
number, no name, no second file hidden behind the first. On success the first line out is ``width height``; else the
exit code is 3 and the only line is the reason, one of ``REASONS``.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import sys

LONGEST_SIDE = 1_600
"""Pixels. A number plate across the street can still be read."""
QUALITY = 80
MOST_PIXELS = 60_000_000
MEMORY = 1 << 30
CPU_S = 10
FORMATS = ("JPEG", "PNG", "WEBP")
"""The decoders that are let near it. Each further one is a further way in."""
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
REASONS = ("not_an_image", "heic", "too_many_pixels")


def confine() -> None:
    """Before anything is decoded: less of everything, and behind all that matters."""
    os.nice(10)  # a press comes before a picture
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))


def clean(raw: bytes) -> bytes:
    """Raises ``ValueError`` with the reason."""
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC_BRANDS:
        raise ValueError("heic")
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError("too_many_pixels")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # of a JPEG only so much is decoded as is needed
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            bare = Image.new("RGB", upright.size)  # a new one: what hung on the old one stays behind
            bare.paste(upright)
    except (MemoryError, Image.DecompressionBombError) as error:
        raise ValueError("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as error:
        raise ValueError("not_an_image") from error
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return b"%d %d\n" % bare.size + out.getvalue()


def main() -> int:
    confine()
    try:
        made = clean(sys.stdin.buffer.read())
    except ValueError as error:
        reason = str(error) if str(error) in REASONS else "not_an_image"
        sys.stdout.write(reason)
        return 3
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
