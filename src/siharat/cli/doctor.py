"""``siharat doctor``: goes through every part and says ok, or what to do."""

from __future__ import annotations

import os
import re
import resource
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import click
from rich.table import Table
from rich.text import Text
from sqlalchemy import bindparam, text

from siharat.admin import local, road
from siharat.cli import screen
from siharat.db import Tx, version
from siharat.db.database import is_postgres
from siharat.incident import log
from siharat.kernel import Identity, Problem, SystemClock
from siharat.kernel.clock import rfc3339
from siharat.people import stations
from siharat.ring.channels import Examines
from siharat.settings import Settings

MB = 1024 * 1024
LITTLE_DISK, TOO_LITTLE_DISK = 1024 * MB, 64 * MB
EARLIEST_TIME = 1_760_000_000_000
"""October 2025: a clock that is earlier has lost its battery."""
ENOUGH_FILES = 4096
NETWORK_S = 3.0
PUSH_SERVICES = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
LARGEST_TO_CHECK = 500 * MB

ONE_NAME = text("SELECT name FROM officer LIMIT 1")
WITHOUT_AREA = text("""SELECT code FROM station s WHERE parent IS NOT NULL AND s.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM area a WHERE a.station = s.code) ORDER BY code""")
OFFICERS = text("""SELECT o.id, max(CASE WHEN d.kind IN :kinds THEN 1 ELSE 0 END) AS reached,
    max(CASE WHEN d.kind IN :kinds AND d.proved_at IS NOT NULL THEN 1 ELSE 0 END) AS proved,
    max(d.paid) AS telephone FROM officer o
    LEFT JOIN device d ON d.officer = o.id AND d.kind <> 'in_app' AND d.retired_at IS NULL
    WHERE o.active = 1 AND o.role <> 'auditor' GROUP BY o.id""").bindparams(bindparam("kinds", expanding=True))
QUICK_CHECK = text("PRAGMA quick_check(1)")
SERVER_VERSION = text("SELECT current_setting('server_version')")


class Finding(NamedTuple):
    part: str
    state: str
    """``ok``, ``look`` (it works, and could be better) or ``no``."""
    said: str
    advice: str = ""


Findings = Iterator[Finding]


@click.command()
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
def doctor(offline: bool) -> None:
    """Go through every part: ok, or what to do. Exit code 1 when something does not work."""
    settings = screen.settings()
    worst, standing = 0, True
    grid = Table("part", "", "", box=None, pad_edge=False, header_style="bold")
    with screen.progress("Looking") as steps:
        for check in CHECKS:
            if check in ON_THE_DATABASE and not standing:
                continue  # it would only say the same again
            steps.now(f"Looking at {check.__name__.removeprefix('the_').replace('_', ' ')}")
            for found in examined(check, settings, offline):
                worst = max(worst, found.state == "no")
                standing = standing and not (check in FOUNDATIONS and found.state == "no")
                said = found.said + (f"\n→ {found.advice}" if found.advice else "")
                grid.add_row(Text(found.part), Text(found.state), Text(said, overflow="fold"))
    screen.out().print(grid)
    raise click.exceptions.Exit(worst)


def examined(check: Callable[[Settings, bool], Findings], settings: Settings, offline: bool) -> Findings:
    """A check that cannot be made has found something."""
    try:
        yield from check(settings, offline)
    except Problem as problem:
        yield Finding(check.__name__.removeprefix("the_").replace("_", " "), "no", problem.detail)
    except OSError as error:
        yield Finding(check.__name__.removeprefix("the_").replace("_", " "), "no", str(error),
                      "check that the path exists and may be read")


def the_program(settings: Settings, offline: bool) -> Findings:
    yield Finding("Python", "ok", sys.version.split()[0])
    try:
        wanted = [re.split(r"[\s\[;=<>!~]", each)[0] for each in metadata.requires("siharat") or ()
                  if "extra ==" not in each]
    except metadata.PackageNotFoundError:
        yield Finding("packages", "look", "Siharat itself is not installed.", "run `make setup`")
        return
    missing = [name for name in wanted if not _installed(name)]
    if missing:
        yield Finding("packages", "no", f"missing: {', '.join(missing)}", "run `make setup`")
    else:
        yield Finding("packages", "ok", f"all {len(wanted)} are there")
    zones = zoneinfo.available_timezones()
    yield (Finding("time zones", "ok", "known") if "Asia/Makassar" in zones else
           Finding("time zones", "no", "no time zone data", "install the package tzdata"))


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def the_data_folder(settings: Settings, offline: bool) -> Findings:
    folder = settings.folder
    if not folder.is_dir():
        yield Finding("data folder", "no", f"{folder.absolute()} is not there",
                      "run `siharat init`, or set SIHARAT_DATA to where it is")
        return
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding("data folder", "look", f"{folder.absolute()} is open to other users of this machine",
                      f"chmod 700 {folder}")
    else:
        yield Finding("data folder", "ok", str(folder.absolute()))
    free = shutil.disk_usage(folder).free
    said = f"{free // MB:,} MB free"
    if free < TOO_LITTLE_DISK:
        yield Finding("disk", "no", said, "make room at once: presses cannot be stored")
    else:
        little = free < LITTLE_DISK
        yield Finding("disk", "look" if little else "ok", said, "make room soon" if little else "")


