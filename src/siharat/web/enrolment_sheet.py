"""The slip of paper with which an officer comes in: a code to type and a square to scan; alone, or a sheet of them.

The code stands behind the ``#`` of the address: a browser sends that part to no server, so it is in no log.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from importlib.resources import files

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
    "scan": N_("Pindai, atau buka {page}, lalu tulis NRP dan kode."),
    "until": N_("Berlaku satu kali, sampai {day}. Jangan difoto, jangan dikirim."),
    "title": N_("Kode pendaftaran"),
}


def address(origin: str, code: str) -> str:
    return f"{origin}{PAGE}#{code}"


def qr(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG, legible from a creased print. The code stands beside it in letters."""
    drawn: str = segno.make(text, error="q", micro=False).svg_inline(scale=4, border=4)
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def pdf(slips: Sequence[Slip], origin: str, zone: str, language: str) -> bytes:
    """All slips on A4, five to a page, each to be cut off. It takes seconds: not for the event loop."""
    import typst

    say = catalogue(language).gettext
    told = [{"name": slip.name, "nrp": slip.nrp, "code": slip.code, "station": slip.station,
             "qr": _square(address(origin, slip.code)),
             "until": say(SAID["until"]).format(day=moments.day(slip.expires_at, zone, language))} for slip in slips]
    data = {"language": "en" if language == "en" else "id", "title": say(SAID["title"]), "slips": told,
            "scan": say(SAID["scan"]).format(page=f"{origin}{PAGE}")}
    found: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                                 format="pdf")
    return found


def _square(text: str) -> str:
    file = io.BytesIO()
    segno.make(text, error="q", micro=False, mask=MASK).save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode()
