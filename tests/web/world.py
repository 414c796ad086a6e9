"""Everybody who may knock, and something to knock for: what the access matrix is played with."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from siharat.alarm import marks
from siharat.attach import store as attachments
from siharat.broadcast import actions as broadcasts
from siharat.broadcast.rules import read_wish
from siharat.db import files
from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.drill.rules import Rhythm
from siharat.exchange import actions as exchange
from siharat.exchange import sources
from siharat.exchange import store as webhooks
from siharat.incident import store as incidents
from siharat.kernel.clock import DAY
from siharat.people import citizens, leaving, officers, roster, sessions
from siharat.people.officers import NewOfficer
from siharat.people.roles import ROLES, Right, Role, rights_of
from siharat.report import actions as reports
from siharat.report import photos, tasks
from siharat.report.photos import Developed
from siharat.report.rules import NewReport
from tests.story.cast import LOKTABAT, Answer, Stage, request, scope
from tests.web.browser import HOST, Key

HERE, THERE, ABOVE = "63.72", "63.71", "63"
PLACES = {"here": HERE, "there": THERE, "above": ABOVE}


@dataclass(frozen=True)
class Knocker:
    """Somebody who knocks. ``claimer``: has taken the incident where somebody has. ``feared``: its citizen fears them.
    A duty officer ``away`` is not on duty; the others are."""

    name: str
    place: str = ""
    role: Role | None = None
    away: bool = False
    feared: bool = False

    @property
    def station(self) -> str:
        return PLACES.get(self.place, "")

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.role, not self.away) if self.role else frozenset()

    def over(self, station: str) -> bool:
        """Whether that station is theirs, or below theirs."""
        return self.place == "above" or self.station == station


CITIZENS = (Knocker("owner"), Knocker("stranger"))
OFFICERS = (
    *(Knocker(f"{role}@{place}", place, role) for place in ("there", "here", "above") for role in ROLES),
    *(Knocker(f"away@{place}", place, "duty_officer", away=True) for place in ("there", "here", "above")),
    Knocker("claimer", "here", "officer"),
    Knocker("feared officer", "here", "officer", feared=True),
    Knocker("feared administrator", "here", "administrator", feared=True),
    Knocker("feared operator", "above", "operator", feared=True),
)
DEAD = tuple(map(Knocker, ("limited", "expired", "revoked", "left")))
"""``limited``: a session that a code on paper has opened. The others were let in once."""
NOBODY = Knocker("nobody")
KNOCKERS = (NOBODY, *CITIZENS, *OFFICERS, *DEAD)

EXPIRE = text("UPDATE session SET expires_at = made_at WHERE digest = :digest")
OWN_RING = text("""SELECT r.id FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident AND d.officer = :officer AND d.kind = 'in_app'""")
NEWEST_REPORT = text("""SELECT r.id FROM report r JOIN report_line l ON l.report = r.id
    ORDER BY l.id DESC LIMIT 1""")
UNKNOWN = "018f4e8a-0000-7000-8000-000000000000"


@dataclass
class World:
    """Both stations and the province, with one officer of each role in each."""

    stage: Stage
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.write(self.settle)
        self.ids["target"] = self.hire()

    def settle(self, tx: Any) -> None:
        for who in OFFICERS:
            self.ids[who.name] = self._add(tx, who.station, who.name, str(who.role))
            self.tokens[who.name] = sessions.open_session(tx, "officer", self.ids[who.name])
        for place, station in PLACES.items():
            boss = self.ids[f"administrator@{place}"]
            roster.change(tx, station, self.ids[f"duty_officer@{place}"], "on", tx.now, tx.now + DAY, "duty", boss)
        stranger = citizens.add(tx, f"+62812{next(self.numbers):07d}", "Stranger Rahasia")
        self.tokens["stranger"] = sessions.open_session(tx, "citizen", stranger)

    def _add(self, tx: Any, station: str, name: str, role: str) -> str:
        number = next(self.numbers)
        new = NewOfficer(f"7{number:07d}", f"{name.title()} {number}", "Bripka", role=officers.check_role(role))
        return officers.add(tx, station, [new])[0]

    def hire(self, role: str = "officer") -> str:
        """One more, here."""
        return str(self.write(lambda tx: self._add(tx, HERE, "target", role)))

    def nrp(self, name: str) -> str:
        return str(self.write(lambda tx: officers.get(tx, self.ids[name])).nrp)

    def write(self, work: Any) -> Any:
        return self.stage.do(self.stage.app.services.db.write(work))

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        return self.stage.call(method, f"/api/v1{path}", body, token)


@dataclass
class Scene:
    """One incident in one state. ``shared``: it concerns the other station as well."""

    world: World
    state: str
    shared: bool = False
    owner: str = ""
    incident: str = UNKNOWN
    code: str = ""
    number: str = ""
    passkey: str = ""
    photo: str = ""
    """Of the report that was made last."""

    def __post_init__(self) -> None:
        world = self.world
        self.owner = world.write(self._owner)
        world.write(_nothing_rings)
        if self.state == "drill":
            self.incident, self.code = self.drill()
            return
        pressed = world.call("POST", "/alarms", {"id": world.stage.app.services.identity.uuid7(),
                                                 "location": LOKTABAT, "mode": "loud"}, self.owner)
        self.incident, self.code = pressed["incident"]["id"], pressed["incident"]["code"]
        if self.shared:
            world.write(lambda tx: incidents.join(tx, incidents.get(tx, self.incident), THERE, rings=False))
        for step in {"claimed": ["claim"], "closed": ["claim", "close"]}.get(self.state, []):
            done = world.call("POST", f"/incidents/{self.incident}/{step}",
                              {"disposition": "genuine"} if step == "close" else None, world.tokens["claimer"])
            assert done.status == 200, done
        self.passkey = self.credential()

    def _owner(self, tx: Any) -> str:
        """Who presses, and fears three of them."""
        citizen = citizens.add(tx, f"+62812{next(self.world.numbers):07d}", "Owner Rahasia")
        feared = " ".join(self.world.ids[who.name] for who in OFFICERS if who.feared)
        tx.run(text("UPDATE citizen SET kept_from = :ids WHERE id = :id"), ids=feared, id=citizen)
        return sessions.open_session(tx, "citizen", citizen)

    def drill(self) -> tuple[str, str]:
        """A drill that runs here now."""
        plan = self.world.write(lambda tx: drill.plan(tx, HERE, "system", True, None))
        found = self.world.write(lambda tx: incidents.get(tx, drills.of_plan(tx, plan)))
        return found.id, found.code

    def plan(self) -> str:
        return str(self.world.write(lambda tx: drill.plan(tx, HERE, "system", True, Rhythm("week", 0, 540))))

    def mark(self) -> str:
        """The device that pressed is marked."""
        desk = self.world.write(lambda tx: sessions.officer_caller(tx, self.world.ids["operator@here"]))
        self.world.write(lambda tx: marks.mark(tx, desk, self.incident, "mengejek petugas", 7))
        return str(self.world.write(lambda tx: marks.listed(tx, desk))[0]["id"])

    def report(self) -> str:
        """A calm report of nobody's to this station."""
        new = NewReport(self.world.stage.app.services.identity.uuid7(), "nobody", "balap liar di pasar", "lainnya",
                        None, None, None, HERE, None, "")
        services = self.world.stage.app.services
        picture = photos.keep(Path(services.settings.data), services.keys, services.identity,
                              Developed(b"RIFF", 1, 1), 0)
        self.photo = picture.id
        self.world.write(lambda tx: reports.take_in(tx, new, None, [picture]))
        return str(self.world.write(lambda tx: tx.value(NEWEST_REPORT)))

    def attachment(self) -> str:
        """A photo that the citizen has shown."""
        services = self.world.stage.app.services
        name = files.keep(Path(services.settings.data), services.keys, services.identity, b"RIFF", 0)
        if self.incident == UNKNOWN:
            return name
        self.world.write(lambda tx: attachments.add(tx, name, self.incident, "photo", "image/webp"))
        return name

    def task(self) -> str:
        """Of a report, whose photo the desk shows to the patrol."""
        report, operator = self.report(), self.world.ids["operator@here"]
        desk = self.world.write(lambda tx: sessions.officer_caller(tx, operator))
        said = {"what": "lihat parkiran", "photos": "1"}
        return str(self.world.write(lambda tx: tasks.make(tx, desk, report, said)))

    def broadcast(self, sent: bool) -> str:
        """What the desk says to citizens around the place of the incident; or a draft of it."""
        wish = read_wish({"status": "Actual", "event": "advice", "response": "Monitor", "urgency": "Future",
                          "severity": "Minor", "certainty": "Likely", "minutes": "60", "headline": "Imbauan",
                          "text": "Kunci motor Anda.", "where": "around", "around": "-3.44, 114.82", "km": "1"})
        desk = self.world.write(lambda tx: sessions.officer_caller(tx, self.world.ids["operator@here"]))
        found = str(self.world.write(lambda tx: broadcasts.write(tx, desk, wish, broadcasts.choose(tx, desk, wish))))
        if sent:
            self.world.write(lambda tx: broadcasts.send(tx, desk, found))
        return found

    def session(self, name: str, kind: sessions.Kind = "officer") -> str:
        return str(self.world.write(lambda tx: sessions.open_session(tx, kind, self.world.ids[name])))

    def token(self, who: Knocker) -> str | None:
        """A session of theirs. The dead ones were those of the officer who may do most here."""
        if who is NOBODY:
            return None
        if who.name == "owner":
            return self.owner
        if who.name in self.world.tokens:
            return self.world.tokens[who.name]
        if who.name == "limited":
            return self.session("claimer", "enrolment")
        token = self.session("administrator@here")
        if who.name == "expired":
            self.world.write(lambda tx: tx.run(EXPIRE, digest=sessions.digest(token)))
        elif who.name == "revoked":
            self.world.write(lambda tx: sessions.revoke(tx, token))
        else:
            gone = self.world.hire("administrator")
            token = str(self.world.write(lambda tx: sessions.open_session(tx, "officer", gone)))
            self.world.write(lambda tx: leaving.deactivate(tx, None, gone))
            # A session that nobody thought of ending must not speak for somebody who has left.
            self.world.write(lambda tx: tx.run(text("UPDATE session SET revoked_at = NULL WHERE subject = :who"),
                                               who=gone))
        return token

    def credential(self) -> str:
        """A passkey of the officer, by its id."""
        key = Key()
        made = f"{key.id.hex()}"
        self.world.write(lambda tx: tx.run(text(
            """INSERT INTO passkey (id, officer, public_key, sign_count, name, made_at)
            VALUES (:id, :officer, 'x', 0, 'Ponsel', 0)"""), id=made, officer=self.world.ids["claimer"]))
        self.world.write(lambda tx: tx.run(text("DELETE FROM passkey WHERE officer = :officer AND id <> :id"),
                                           id=made, officer=self.world.ids["claimer"]))
        return made

    def fill(self, path: str) -> str:
        """The path with what this scene is about."""
        ids = {"incident_id": self.incident, "officer_id": self.world.ids["target"], "passkey_id": self.passkey,
               "session_id": sessions.digest(self.world.tokens["claimer"])[:16], "ring_id": self.ring(),
               "drill_id": self.incident, "wish_id": "x", "plan_id": self.plan() if "{plan_id}" in path else "",
               "change_id": self.duty_change() if "{change_id}" in path else "",
               "mark_id": self.mark() if "{mark_id}" in path else "",
               "device_id": self.telephone() if "{device_id}" in path else "",
               "report_id": self.report() if "{report_id}" in path else "",
               "task_id": self.task() if "{task_id}" in path else "", "deed": deed_of(path),
               "name": self.attachment() if "{name}" in path else "", "code": "63.73", "month": "2026-10",
               "station_code": HERE, "kind": "pdf", "look_id": "999999", "phone_id": "1",
               "source_id": self.connected("source") if "{source_id}" in path else "",
               "webhook_id": self.connected("webhook") if "{webhook_id}" in path else "",
               "delivery_id": self.connected("delivery") if "{delivery_id}" in path else "",
               "broadcast_id": self.broadcast(sent="komando" not in path) if "{broadcast_id}" in path else ""}
        return path.format(**ids, photo_id=self.photo)

    def connected(self, what: str) -> str:
        """Another system that the station knows: a source, a webhook, or a delivery that ended; one of each."""
        ids = self.world.ids
        if what not in ids:
            ids["source"] = self.world.write(lambda tx: sources.add(tx, HERE, "Pusat Alarm", None))[0]
            ids["webhook"] = self.world.write(lambda tx: exchange.add(
                tx, HERE, "Pusat Data", "https://hooks.example.id/x", ["incident.opened"], None))[0]
            ids["delivery"] = self.world.write(lambda tx: webhooks.write(tx, ids["webhook"], "test", None))
        self.world.write(lambda tx: tx.run(text("UPDATE delivery SET state = 'dead'")))
        return ids[what]

    def ring(self) -> str:
        """The ring of the officer's own phone."""
        found = self.world.write(lambda tx: tx.value(OWN_RING, incident=self.incident,
                                                     officer=self.world.ids["claimer"]))
        return str(found)

    def duty_change(self) -> str:
        """The officer is on duty for an hour."""
        now = self.world.stage.app.services.clock.now()
        whose, boss = self.world.ids["claimer"], self.world.ids["administrator@here"]
        return str(self.world.write(lambda tx: roster.change(tx, HERE, whose, "on", now, now + DAY, "duty", boss)))

    def telephone(self) -> str:
        """A number of the officer's, rung by SMS."""
        return str(self.world.write(lambda tx: officers.add_device(tx, self.world.ids["claimer"], "sms",
                                                                   "+6281234560001", paid=True)))

    def knock(self, who: Knocker, method: str, path: str, body: Any) -> Answer:
        """The call as they would make it. A page's path means its cookie and its form."""
        return self.knock_with(self.token(who), method, path, body)

    def knock_with(self, token: str | None, method: str, path: str, body: Any) -> Answer:
        if path.startswith("/api/v1/stream"):
            return self.world.stage.do(opened(self.world.stage.app, path, token))
        if path.startswith("/api/"):
            return self.world.stage.call(method, path, body, token)
        door = next((door for door in ("petugas", "komando", "polda") if path.startswith(f"/{door}")),
                    "komando" if path.startswith("/-/") else "warga")
        headers = {"host": HOST, "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        said = dict(body or {})
        if token:
            headers["cookie"] = f"siharat_{door}={token}"
            said["csrf"] = sessions.csrf_token(self.world.stage.app.services.keys, token)
        return self.world.stage.do(request(self.world.stage.app, method, path, urlencode(said).encode(), None, headers))


def _nothing_rings(tx: Any) -> None:
    """What rang in the scene before is over."""
    for station in PLACES.values():
        if drills.running(tx, station):
            drill.end_at(tx, station)
    tx.run(text("UPDATE incident SET status = 'closed', closed_at = :now WHERE closed_at IS NULL"), now=tx.now)


def deed_of(path: str) -> str:
    """What is tried of the many things that may be done there."""
    if "{task_id}" in path:
        return "take" if path.startswith("/api/") else "ambil"
    return "answer" if path.startswith("/api/") else "jawab"


async def opened(app: Any, path: str, token: str | None) -> Answer:
    """A stream that is left at once: whether it opens, and with what."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope("GET", path, token), receive, send)
    raw = b"".join(message.get("body", b"") for message in sent[1:])
    body = json.loads(raw) if sent[0]["status"] >= 400 else raw.decode()
    return Answer(sent[0]["status"], body, {})