def the_keys(settings: Settings, offline: bool) -> Findings:
    keys = road.open_keys(settings)
    path = road.keys_path(settings)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("keys", "no", f"{path} can be read by other users", f"chmod 600 {path}")
    sealed = road.read(settings, lambda tx: tx.value(ONE_NAME))
    if sealed is not None:
        try:
            keys.unseal(sealed, "officer.name")
        except ValueError:
            yield Finding("keys", "no", f"{path} does not open the names in this database",
                          "put the copy of the keys back that belongs to it")
            return
    yield Finding("keys", "ok", "they open the names in the database; is there a copy elsewhere?")


def the_database(settings: Settings, offline: bool) -> Findings:
    from siharat.db import migrations

    road.read(settings, lambda tx: None)
    with road.explained(settings):
        drift = migrations.drift(settings.database_url)
    if drift:
        yield Finding("database", "no", f"its tables differ from the program's in {len(drift)} places, though it "
                      f"says it is at version {version.known()[-1]}",
                      "put a copy back, or the program that made it")
        return
    if is_postgres(settings.database_url):
        yield Finding("database", "ok", f"PostgreSQL {road.read(settings, lambda tx: tx.value(SERVER_VERSION))}, "
                      f"at version {version.known()[-1]}")
        return
    path = Path(settings.database_url.partition(":///")[2])
    size = path.stat().st_size
    if size < LARGEST_TO_CHECK:
        flaw = road.read(settings, lambda tx: tx.value(QUICK_CHECK))
        if flaw != "ok":
            yield Finding("database", "no", f"{path} is damaged: {flaw}", "stop the server and put the copy back")
            return
    yield Finding("database", "ok", f"{path}, {size / MB:.1f} MB, at version {version.known()[-1]}")


def the_server(settings: Settings, offline: bool) -> Findings:
    if is_postgres(settings.database_url):
        road.write(settings, "ping", {})
        yield Finding("writing", "ok", "PostgreSQL takes writes")
        return
    try:
        local.ask(settings.folder, "ping", {})
        yield Finding("server", "ok", "runs, and can write")
    except local.NoServer:
        road.write(settings, "ping", {})
        yield Finding("server", "look", "does not run; the database can be written", "siharat serve")


def the_clock(settings: Settings, offline: bool) -> Findings:
    now = SystemClock().now()
    if now < EARLIEST_TIME:
        yield Finding("clock", "no", f"it says {rfc3339(now)}", "set it: every deadline depends on it")
        return
    newest = road.read(settings, _newest_line)
    if newest > now + 2_000:
        yield Finding("clock", "no", f"it says {rfc3339(now)}, but the log goes up to {rfc3339(newest)}",
                      "set it: it has gone back")
        return
    tool = shutil.which("timedatectl")
    synchronised = _said([tool, "show", "-p", "NTPSynchronized", "--value"]) if tool else ""
    if synchronised == "no":
        yield Finding("clock", "look", f"{rfc3339(now)}, and nothing keeps it right", "timedatectl set-ntp true")
    else:
        yield Finding("clock", "ok", rfc3339(now) + (", kept right" if synchronised == "yes" else ""))


