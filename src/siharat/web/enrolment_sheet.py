"""The slip of paper with which an officer comes in: a code to type and a square to scan; alone, or a sheet of them.

Code and NRP stand behind the ``#`` of the address: a browser sends that part to no server, so they are in no log.
"""

from __future__ import annotations

import io
import ipaddress
import json
from collections.abc import Sequence
from importlib.resources import files
from itertools import groupby
from typing import Literal
from urllib.parse import quote, urlsplit

import segno

from siharat.people.enrolment import Slip
from siharat.web import moments
from siharat.web.words import N_, catalogue

PAGE = "/petugas/daftar"
TEMPLATE = files(__name__.rpartition(".")[0]) / "enrolment_sheet.typ"
MASK = 2
"""Of the eight patterns of a square any may be used (ISO/IEC 18004, 7.8). To try which is scanned best takes 9 ms each:
on a sheet of four hundred that is what one waits for."""
SAID = {
    "scan": N_("Pindai. Atau buka {page}, lalu tulis NRP dan kode."),
    "unit": N_("{unit} · {n} lembar"),
    "until": N_("Berlaku satu kali, sampai {day}. Jangan difoto, jangan dikirim."),
    "title": N_("Kode pendaftaran"),
}


def address(origin: str, code: str, nrp: str) -> str:
    """What the square holds: all that would have to be typed."""
    return f"{origin}{PAGE}#{code}.{quote(nrp, safe='')}"


def unfit(origin: str) -> Literal["", "local", "plain"]:
    """Why no officer comes in at this address: it is that of each phone itself (``local``), or not encrypted, so that
    browsers give it neither passkeys nor push (``plain``)."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost") or _loops(host):
        return "local"
    return "" if parts.scheme == "https" else "plain"


def _loops(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def qr(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG, legible from a creased print. The code stands beside it in letters."""
    drawn: str = segno.make(text, error="q", micro=False).svg_inline(scale=4, border=4)
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def pdf(slips: Sequence[Slip], origin: str, zone: str, language: str) -> bytes:
    """All slips on A4, ten to a page, each to be cut off, under the name of their unit. It takes seconds: not for the
    event loop."""
    import typst

    say = catalogue(language).gettext
    units = []
    for unit, of_unit in groupby(slips, lambda slip: slip.unit or slip.station):
        told = [{"name": slip.name, "nrp": slip.nrp, "code": slip.code, "unit": slip.unit, "station": slip.station,
                 "qr": _square(address(origin, slip.code, slip.nrp)),
                 "until": say(SAID["until"]).format(day=moments.day(slip.expires_at, zone, language))}
                for slip in of_unit]
        units.append({"title": say(SAID["unit"]).format(unit=unit, n=len(told)), "slips": told})
    data = {"language": "en" if language == "en" else "id", "title": say(SAID["title"]), "units": units,
            "scan": say(SAID["scan"]).format(page=f"{origin}{PAGE}")}
    found: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                                 format="pdf")
    return found


def _square(text: str) -> str:
    file = io.BytesIO()
    segno.make(text, error="q", micro=False, mask=MASK).save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode()
