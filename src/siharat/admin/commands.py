"""The commands that write, each by its name. Their arguments are checked on whichever road they come."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from siharat.db import Tx
from siharat.drill import actions as drill
from siharat.drill import rules as drill_rules
from siharat.evaluate.bringing import store as history
from siharat.evaluate.bringing.rows import Row
from siharat.exchange import actions as exchange
from siharat.exchange import sources
from siharat.exchange.rules import LONGEST_URL
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.kernel.phone import e164
from siharat.people import citizens, enrolment, giving, officers, resealing, roster, sessions, staff, stations
from siharat.people.areas import Area
from siharat.people.officers import NewOfficer
from siharat.people.roles import Role
from siharat.people.roster_rules import LONGEST_HOURS, Rotation
from siharat.people.sheets import MOST_OFFICERS
from siharat.setup import rules as setup
from siharat.succeed import actions as succeed
from siharat.succeed import settings
from siharat.succeed.rules import Kind
from siharat.succeed.settings_file import Part, Settings

Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
"""Never a slash, a per cent sign or an underscore: codes make up the paths of the tree."""
Short = Annotated[str, Meta(min_length=1, max_length=120)]
Wall = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
MOST_ROWS = 2_000
"""Of history at once, some ten milliseconds of the writer: no press waits longer behind an import."""


class AddStation(msgspec.Struct):
    code: Code
    name: Short
    parent: Code | None = None
    timezone: str = "Asia/Makassar"
    areas: list[Area] = []
    far: bool = False


class RenameStation(msgspec.Struct):
    code: Code
    name: Short


class EndStation(msgspec.Struct):
    code: Code
    to: Code
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    leave: bool = False
    dry_run: bool = False


class ReopenStation(msgspec.Struct):
    code: Code


class TakeSettings(msgspec.Struct):
    code: Code
    settings: Settings
    parts: list[Part] = []
    dry_run: bool = False


class ImportOfficers(msgspec.Struct):
    station: Code
    officers: Annotated[list[NewOfficer], Meta(min_length=1, max_length=MOST_OFFICERS)]


class RosterLine(msgspec.Struct):
    """One line of a roster: in a team, or a single turn from one time on the station's wall to another."""

    number: int
    nrp: Short
    team: Annotated[str, Meta(max_length=20)] | None = None
    begins: Wall | None = None
    ends: Wall | None = None


class ImportRoster(msgspec.Struct):
    station: Code
    lines: Annotated[list[RosterLine], Meta(min_length=1, max_length=MOST_OFFICERS)]
    starts: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    handover: Annotated[int, Meta(ge=0, lt=24 * 60)] = 8 * 60
    hours: Annotated[int, Meta(ge=1, le=LONGEST_HOURS)] = 24
    dry_run: bool = False


class OfficerToken(msgspec.Struct):
    nrp: Short


class EnrolOfficer(msgspec.Struct):
    nrp: Short
    role: Role | None = None


class Reseal(msgspec.Struct):
    newest: Annotated[int, Meta(ge=1)]
    """The key to seal with, which the server may not have met yet."""
    column: Annotated[int, Meta(ge=0, le=1_000)]
    after: str | int | None = None


class CitizenToken(msgspec.Struct):
    phone: Annotated[str, Meta(max_length=40)]
    name: Short = "Warga"


class PlanDrill(msgspec.Struct):
    station: Code
    announced: bool = True
    telephones: bool = False
    every: str | None = None
    """``week`` or ``month``; ``None``: at once."""
    day: int = 0
    at: str = "09:00"


class CancelDrill(msgspec.Struct):
    plan: Annotated[str, Meta(max_length=40)]


class EndDrill(msgspec.Struct):
    station: Code


class OfStation(msgspec.Struct):
    station: Code


class BeginHistory(msgspec.Struct):
    station: Code
    source: Short
    digest: Annotated[str, Meta(max_length=64)]
    moments: Short


