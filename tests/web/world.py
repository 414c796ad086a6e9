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
from siharat.incident import store as incidents
from siharat.people import leaving, officers, roster, sessions
from siharat.people.officers import NewOfficer
from siharat.report import actions as reports
from siharat.report import photos, tasks
from siharat.report.photos import Developed
from siharat.report.rules import NewReport
from tests.story.cast import LOKTABAT, Answer, Stage, request, scope
from tests.web.browser import HOST, Key

ALIVE = ("owner", "stranger", "officer", "colleague", "outsider", "desk", "province", "admin", "above", "beside")
DEAD = ("limited", "expired", "revoked", "left")
ROLES = ("nobody", *ALIVE, *DEAD)
"""``owner``: the citizen who pressed. ``stranger``: another citizen. ``officer``: of the station, who has claimed it
where somebody has. ``colleague``: of the same station. ``outsider``: of another. ``desk``: operator of the station.
``province``: operator above it. ``admin``, ``above``, ``beside``: administrators of the station, of the province, of
the other station. ``limited``: a session that a code on paper has opened. The rest were let in once."""

HERE, THERE, ABOVE = "63.72", "63.71", "63"
PLACES = {"officer": (HERE, "officer"), "colleague": (HERE, "officer"), "outsider": (THERE, "officer"),
          "desk": (HERE, "operator"), "province": (ABOVE, "operator"), "admin": (HERE, "administrator"),
          "above": (ABOVE, "administrator"), "beside": (THERE, "administrator"), "target": (HERE, "officer")}

EXPIRE = text("UPDATE session SET expires_at = made_at WHERE digest = :digest")
OWN_RING = text("""SELECT r.id FROM ring r JOIN device d ON d.id = r.device
    WHERE r.incident = :incident AND d.officer = :officer AND d.kind = 'in_app'""")
NEWEST_REPORT = text("""SELECT r.id FROM report r JOIN report_line l ON l.report = r.id
    ORDER BY l.id DESC LIMIT 1""")
UNKNOWN = "018f4e8a-0000-7000-8000-000000000000"


@dataclass
class World:
    stage: Stage
    ids: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        for role in PLACES:
            self.ids[role] = self.hire(role)

    def hire(self, role: str) -> str:
        station, rank = PLACES[role]
        number = next(self.numbers)
        new = NewOfficer(f"7{number:07d}", f"{role.title()} {number}", "Bripka", role=officers.check_role(rank))
        return str(self.write(lambda tx: officers.add(tx, station, [new]))[0])

    def nrp(self, role: str) -> str:
        return str(self.write(lambda tx: officers.get(tx, self.ids[role])).nrp)

    def write(self, work: Any) -> Any:
        return self.stage.do(self.stage.app.services.db.write(work))

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        return self.stage.call(method, f"/api/v1{path}", body, token)


