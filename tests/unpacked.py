"""What a PDF holds, for tests that look for it: its streams are packed."""

from __future__ import annotations

import re
import zlib


def unpacked(document: bytes) -> str:
    parts = [document]
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", document, re.DOTALL):
        try:
            parts.append(zlib.decompress(found.group(1)))
        except zlib.error:  # a font, or a picture
            continue
    return b"\n".join(parts).decode("latin-1")