class AddHistory(msgspec.Struct):
    import_id: Annotated[str, Meta(max_length=40)]
    rows: Annotated[list[Row], Meta(max_length=MOST_ROWS)]


class OfImport(msgspec.Struct):
    import_id: Annotated[str, Meta(max_length=40)]


class AddWebhook(msgspec.Struct):
    station: Code
    name: Short
    url: Annotated[str, Meta(max_length=LONGEST_URL)]
    kinds: Annotated[list[Short], Meta(min_length=1, max_length=40)]


class AddSource(msgspec.Struct):
    station: Code
    name: Short


class OfSource(msgspec.Struct):
    source: Annotated[str, Meta(max_length=40)]


class OfWebhook(msgspec.Struct):
    webhook: Annotated[str, Meta(max_length=40)]


class Nothing(msgspec.Struct):
    pass


@dataclass(frozen=True, slots=True)
class Command:
    arguments: type[msgspec.Struct]
    run: Callable[[Tx, Any], Any]

    def __post_init__(self) -> None:
        msgspec.json.Decoder(self.arguments)  # laid out while there is one thread, as tests/house/test_decoders.py says


def add_station(tx: Tx, args: AddStation) -> None:
    code, name, timezone = setup.named(args.code, args.name, args.timezone)
    if args.parent is not None:
        _station(tx, args.parent)
    stations.add(tx, code, name, args.parent, timezone, args.areas, far=args.far)


def rename_station(tx: Tx, args: RenameStation) -> None:
    _station(tx, args.code)
    succeed.rename(tx, None, args.code, args.name)


def close_station(tx: Tx, args: EndStation) -> dict[str, Any]:
    return _end_station(tx, args, "closed")


def merge_station(tx: Tx, args: EndStation) -> dict[str, Any]:
    return _end_station(tx, args, "merged")


def _end_station(tx: Tx, args: EndStation, kind: Kind) -> dict[str, Any]:
    """What it comes to; with ``dry_run`` nothing is done."""
    for code in (args.code, args.to):
        _station(tx, code)
    seen = succeed.outlook(tx, None, args.code, args.to, kind, args.leave)
    if seen.refused is not None:
        raise seen.refused
    if not args.dry_run and kind == "merged":
        succeed.merge(tx, None, args.code, args.to, args.reason)
    elif not args.dry_run:
        succeed.close(tx, None, args.code, args.to, args.leave, args.reason)
    return {"name": seen.name, "to": seen.to, "officers": seen.officers, "devices": seen.devices, "areas": seen.areas,
            "citizens": seen.citizens, "open": seen.open, "below": seen.below, "reports": seen.reports,
            "drills": seen.drills}


def reopen_station(tx: Tx, args: ReopenStation) -> None:
    _station(tx, args.code)
    succeed.reopen(tx, None, args.code)


def take_settings(tx: Tx, args: TakeSettings) -> list[list[str]]:
    """What differs: part, before, after. With ``dry_run`` it stays so."""
    _station(tx, args.code)
    found = settings.compare(tx, None, args.code, args.settings, args.parts)
    if not args.dry_run:
        settings.take_over(tx, None, args.code, args.settings, args.parts)
    return [[each.part, each.before, each.after] for each in found]


def import_officers(tx: Tx, args: ImportOfficers) -> dict[str, int]:
    _station(tx, args.station)
    return staff.take_over(tx, args.station, args.officers).tally


