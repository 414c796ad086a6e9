"""``/-/patterns``: every face and every component in every state, from the templates the pages use.

A sample is a view filled with made-up people of Banjarbaru. Nothing here touches a database, so the page can be
opened while nothing else works, photographed (``tools/screenshots.py``) and checked in both themes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siharat.web.citizen import samples as citizen
from siharat.web.command import samples as command
from siharat.web.faces import Faces
from siharat.web.officer import samples as officer
from siharat.web.province import samples as province
from siharat.web.shell import Shell

NOW = 1_795_439_653_000  # 21.14.13 WITA, 23 November 2026
SAMPLES: dict[str, dict[str, Callable[[], tuple[str, object]]]] = {
    "warga": citizen.SAMPLES,
    "petugas": officer.SAMPLES,
    "komando": command.SAMPLES,
    "polda": province.SAMPLES,
}


@dataclass(frozen=True, slots=True)
class Overview:
    faces: dict[str, list[str]]


def overview(faces: Faces, language: str = "id") -> str:
    listed = {door: list(samples) for door, samples in SAMPLES.items()}
    return faces.page("patterns/overview.html", _shell("warga", language), Overview(listed))


def face(faces: Faces, door: str, name: str, language: str = "id") -> str:
    """One whole page, as a person would see it."""
    template, view = SAMPLES[door][name]()
    return faces.page(template, _shell(door, language), view)


def _shell(door: str, language: str) -> Shell:
    return Shell(door=door, language=language, csrf="contoh", now=NOW)
