"""How this installation is run: ``SIHARAT_*`` variables over a TOML file over defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from siharat.kernel import Problem


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is a variable ``SIHARAT_NAME`` and a key ``name`` of the file that ``SIHARAT_CONFIG``
    names."""

    data: str = "var/siharat"
    """The folder for keys, seals and photos. Back it up apart from the database: it opens the names."""
    database: str = ""
    """``sqlite:///path`` or ``postgresql://…``; empty: ``siharat.db`` in the data folder."""
    bus: str = ""
    """``inprocess`` or ``postgres``; empty: what fits the database."""
    host: str = "127.0.0.1"
    port: int = 8000
    secure: bool = False
    """Served behind HTTPS: cookies are marked ``Secure``. Switch it on everywhere but on localhost."""
    origin: str = ""
    """The address people type, such as ``https://siharat.example.id``: passkeys are bound to it."""
    contact: str = "mailto:admin@localhost"
    """Whom a push service may write to when our messages trouble it (RFC 8292)."""
    push_hosts: str = ""
    """Further push services, space-separated, beside those of the known browsers."""
    webhook_hosts: str = ""
    """Systems of your own network that webhooks may lead to, as whole origins, space-separated:
    ``http://10.0.0.5:8080``. All others must be public and speak HTTPS."""
    ntfy_server: str = ""
    """Such as ``https://ntfy.example.id``, your own or any; empty: no ntfy."""
    ntfy_token: str = ""
    """A secret: the access token with which we may write there. Empty where everybody may."""
    sms_spool: str = ""
    """The folder of ``gammu-smsd``, with ``inbox``, ``outbox``, ``sent`` and ``error`` in it; empty: no modem."""
    sms_url: str = ""
    """Of an SMS gateway, in place of a modem; empty: none."""
    sms_method: str = "POST"
    sms_headers: str = ""
    """For the gateway, one ``Name: value`` a line. Its key belongs here or into the body: a secret."""
    sms_body: str = '{"to": "{number}", "text": "{text}"}'
    """For the gateway, with ``{number}`` (or ``{digits}``: without the plus) and ``{text}``."""
    sms_secret: str = ""
    """What the gateway shows in the header ``Sms-Secret`` when it hands on a message; empty: none is taken."""
    sms_fields: str = "from text"
    """How the gateway names number and text of a message that it hands on."""
    sms_intake: str = ""
    """The numbers that citizens write to, and each one's station: ``+62812…=63.72``, space-separated. A modem's own
    number stands first. Empty: none is shown; what comes in rings all the same."""
    sms_numbers: str = "+628"
    """Beginnings of numbers that may be written to, space-separated: Indonesian mobiles."""
    sms_per_day: int = 200
    """Messages. What is over it fails aloud, and the alarm goes on by voice."""
    sms_silence: bool = False
    """Whether those whom an SMS rang are told by SMS that it is over. Each costs one more."""
    voice_trunk: str = ""
    """The SIP trunk or gateway that carries calls, such as ``sip.example.id:5060``. Empty: no voice."""
    voice_user: str = ""
    """Who registers there; empty: the trunk knows us by our address."""
    voice_password: str = ""
    voice_number: str = ""
    """Who calls, as the trunk knows it; empty: the user."""
    voice_station: str = ""
    """The station whose number this is, such as 63.72: whoever calls it raises an alarm, and is phoned back. Empty:
    calls are refused, and nothing more."""
    voice_lines: int = 4
    """Calls at a time that the trunk carries."""
    voice_per_second: float = 10.0
    """Calls begun in a second that the trunk takes."""
    voice_per_day: int = 1_000
    """Calls to officers that may be answered. What is over it only rings, which costs nothing."""
    voice_ring_s: float = 30.0
    """How long one phone rings before the next in the row gets the line."""
    voice_prefixes: str = ""
    """The dial plan: how numbers that may be phoned begin, space-separated. Empty: Indonesian mobile and
    landline. Premium and short numbers are never phoned."""
    voice_spelling: str = "+62812"
    """How the trunk wants numbers: ``+62812``, ``62812`` or ``0812``."""
    voice_listen: str = "0.0.0.0:0"
    """Where SIP is spoken; port 0 is any free one. A trunk that knows us by our address wants a fixed one."""

    audit: bool = True
    """``serve`` starts the auditor beside itself. Off where a unit file of its own starts ``siharat audit``."""
    audit_server: str = ""
    """Where the auditor finds the server; empty: on this machine, at ``port``."""
    audit_heartbeat: str = ""
    """An address of a heartbeat service outside, asked each minute while all is well: its silence is the alarm."""
    audit_webhook: str = ""
    """An address outside that is told in JSON (``text``) what is not well, and what is well again."""
    audit_phones: str = ""
    """Who is told too: ``sms=+62812… voice=+62812… ntfy=TOPIC``, space-separated."""
    audit_devices: str = ""
    """A test device for each channel, spelled the same way: rung quietly each minute, over paid channels daily."""
    audit_free_mb: int = 500
    """Less free disk than this is trouble."""
    metrics_token: str = ""
    """Who may read ``/metrics`` from elsewhere sends it as a bearer token. This machine itself needs none."""
    answer_within: int = 10
    """Seconds within which an alarm is to be taken. An evaluation says in how many cases it was."""
    arrive_within: str = "0:600 5:900 10:1500"
    """Within how many seconds an officer is to arrive, by kilometres from the station: ``km:seconds``, ascending."""
    map_tiles: str = ""
    """What lies under the live map: the path of a ``.pmtiles`` file, or an https address that ends with ``.pmtiles`` or
    has ``{z}``, ``{x}`` and ``{y}`` in it. Empty: the station's own areas alone, which need no network."""
    map_attribution: str = ""
    """Whom the map names as the source of its tiles, as their licence asks."""
    routing: str = ""
    """Of an OSRM server that knows the roads, such as ``http://127.0.0.1:5000``: whom to send is then listed by minutes
    on the road. Empty: by distance. It is told places of officers and incidents: run your own."""

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'siharat.db'}"

    @property
    def bus_kind(self) -> str:
        return self.bus or ("postgres" if self.database_url.startswith("postgresql") else "inprocess")


def load(environment: Mapping[str, str]) -> Settings:
    """Raises ``Problem`` naming the variable or key that cannot be used."""
    found: dict[str, object] = {}
    path = environment.get("SIHARAT_CONFIG")
    if path:
        try:
            found |= tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise Problem(500, "settings", f"SIHARAT_CONFIG={path} cannot be read: {error}") from error
    for field in msgspec.structs.fields(Settings):
        value = environment.get(f"SIHARAT_{field.name.upper()}")
        if value is not None:
            found[field.name] = value
    try:
        return msgspec.convert(found, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise Problem(500, "settings", f"A setting cannot be used: {error}") from error
