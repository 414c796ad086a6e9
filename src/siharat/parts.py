"""The real parts, each made as the settings say. Raises ``Problem`` that names the setting."""

from __future__ import annotations

from pathlib import Path

from siharat.alarm.numbers import read_numbers
from siharat.bus import Bus, InProcessBus, PostgresBus
from siharat.db.database import is_postgres
from siharat.evaluate.rules import Targets
from siharat.exchange.post import GuardedPost
from siharat.kernel import Clock, Identity, Keyring, Problem
from siharat.people import wilayah
from siharat.ring.budget import Budget
from siharat.ring.channels import Channel
from siharat.ring.channels.ntfy import Ntfy
from siharat.ring.channels.sms import Sms
from siharat.ring.channels.sms.gateway import Gateway
from siharat.ring.channels.sms.spool import Spool
from siharat.ring.channels.voice import Voice, dial_plan, patience, trunk
from siharat.ring.channels.web_push import WebPush
from siharat.ring.patience import Patience
from siharat.ring.posting import Postman
from siharat.settings import Settings
from siharat.watch.outside import Addresses, read_addresses, read_devices
from siharat.web.routing import Routing
from siharat.web.services import WebSettings
from siharat.web.tiles import Tiles, read_tiles

SMS_PATIENCE = Patience(tries=2, try_s=8.0)
"""A try that was not answered may have been sent and paid all the same: not often again."""


def real_bus(settings: Settings) -> Bus:
    """Between several processes the doorbell rings through their database."""
    if settings.bus_kind == "inprocess":
        return InProcessBus()
    if settings.bus_kind != "postgres":
        raise Problem(422, "settings", f"SIHARAT_BUS={settings.bus} is unknown: inprocess or postgres.")
    if not is_postgres(settings.database_url):
        raise Problem(422, "settings", "SIHARAT_BUS=postgres needs SIHARAT_DATABASE=postgresql://…")
    return PostgresBus(settings.database_url)


def real_post(settings: Settings) -> GuardedPost:
    try:
        return GuardedPost(settings.webhook_hosts.split())
    except ValueError as error:
        raise Problem(500, "settings", f"A setting cannot be used: SIHARAT_WEBHOOK_HOSTS: {error}.") from error


def real_channels(settings: Settings, clock: Clock, identity: Identity, keys: Keyring) -> list[Channel]:
    """The ways out of the house. Adding a channel touches this place and its own folder."""
    vapid = keys.derive("vapid")
    hosts = settings.push_hosts.split()
    channels: list[Channel] = [WebPush(clock, identity, vapid, settings.contact, hosts, monotonic=clock.monotonic)]
    try:
        if settings.ntfy_server:
            channels.append(Ntfy(settings.ntfy_server, settings.ntfy_token, settings.origin, identity,
                                 monotonic=clock.monotonic))
        if settings.sms_spool or settings.sms_url:
            channels.append(_sms(settings, clock, identity))
    except ValueError as error:
        raise Problem(500, "settings", f"A setting cannot be used: {error}.") from error
    if settings.voice_trunk:
        channels.append(_voice(settings, clock))
    return channels


def _sms(settings: Settings, clock: Clock, identity: Identity) -> Sms:
    """Raises ``ValueError`` that names the setting."""
    if settings.sms_spool and settings.sms_url:
        raise ValueError("SIHARAT_SMS_SPOOL and SIHARAT_SMS_URL are two roads; set one")
    fields = settings.sms_fields.split()
    if len(fields) != 2 or settings.sms_per_day < 1:
        raise ValueError("SIHARAT_SMS_FIELDS names two fields, and SIHARAT_SMS_PER_DAY is at least 1")
    road = (Spool(Path(settings.sms_spool), clock, identity) if settings.sms_spool else
            Gateway(settings.sms_url, settings.sms_method, settings.sms_headers, settings.sms_body))
    budget = Budget(settings.folder / "sms", settings.sms_per_day, clock, wilayah.TIMEZONE)
    return Sms(road, budget, Postman(clock.monotonic, lambda: identity.below(1_000) / 999, SMS_PATIENCE),
               settings.sms_numbers.split(), silence=settings.sms_silence, secret=settings.sms_secret,
               fields=(fields[0], fields[1]), new_name=identity.uuid7,
               station=next(iter(read_numbers("sms_intake", settings.sms_intake).values()), None))


def _voice(settings: Settings, clock: Clock) -> Voice:
    if settings.voice_per_day < 1:
        raise Problem(500, "settings", "A setting cannot be used: SIHARAT_VOICE_PER_DAY is at least 1.")
    way_out = trunk(trunk=settings.voice_trunk, user=settings.voice_user, password=settings.voice_password,
                    number=settings.voice_number, lines=settings.voice_lines, per_second=settings.voice_per_second,
                    listen=settings.voice_listen)
    return Voice(settings.folder / "voice", way_out, dial_plan(settings.voice_prefixes, settings.voice_spelling),
                 Budget(settings.folder / "voice", settings.voice_per_day, clock, wilayah.TIMEZONE),
                 patience(settings.voice_ring_s), settings.voice_station or None)


def real_routing(settings: Settings, clock: Clock) -> Routing:
    try:
        return Routing(settings.routing, clock)
    except ValueError as error:
        raise Problem(500, "settings", f"A setting cannot be used: {error}.") from error


def told_outside(settings: Settings) -> Addresses:
    return read_addresses(settings.audit_heartbeat, settings.audit_webhook, settings.audit_phones)


def web_settings(settings: Settings) -> WebSettings:
    return WebSettings(
        data=settings.data, secure=settings.secure, origin=settings.origin, metrics_token=settings.metrics_token,
        sms_intake=_numbers("sms_intake", settings.sms_intake),
        targets=Targets.read(settings.answer_within, settings.arrive_within),
        test_devices=read_devices("audit_devices", settings.audit_devices), tiles=_tiles(settings),
        least_free_bytes=settings.audit_free_mb * 1024 * 1024)


def _numbers(setting: str, text: str) -> dict[str, str]:
    try:
        return read_numbers(setting, text)
    except ValueError as error:
        raise Problem(500, "settings", f"A setting cannot be used: {error}.") from error


def _tiles(settings: Settings) -> Tiles:
    """A file that cannot be used costs nobody the alarm: ``siharat doctor`` says so, and the map does without."""
    try:
        return read_tiles(settings.map_tiles, settings.map_attribution)
    except ValueError as error:
        raise Problem(500, "settings", f"A setting cannot be used: {error}.") from error
