"""The parts of a station's area, as the form of broadcasts offers them: each kelurahan under its kecamatan."""

from __future__ import annotations

from collections.abc import Sequence

from siharat.people import wilayah
from siharat.people.wilayah import Part
from siharat.web.command.broadcast_views import Choice, Group


def grouped(parts: Sequence[Part]) -> tuple[list[Group], list[Choice]]:
    """By kecamatan, and those of which no kelurahan is known: each in the order in which ``parts`` came."""
    names = {each.code: each.name for each in wilayah.kecamatan()}
    within: dict[str, list[Part]] = {}
    for part in parts:
        within.setdefault(_kecamatan(part.code), []).append(part)
    groups, alone = [], []
    for code, found in within.items():
        whole = next((Choice(part.code, part.called) for part in found if part.code == code), None)
        kelurahan = [Choice(part.code, part.name) for part in found if part.code != code]
        if kelurahan:
            groups.append(Group(names[code], whole, kelurahan))
        elif whole:
            alone.append(whole)
    return sorted(groups, key=lambda group: group.name), alone


def _kecamatan(code: str) -> str:
    """The first three numbers of a code of the Kemendagri."""
    return ".".join(code.split(".")[:3])