def _newest_line(tx: Tx) -> int:
    return max((row.position // 1_000 for row in tx.all(log.HEADS)), default=0)


def _said(command: list[str]) -> str:
    """What a program of this machine says to words of ours; nothing where it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=NETWORK_S).stdout.strip()  # noqa: S603  our own words, no shell
    except (OSError, subprocess.TimeoutExpired):
        return ""


def the_station(settings: Settings, offline: bool) -> Findings:
    there, bare = road.read(settings, _stations)
    if not there:
        yield Finding("stations", "no", "there is none: no press can ring", "siharat station add")
    elif bare:
        yield Finding("stations", "look", f"{there}; without an area: {', '.join(bare)}",
                      "a press from there rings the province instead")
    else:
        yield Finding("stations", "ok", str(there))


def _stations(tx: Tx) -> tuple[int, list[str]]:
    return len(stations.standing(tx)), [row.code for row in tx.all(WITHOUT_AREA)]


def the_officers(settings: Settings, offline: bool) -> Findings:
    """A number on the list of staff rings nobody where nothing can phone it."""
    kinds = _kinds(settings)
    officers = road.read(settings, lambda tx: tx.all(OFFICERS, kinds=sorted(kinds)))
    reached, proved = sum(row.reached for row in officers), sum(row.proved for row in officers)
    if not officers:
        yield Finding("officers", "no", "there is none: nobody would ring", "siharat officer import")
    elif reached == len(officers):
        yield Finding("officers", "ok", f"all {reached} have something that rings with the page closed; "
                      f"{proved} have proved it")
    else:
        dumb = sum(bool(row.telephone) and not row.reached for row in officers)
        numbers = f"; telephone numbers that this server cannot reach: {dumb}" if dumb else ""
        yield Finding("officers", "look", f"{reached} of {len(officers)} have something that rings with the page "
                      f"closed{numbers}", "have them allow notifications on /petugas"
                      + (", or connect a channel: SIHARAT_SMS_SPOOL, SIHARAT_SMS_URL, SIHARAT_VOICE_TRUNK"
                         if dumb else ""))


def _kinds(settings: Settings) -> frozenset[str]:
    """Of the channels of this server."""
    from siharat.parts import real_channels

    clock = SystemClock()
    channels = real_channels(settings, clock, Identity(clock), road.open_keys(settings))
    for channel in channels:
        channel.close()
    return frozenset(channel.kind for channel in channels)


def the_channels(settings: Settings, offline: bool) -> Findings:
    from siharat.parts import real_bus, real_channels

    real_bus(settings)
    clock = SystemClock()
    for channel in real_channels(settings, clock, Identity(clock), road.open_keys(settings)):
        said = "proves that it rang" if channel.proves_receipt else "does not prove that it rang"
        yield Finding(f"channel {channel.kind}", "ok", said)
        if isinstance(channel, Examines):
            yield from (Finding(*found) for found in channel.examine(offline))
        channel.close()
    if settings.ntfy_server and not settings.origin:
        yield Finding("ntfy", "look", "its notifications have no button and lead nowhere",
                      "set SIHARAT_ORIGIN=https://… to the address people type")
    if settings.contact == Settings().contact:
        yield Finding("push contact", "look", f"still {settings.contact}",
                      "set SIHARAT_CONTACT=mailto:… : push services write to it when they are troubled")
    if not offline:
        dumb = [host for host in PUSH_SERVICES if not _reachable(host)]
        if dumb:
            yield Finding("push services", "no", f"not reached: {', '.join(dumb)}",
                          "let this machine out to port 443, and check its DNS")
        else:
            yield Finding("push services", "ok", "reached")


def _reachable(host: str) -> bool:
    try:
        socket.create_connection((host, 443), NETWORK_S).close()
    except OSError:
        return False
    return True


def the_map(settings: Settings, offline: bool) -> Findings:
    from siharat.web.shelf import FOLDER
    from siharat.web.tiles import flaw, read_tiles

    if not (FOLDER / "vendor" / "maplibre-gl.mjs").exists():
        yield Finding("map", "look", "not installed: the command centre shows its plan instead",
                      "make setup, where a package registry can be reached")
        return
    try:
        tiles = read_tiles(settings.map_tiles, settings.map_attribution)
    except ValueError as error:
        yield Finding("map", "no", str(error), "mend SIHARAT_MAP_TILES, or leave it empty")
        return
    wrong = flaw(tiles)
    if wrong:
        yield Finding("map", "look", f"{settings.map_tiles}: {wrong}; the areas are shown without it",
                      "mend SIHARAT_MAP_TILES, or leave it empty")
    elif tiles.url and not tiles.attribution:
        yield Finding("map", "look", "its tiles name no source", "set SIHARAT_MAP_ATTRIBUTION as their licence asks")
    else:
        yield Finding("map", "ok", f"over tiles of {tiles.host or settings.map_tiles}" if tiles.url
                      else "over the station's own areas, without any network")


def the_door(settings: Settings, offline: bool) -> Findings:
    if settings.origin.startswith("https://") and settings.secure:
        yield Finding("HTTPS", "ok", settings.origin)
    else:
        yield Finding("HTTPS", "look", "not set up: phones allow neither notifications nor a place without it",
                      "behind a proxy with a certificate set SIHARAT_ORIGIN=https://… and SIHARAT_SECURE=true")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < ENOUGH_FILES:
        yield Finding("open files", "look", f"at most {hard}: so many phones can listen at once",
                      f"raise it: LimitNOFILE={ENOUGH_FILES} in the service, or ulimit -n")
    else:
        yield Finding("open files", "ok", "enough")
    config = os.environ.get("SIHARAT_CONFIG")
    yield Finding("settings", "ok", f"from {config} and variables" if config else "from SIHARAT_* variables")


Check = Callable[[Settings, bool], Findings]
FOUNDATIONS: tuple[Check, ...] = (the_data_folder, the_keys, the_database)
ON_THE_DATABASE: tuple[Check, ...] = (the_keys, the_database, the_server, the_clock, the_station, the_officers,
                                the_channels)
CHECKS: tuple[Check, ...] = (the_program, *FOUNDATIONS, the_server, the_clock, the_station, the_officers, the_channels,
                             the_map, the_door)