def import_roster(tx: Tx, args: ImportRoster) -> dict[str, int]:
    """Teams replace the rotation there was; single turns are added to it. All or none: a line that is wrong names
    itself, and nothing is written. ``dry_run`` only looks."""
    _station(tx, args.station)
    faults: list[str] = []
    members: dict[str, list[str]] = {}
    turns: list[tuple[str, int, int]] = []
    zone = zoneinfo.ZoneInfo(stations.get(tx, args.station).timezone)
    for line in args.lines:
        row = officers.by_nrp(tx, line.nrp)
        if row is None or row.station != args.station:
            faults.append(f"line {line.number}: there is no officer with the NRP {line.nrp} at {args.station}")
        elif line.team is not None:
            members.setdefault(line.team, []).append(row.id)
        elif line.begins and line.ends:
            turns.append((row.id, _moment(line.begins, zone), _moment(line.ends, zone)))
    starts = _day(args.starts, tx.now, zone)
    if faults:
        raise Problem(422, "file", "Nothing was imported. Correct these lines and import it again:\n  "
                      + "\n  ".join(faults[:30]))
    tally = {"teams": len(members), "members": sum(map(len, members.values())), "turns": len(turns)}
    if args.dry_run:
        return tally
    if members:
        rotation = Rotation(starts, args.handover, args.hours, tuple(sorted(members)), zone.key)
        roster.set_rotation(tx, args.station, rotation, {team: [*dict.fromkeys(own)] for team, own in members.items()})
    for officer, begins, ends in turns:
        roster.change(tx, args.station, officer, "on", begins, ends, "duty", "command line")
    return tally


def _day(said: str | None, now: int, zone: zoneinfo.ZoneInfo) -> date:
    try:
        return date.fromisoformat(said) if said else datetime.fromtimestamp(now / 1_000, zone).date()
    except ValueError as error:
        raise invalid("start", f"{said} is no day") from error


def _moment(wall: str, zone: zoneinfo.ZoneInfo) -> int:
    try:
        return round(datetime.fromisoformat(wall).replace(tzinfo=zone).timestamp() * 1_000)
    except ValueError as error:
        raise invalid("time", f"{wall} is no moment") from error


def officer_token(tx: Tx, args: OfficerToken) -> str:
    return sessions.open_session(tx, "officer", _officer(tx, args.nrp).id)


def enrol_officer(tx: Tx, args: EnrolOfficer) -> dict[str, Any]:
    """A one-time code, for whoever has no administrator to ask yet: the first one of a station."""
    row = _officer(tx, args.nrp)
    if args.role is not None and args.role != row.role:
        giving.set_role(tx, None, row.id, args.role)
    slip = enrolment.make(tx, None, row.id)
    return {"name": slip.name, "station": slip.station, "code": slip.code, "expires_at": slip.expires_at,
            "role": args.role or row.role}


def _officer(tx: Tx, nrp: str) -> Any:
    row = officers.by_nrp(tx, nrp.strip())
    if row is None:
        raise Problem(404, "no_officer", f"There is no officer with the NRP {nrp}. `siharat officer list` "
                      "shows who there is, `siharat officer import` adds more.")
    return row


def reseal(tx: Tx, args: Reseal) -> dict[str, Any]:
    """A batch of one sealed column under the newest key; ``last`` is where to go on, or nothing."""
    columns = [*resealing.columns()]
    if args.column >= len(columns):
        raise invalid("column", f"there are {len(columns)} sealed columns")
    tx.keys.heard_of(args.newest)
    which = columns[args.column]
    done = resealing.batch(tx, which, which.first if args.after is None else args.after)
    return {"sealed": done.sealed, "last": done.last}


def citizen_token(tx: Tx, args: CitizenToken) -> str:
    """For the citizen with that number; made if unknown."""
    try:
        phone = e164(args.phone)
    except ValueError as error:
        raise invalid("phone", str(error)) from error
    citizen = citizens.by_phone(tx, phone) or citizens.add(tx, phone, args.name)
    return sessions.open_session(tx, "citizen", citizen)


def plan_drill(tx: Tx, args: PlanDrill) -> str:
    _station(tx, args.station)
    rhythm = drill_rules.rhythm(args.every, args.day, args.at) if args.every else None
    return drill.plan(tx, args.station, "system", args.announced, rhythm, args.telephones)


def cancel_drill(tx: Tx, args: CancelDrill) -> None:
    try:
        drill.cancel(tx, args.plan)
    except Problem as problem:
        raise Problem(404, "no_plan", f"There is no planned drill {args.plan}: it has run, or was cancelled. "
                      "`siharat drill list --station CODE` shows what is planned.") from problem


