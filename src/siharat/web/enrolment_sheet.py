"""The slip of paper with which an officer comes in: a code to type and a square to scan.

The code stands behind the ``#`` of the address: a browser sends that part to no server, so it is in no log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined

from siharat.people.enrolment import Slip

PAGE = "/petugas/daftar"

_pages = Environment(loader=PackageLoader("siharat.web"), autoescape=True, undefined=StrictUndefined,
                     trim_blocks=True, lstrip_blocks=True)


def address(origin: str, code: str) -> str:
    return f"{origin}{PAGE}#{code}"


def qr(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG, legible from a creased print."""
    drawn: str = segno.make(text, error="q", micro=False).svg_inline(scale=4, border=4)
    return drawn


def sheet(origin: str, slips: Sequence[Slip], until: str) -> str:
    """A page to print and cut: one slip for each officer. ``until``: the last day, as people write it."""
    rows: list[dict[str, Any]] = [
        {"name": slip.name, "nrp": slip.nrp, "station": slip.station, "code": slip.code,
         "page": f"{origin}{PAGE}", "qr": qr(address(origin, slip.code))} for slip in slips]
    return _pages.get_template("enrolment_sheet.html").render(slips=rows, until=until)
