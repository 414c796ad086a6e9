"""The settings of a station as one file: written, read with distrust, compared, put in force. No secret, nobody's name.

JSON with a version, a digest of what it says, and a mark that only this installation can make: by the digest damage is
seen, by the mark whether it was written here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from siharat.drill import rules as drills
from siharat.incident import policy as policies
from siharat.incident.policy import EscalationPolicy
from siharat.kernel import Keyring, Problem
from siharat.kernel.errors import invalid
from siharat.people import areas as outlines
from siharat.people.areas import Area
from siharat.people.roster_rules import LONGEST_HOURS
from siharat.succeed import rules

FORMAT = "siharat settings 1"
Part = Literal["name", "areas", "ladder", "roster", "public", "drills"]
PARTS: tuple[Part, ...] = get_args(Part)
OF_A_SISTER: tuple[Part, ...] = ("ladder", "roster", "drills")
"""What another station's file may give: a name and an area are that station's own."""


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rotation; who is in which team is written nowhere."""

    starts: Annotated[str, Meta(pattern=r"^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$")]
    handover: Annotated[int, Meta(ge=0, lt=24 * 60)]
    hours: Annotated[int, Meta(ge=1, le=LONGEST_HOURS)]
    teams: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=20)], ...], Meta(min_length=1, max_length=20)]


class Drill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    every: Literal["week", "month"]
    day: Annotated[int, Meta(ge=0, le=28)]
    minute: Annotated[int, Meta(ge=0, lt=24 * 60)]
    announced: bool = True
    telephones: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    station: Annotated[str, Meta(max_length=20)]
    """The code: it says whose settings they were, and is never changed by them."""
    name: Annotated[str, Meta(max_length=rules.LONGEST_NAME)]
    public: bool
    ladder: EscalationPolicy
    roster: Roster | None
    drills: Annotated[tuple[Drill, ...], Meta(max_length=50)]
    areas: tuple[Area, ...] = ()


AT = re.compile(r"at `\$\.?([^`]*)`")
"""Where msgspec says that a value is wrong."""

msgspec.json.Decoder(Settings)  # laid out while there is one thread, as tests/house/test_decoders.py says


@dataclass(frozen=True, slots=True)
class Read:
    settings: Settings
    here: bool
    """Written by this installation."""


def written(keys: Keyring, settings: Settings) -> bytes:
    said = msgspec.to_builtins(settings)
    digest = _digest(said)
    document = {"format": FORMAT, "settings": said, "digest": digest, "mark": _mark(keys, digest)}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


class Unusable(Problem):
    """A file that is no settings of a station. ``why`` is stable: pages say it in the language of who reads them."""

    def __init__(self, why: str, said: str, **facts: Any) -> None:
        super().__init__(422, "invalid", f"file: {said}", field="file", why=why, **facts)


def read(keys: Keyring, words: bytes) -> Read:
    """``Problem`` 422 that says what is wrong, for whatever a stranger hands over."""
    document = outlines.document(words, _once)
    if not isinstance(document, dict) or not isinstance(document.get("settings"), dict):
        raise Unusable("no_settings", "holds no settings of a station")
    if document.get("format") != FORMAT:
        raise Unusable("format", f"says it is {str(document.get('format'))[:40]!r}, and only {FORMAT!r} can be "
                       "read here")
    try:
        digest = _digest(document["settings"])
    except UnicodeEncodeError as error:
        raise Unusable("half_letter", "holds half a letter, which no database takes. Export it once more") from error
    except RecursionError as error:
        raise outlines.Refused("deep", "it is nested too deep") from error
    if digest != document.get("digest"):
        raise Unusable("digest", "was changed after it was written: its digest does not fit. Export it once more")
    mark = str(document.get("mark")).encode("utf-8", "replace")
    return Read(_checked(document["settings"]), hmac.compare_digest(_mark(keys, digest).encode(), mark))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name, readers would choose differently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unusable("twice", "names a setting twice. Export it once more")
    return found