@dataclass
class Scene:
    """One incident in one state, and a fresh session for whoever knocks."""

    world: World
    state: str
    tokens: dict[str, str] = field(default_factory=dict)
    incident: str = UNKNOWN
    code: str = ""
    number: str = ""
    passkey: str = ""
    photo: str = ""
    """Of the report that was made last."""

    def __post_init__(self) -> None:
        world = self.world
        for role in ("owner", "stranger"):
            answer = world.call("POST", "/citizens", {"phone": f"+62812{next(world.numbers):07d}",
                                                      "name": f"{role.title()} Rahasia"})
            self.tokens[role] = answer["token"]
        for role in PLACES:
            self.tokens[role] = self.session(role)
        if self.state == "drill":
            self.incident, self.code = self.drill()
            return
        pressed = world.call("POST", "/alarms", {"id": world.stage.app.services.identity.uuid7(),
                                                 "location": LOKTABAT, "mode": "loud"}, self.tokens["owner"])
        self.incident, self.code = pressed["incident"]["id"], pressed["incident"]["code"]
        for step in {"claimed": ["claim"], "closed": ["claim", "close"]}.get(self.state, []):
            done = world.call("POST", f"/incidents/{self.incident}/{step}",
                              {"disposition": "genuine"} if step == "close" else None, self.session("officer"))
            assert done.status == 200, done
        self.passkey = self.credential()

    def drill(self) -> tuple[str, str]:
        """A drill that runs here now; the one before it has ended."""
        before = self.world.write(lambda tx: drills.running(tx, HERE))
        if before:
            self.world.write(lambda tx: drill.end_at(tx, HERE))
        plan = self.world.write(lambda tx: drill.plan(tx, HERE, "system", True, None))
        found = self.world.write(lambda tx: incidents.get(tx, drills.of_plan(tx, plan)))
        return found.id, found.code

    def plan(self) -> str:
        return str(self.world.write(lambda tx: drill.plan(tx, HERE, "system", True, Rhythm("week", 0, 540))))

    def mark(self) -> str:
        """The device that pressed is marked."""
        desk = self.world.write(lambda tx: sessions.officer_caller(tx, self.world.ids["desk"]))
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
        desk, report = self.world.write(lambda tx: sessions.officer_caller(tx, self.world.ids["desk"])), self.report()
        said = {"what": "lihat parkiran", "photos": "1"}
        return str(self.world.write(lambda tx: tasks.make(tx, desk, report, said)))

    def broadcast(self, sent: bool) -> str:
        """What the desk says to citizens around the place of the incident; or a draft of it."""
        wish = read_wish({"status": "Actual", "event": "advice", "response": "Monitor", "urgency": "Future",
                          "severity": "Minor", "certainty": "Likely", "minutes": "60", "headline": "Imbauan",
                          "text": "Kunci motor Anda.", "where": "around", "around": "-3.44, 114.82", "km": "1"})
        desk = self.world.write(lambda tx: sessions.officer_caller(tx, self.world.ids["desk"]))
        found = str(self.world.write(lambda tx: broadcasts.write(tx, desk, wish, broadcasts.choose(tx, desk, wish))))
        if sent:
            self.world.write(lambda tx: broadcasts.send(tx, desk, found))
        return found

    def session(self, role: str, kind: sessions.Kind = "officer") -> str:
        return str(self.world.write(lambda tx: sessions.open_session(tx, kind, self.world.ids[role])))

    def token(self, role: str) -> str | None:
        """A session of that role. The dead ones were those of the officer who may do most here."""
        if role in self.tokens:
            return self.tokens[role]
        if role == "nobody":
            return None
        if role == "limited":
            return self.session("officer", "enrolment")
        token = self.session("admin")
        if role == "expired":
            self.world.write(lambda tx: tx.run(EXPIRE, digest=sessions.digest(token)))
        elif role == "revoked":
            self.world.write(lambda tx: sessions.revoke(tx, token))
        else:
            gone = self.world.hire("admin")
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
            VALUES (:id, :officer, 'x', 0, 'Ponsel', 0)"""), id=made, officer=self.world.ids["officer"]))
        self.world.write(lambda tx: tx.run(text("DELETE FROM passkey WHERE officer = :officer AND id <> :id"),
                                           id=made, officer=self.world.ids["officer"]))
        return made

    def fill(self, path: str) -> str:
        """The path with what this scene is about."""
        ids = {"incident_id": self.incident, "officer_id": self.world.ids["target"], "passkey_id": self.passkey,
               "session_id": sessions.digest(self.tokens["officer"])[:16], "ring_id": self.ring(),
               "drill_id": self.incident, "wish_id": "x", "plan_id": self.plan() if "{plan_id}" in path else "",
               "change_id": self.duty_change() if "{change_id}" in path else "",
               "mark_id": self.mark() if "{mark_id}" in path else "",
               "device_id": self.telephone() if "{device_id}" in path else "",
               "report_id": self.report() if "{report_id}" in path else "",
               "task_id": self.task() if "{task_id}" in path else "", "deed": deed_of(path),
               "name": self.attachment() if "{name}" in path else "", "code": "63.73", "month": "2026-10",
               "station_code": HERE, "kind": "pdf", "look_id": "999999", "phone_id": "1",
               "broadcast_id": self.broadcast(sent="komando" not in path) if "{broadcast_id}" in path else ""}
        return path.format(**ids, photo_id=self.photo)

    def ring(self) -> str:
        """The ring of the officer's own phone."""
        found = self.world.write(lambda tx: tx.value(OWN_RING, incident=self.incident,
                                                     officer=self.world.ids["officer"]))
        return str(found)

    def duty_change(self) -> str:
        """The officer is on duty for an hour."""
        now = self.world.stage.app.services.clock.now()
        return str(self.world.write(lambda tx: roster.change(tx, "63.72", self.world.ids["officer"], "on", now,
                                                             now + 3_600_000, "duty", self.world.ids["admin"])))

    def telephone(self) -> str:
        """A number of the officer's, rung by SMS."""
        return str(self.world.write(lambda tx: officers.add_device(tx, self.world.ids["officer"], "sms",
                                                                   "+6281234560001", paid=True)))

    def knock(self, role: str, method: str, path: str, body: Any) -> Answer:
        """The call as that role. A page's path means its cookie and its form."""
        token = self.token(role)
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