def end_drill(tx: Tx, args: EndDrill) -> None:
    _station(tx, args.station)
    try:
        drill.end_at(tx, args.station)
    except Problem as problem:
        raise Problem(404, "no_drill", f"No drill is running at {args.station}.") from problem


def add_webhook(tx: Tx, args: AddWebhook) -> dict[str, str]:
    _station(tx, args.station)
    webhook, secret = exchange.add(tx, args.station, args.name, args.url, args.kinds, None)
    return {"id": webhook, "secret": secret}


def add_source(tx: Tx, args: AddSource) -> dict[str, str]:
    _station(tx, args.station)
    source, secret = sources.add(tx, args.station, args.name, None)
    return {"id": source, "secret": secret}


def end_source(tx: Tx, args: OfSource) -> None:
    sources.end(tx, args.source)


def end_webhook(tx: Tx, args: OfWebhook) -> None:
    exchange.end(tx, args.webhook, "switched_off")


def test_webhook(tx: Tx, args: OfWebhook) -> None:
    exchange.send_test(tx, args.webhook)


def ping(tx: Tx, args: Nothing) -> str:
    """Is anybody there, and can it write?"""
    return "ok"


def _station(tx: Tx, code: str) -> None:
    try:
        stations.get(tx, code)
    except Problem as problem:
        raise Problem(404, "no_station", f"There is no station {code} yet. `siharat station list` shows which "
                      f'there are; `siharat station add --code {code} --name "…"` adds it.') from problem


def clear_history(tx: Tx, args: OfStation) -> bool:
    _station(tx, args.station)
    return history.clear_away(tx, args.station)


def begin_history(tx: Tx, args: BeginHistory) -> str:
    _station(tx, args.station)
    return history.begin(tx, args.station, args.source, args.digest, args.moments)


def add_history(tx: Tx, args: AddHistory) -> None:
    history.add(tx, args.import_id, args.rows)


def complete_history(tx: Tx, args: OfImport) -> int:
    return history.complete(tx, args.import_id)


COMMANDS: dict[str, Command] = {
    "station add": Command(AddStation, add_station),
    "station rename": Command(RenameStation, rename_station),
    "station close": Command(EndStation, close_station),
    "station merge": Command(EndStation, merge_station),
    "station reopen": Command(ReopenStation, reopen_station),
    "station import": Command(TakeSettings, take_settings),
    "officer import": Command(ImportOfficers, import_officers),
    "officer enrol": Command(EnrolOfficer, enrol_officer),
    "keys reseal": Command(Reseal, reseal),
    "roster import": Command(ImportRoster, import_roster),
    "token officer": Command(OfficerToken, officer_token),
    "token citizen": Command(CitizenToken, citizen_token),
    "drill plan": Command(PlanDrill, plan_drill),
    "drill cancel": Command(CancelDrill, cancel_drill),
    "drill end": Command(EndDrill, end_drill),
    "source add": Command(AddSource, add_source),
    "source off": Command(OfSource, end_source),
    "webhook add": Command(AddWebhook, add_webhook),
    "webhook off": Command(OfWebhook, end_webhook),
    "webhook test": Command(OfWebhook, test_webhook),
    "history clear": Command(OfStation, clear_history),
    "history begin": Command(BeginHistory, begin_history),
    "history add": Command(AddHistory, add_history),
    "history complete": Command(OfImport, complete_history),
    "ping": Command(Nothing, ping),
}


def run(tx: Tx, name: str, arguments: Any) -> Any:
    """Runs a command with arguments as JSON brings them. The answer is fit for JSON too."""
    command = COMMANDS.get(name)
    if command is None:
        raise Problem(404, "no_command", f"The server does not know the command {name!r}: it runs another "
                      "version of the program. Restart it.")
    try:
        checked = msgspec.convert(arguments, command.arguments)
    except msgspec.ValidationError as error:
        raise Problem(422, "invalid", f"{name}: {error}") from error
    return command.run(tx, checked)