def _checked(said: dict[str, Any]) -> Settings:
    ladder = policies.parsed(said.get("ladder"))
    try:
        found = msgspec.convert(said, Settings)
        if found.roster is not None:
            date.fromisoformat(found.roster.starts)
            if not all(team.isprintable() for team in found.roster.teams):
                raise ValueError("a team's name holds letters that cannot be seen")
        for each in found.drills:
            drills.rhythm(each.every, each.day, _clock(each.minute))
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
        raise Unusable("value", f"cannot be used: {error}", place=_place(str(error))) from error
    drawn = [{"type": "Feature", "properties": {"name": area.name}, "geometry": area.geometry} for area in found.areas]
    read = outlines.polygons({"type": "FeatureCollection", "features": drawn}) if drawn else []
    areas = [Area(area.name, json.loads(json.dumps(area.geometry))) for area in read]  # as they stand in the database
    return msgspec.structs.replace(found, name=rules.named(found.name), ladder=nameless(ladder), areas=tuple(areas))


def _place(said: str) -> str:
    found = AT.search(said)
    return found.group(1)[:60] if found else ""


def nameless(policy: EscalationPolicy) -> EscalationPolicy:
    """A step that calls a certain officer calls whoever is on duty: a file names nobody."""
    return msgspec.structs.replace(policy, version=0, steps=tuple(
        msgspec.structs.replace(step, officer=None) for step in policy.steps))


@dataclass(frozen=True, slots=True)
class Difference:
    part: Part
    before: str
    after: str


def differences(before: Settings, after: Settings) -> list[Difference]:
    """What would be another than it is, in words that need no language."""
    found: list[Difference] = []
    for part in PARTS:
        old, new = getattr(before, part), getattr(after, part)
        if old != new and not (part == "roster" and new is None):  # a file without a rotation leaves the one there is
            found.append(Difference(part, *_told(part, old, new)))
    return found


def _told(part: Part, old: Any, new: Any) -> tuple[str, str]:
    if part == "ladder":
        return _ladder(old, new)
    told: dict[str, Callable[[Any], str]] = {"name": str, "areas": _areas, "roster": _roster, "drills": _drills,
                                             "public": lambda on: "✓" if on else "–"}
    return told[part](old), told[part](new)


def _ladder(old: EscalationPolicy, new: EscalationPolicy) -> tuple[str, str]:
    """The fields that differ, and of the steps how many there are."""
    was, will = msgspec.to_builtins(old), msgspec.to_builtins(new)
    names = [name for name in was if was[name] != will[name] and name != "version"]

    def told(values: dict[str, Any]) -> str:
        return ", ".join(f"{name}: {len(values[name]) if name == 'steps' else values[name]}" for name in names)

    return told(was), told(will)


def _areas(areas: tuple[Area, ...]) -> str:
    return f"{len(areas)}: {outlines.described(areas)}" if areas else "–"


def _roster(roster: Roster | None) -> str:
    return f"{', '.join(roster.teams)} · {roster.hours} h · {_clock(roster.handover)}" if roster else "–"


def _drills(drills: tuple[Drill, ...]) -> str:
    return "; ".join(f"{each.every} {each.day} {_clock(each.minute)}" for each in drills) or "–"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}.{minute % 60:02}"


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _mark(keys: Keyring, digest: str) -> str:
    return hmac.new(keys.derive("settings file"), digest.encode(), hashlib.sha256).hexdigest()


def parts(wanted: list[str] | tuple[str, ...] | None, settings: Settings, code: str) -> tuple[Part, ...]:
    """Which parts are meant; without a word all that fit. ``Problem`` 422 for another station's own."""
    chosen = tuple(part for part in PARTS if part in wanted) if wanted else (
        PARTS if settings.station == code else OF_A_SISTER)
    strange = [each for each in wanted or () if each not in PARTS]
    if strange:
        raise invalid("parts", f"are some of {', '.join(PARTS)}")
    if settings.station != code and not set(chosen) <= {*OF_A_SISTER}:
        raise Problem(422, "invalid", f"These are the settings of {settings.station}: its name, its area and its "
                      f"openness are its own. {', '.join(OF_A_SISTER)} can be taken over.", field="parts")
    return chosen
