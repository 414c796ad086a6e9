"""The slip of paper with which an officer comes in: a code to type and a square to scan.

The code stands behind the ``#`` of the address: a browser sends that part to no server, so it is in no log.
"""

from __future__ import annotations

import segno

PAGE = "/petugas/daftar"


def address(origin: str, code: str) -> str:
    return f"{origin}{PAGE}#{code}"


def qr(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG, legible from a creased print. The code stands beside it in letters."""
    drawn: str = segno.make(text, error="q", micro=False).svg_inline(scale=4, border=4)
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)
