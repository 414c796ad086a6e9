"""A file of settings that waits between being looked at and being put in force: what is confirmed is what was seen."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

import msgspec

from siharat.db import Tx
from siharat.escalate import policies
from siharat.kernel import Problem
from siharat.people import stations
from siharat.people.access import OfficerCaller
from siharat.setup import store as drafts
from siharat.succeed import settings, settings_file
from siharat.succeed.settings_file import Part, Read, Settings

KIND: Literal["settings"] = "settings"
LEFT_OUT: tuple[Part, ...] = ("areas",)
"""An area is drawn where what it would do to its neighbours is looked at."""


class _Kept(msgspec.Struct, frozen=True):
    settings: Settings
    here: bool


_KEPT = msgspec.json.Decoder(_Kept)


@dataclass(frozen=True, slots=True)
class Look:
    now: Settings
    wanted: Settings
    parts: list[Part]
    """Those that would change."""
    here: bool
    """The file was written by this installation."""
    forgets_whom: bool
    """A step calls a certain officer, and would call whoever is on duty."""
    digest: str
    """Of the file and of the settings it was compared with."""


def wait(tx: Tx, caller: OfficerCaller, code: str, read: Read) -> None:
    """Keeps it to be looked at, in the place of one that waited before. Nothing is in force."""
    stations.must_stand(settings.administered(tx, caller, code))
    kept = _Kept(msgspec.structs.replace(read.settings, areas=()), read.here)
    drafts.put_draft(tx, code, KIND, msgspec.json.encode(kept).decode(), caller.id)


def look(tx: Tx, caller: OfficerCaller, code: str) -> Look | None:
    """What would change; ``None`` when nothing waits."""
    settings.administered(tx, caller, code)
    found = drafts.draft(tx, code, KIND)
    if found is None:
        return None
    told, _ = found
    try:
        kept = _KEPT.decode(told)
    except msgspec.ValidationError:  # of a version before this one: to be chosen anew
        return None
    now, ladder = msgspec.structs.replace(settings.of(tx, code), areas=()), policies.in_force(tx, code)
    parts = [each.part for each in settings.compare(tx, caller, code, kept.settings, _chosen(code, kept.settings))]
    forgets = "ladder" in parts and any(step.officer for step in ladder.steps)
    return Look(now, kept.settings, parts, kept.here, forgets, _digest(told, now, ladder.version))


def use(tx: Tx, caller: OfficerCaller, code: str, digest: str) -> None:
    """Puts it in force, all or nothing. ``Problem`` 409 ``settings_changed`` when the file or the settings are not
    those that were looked at."""
    stations.must_stand(settings.administered(tx, caller, code))
    stations.hold(tx, code)
    seen = look(tx, caller, code)
    if seen is None or not _same(seen.digest, digest):
        raise Problem(409, "settings_changed", "The file or the settings changed meanwhile. Nothing was put in force; "
                      "look at them once more.")
    settings.take_over(tx, caller, code, seen.wanted, _chosen(code, seen.wanted))
    drafts.drop_draft(tx, code, KIND)


def drop(tx: Tx, caller: OfficerCaller, code: str) -> None:
    settings.administered(tx, caller, code)
    drafts.drop_draft(tx, code, KIND)


def _chosen(code: str, wanted: Settings) -> tuple[Part, ...]:
    return tuple(part for part in settings_file.parts(None, wanted, code) if part not in LEFT_OUT)


def _digest(told: str, now: Settings, version: int) -> str:
    """The version too: two ladders may differ only in whom they name, which settings do not say."""
    return hashlib.sha256(b"\0".join((told.encode(), msgspec.json.encode(now), str(version).encode()))).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
