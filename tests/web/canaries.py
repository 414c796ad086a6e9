"""An evening in Banjarmasin in which everything that can be written down bears a mark: its canaries.

It plays before anybody is in the house next door, so that every sealed field of the database is theirs; ``unmarked``
says which of them would not sing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text

from siharat.alarm import marks
from siharat.attach import store as attachments
from siharat.broadcast import actions as broadcasts
from siharat.broadcast.rules import read_wish
from siharat.close import actions as closing
from siharat.close import afterwards
from siharat.db.schema import metadata
from siharat.desk import actions as desk
from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.drill.rules import Rhythm
from siharat.escort import actions as escort
from siharat.exchange import actions as exchange
from siharat.exchange import sources
from siharat.incident import store as incidents
from siharat.people import changes, giving, officers, reviewing, roster, sessions
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.people.officers import NewOfficer
from siharat.people.roster_rules import Rotation
from siharat.report import desk as reports
from siharat.report import tasks
from siharat.rights import actions as rights
from siharat.rights import holding
from siharat.setup import store as setup
from tests.story.cast import BANJARMASIN, Officer, Stage
from tests.story.conftest import settle_in
from tests.story.reporting import send
from tests.web.access_bodies import CAST
from tests.web.world import deed_of

THEIRS = "63.71"
CANARY = "Kenari"
NUMBERS = "9999123"
"""In every telephone number of theirs."""
CANNOT_SING = {"pins.box": "hashes", "password.box": "a hash", "press_key.key": "random", "webhook.secret": "random",
               "source.secret": "random"}
"""Sealed fields that hold nobody's words."""


@dataclass
class Evening:
    stage: Stage
    words: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """As the paths of the access table call them."""
    small: dict[str, str] = field(default_factory=dict)
    """Those that are numbers, which may stand anywhere."""
    people: dict[str, Officer] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(100))

    def __post_init__(self) -> None:
        for role in ("officer", "operator", "administrator", "chief"):
            self.people[role] = self.write(lambda tx, role=role: self.hire(tx, role))
        self.alarm()
        self.another_alarm()
        self.report()
        self.escort()
        self.rehearse()
        self.find_ids()

    @property
    def marks(self) -> set[str]:
        """What nobody next door may ever read: every word, number, secret, id and code of theirs."""
        return {CANARY, NUMBERS, *self.words, *self.ids.values()} - {THEIRS}

    def word(self) -> str:
        """A word that stands nowhere else."""
        self.words.append(f"{CANARY}{next(self.numbers)}")
        return self.words[-1]

    def number(self) -> str:
        return f"+62812{NUMBERS}{next(self.numbers)}"

    def write(self, work: Any) -> Any:
        return self.stage.do(self.stage.app.services.db.write(work))

    def as_(self, tx: Any, role: str) -> OfficerCaller:
        return sessions.officer_caller(tx, self.people[role].id)

    def hire(self, tx: Any, role: str) -> Officer:
        new = NewOfficer(self.word(), self.word(), self.word(), self.number(), self.word(), officers.check_role(role))
        (officer,) = officers.add(tx, THEIRS, [new])
        officers.add_device(tx, officer, "web_push", f"https://push.test/{self.word()}")
        tx.run(text("""INSERT INTO passkey (id, officer, public_key, sign_count, name, made_at)
            VALUES (:id, :officer, 'x', 0, :name, 0)"""), id=self.word(), officer=officer, name=self.word())
        token = sessions.open_session(tx, "officer", officer)
        tx.run(text("INSERT INTO sign_in (digest, door, method, agent) VALUES (:digest, 'komando', 'passkey', :agent)"),
               digest=sessions.digest(token), agent=self.word())
        return Officer(self.stage, officer, f"{new.rank} {new.name}", token)

    def citizen(self) -> Any:
        found = settle_in(self.stage, self.word(), self.number())
        self.words += [found.id, found.token]
        return found

    def alarm(self) -> None:
        """Pressed, taken, looked at, marked, held, closed, corrected, amended."""
        officer, operator, citizen = self.people["officer"], self.people["operator"], self.citizen()
        officer.opens_phone()
        pressed = citizen.presses(BANJARMASIN, note=self.word())["incident"]
        incident = pressed["id"]
        citizen.presses({"lat": self.word(), "lon": "?"})
        self.ids |= {"incident_id": incident, "code_of_it": pressed["code"]}
        assert officer.claims(incident).status == 200
        officer.taps_the_number(incident)
        officer.says(incident, "reached")
        citizen.writes(incident, self.word())
        assert operator.act(incident, "identity", {"reason": self.word()}).status == 200
        officer.act(incident, "release", {"reason": self.word()})
        officer.claims(incident)
        self.write(lambda tx: desk.note(tx, self.as_(tx, "operator"), incident, self.word()))
        self.write(lambda tx: desk.refer(tx, self.as_(tx, "operator"), incident, "fire", self.word()))
        self.write(lambda tx: attachments.add(tx, self.word(), incident, "photo", "image/webp"))
        self.write(lambda tx: closing.close(tx, self.as_(tx, "officer"), incident, "false_alarm", self.word()))
        self.write(lambda tx: afterwards.correct(tx, CitizenCaller(citizen.id), incident, self.word()))
        self.write(lambda tx: holding.hold(tx, self.as_(tx, "operator"), incident, self.word()))
        self.write(lambda tx: marks.mark(tx, self.as_(tx, "operator"), incident, self.word(), 7))
        self.write(lambda tx: marks.appeal(tx, CitizenCaller(citizen.id), self.word()))
        look = self.write(lambda tx: reviewing.looks(tx, self.as_(tx, "chief"))[-1])
        self.write(lambda tx: reviewing.judge(tx, self.as_(tx, "chief"), look.id, "wrong", self.word()))
        self.write(lambda tx: rights.erase(tx, CitizenCaller(citizen.id)))
        wish = self.write(lambda tx: tx.value(text("SELECT id FROM erasure")))
        self.write(lambda tx: rights.decide(tx, self.as_(tx, "administrator"), wish, False, self.word()))
        self.write(lambda tx: closing.amend(tx, self.as_(tx, "operator"), incident, "unfounded", self.word()))

    def another_alarm(self) -> None:
        """Of somebody else; it stays open."""
        citizen, officer = self.citizen(), self.people["officer"]
        pressed = citizen.presses(BANJARMASIN, note=self.word())["incident"]
        self.words += [pressed["id"], pressed["code"], self.locality(pressed["id"])]
        officer.claims(pressed["id"])
        citizen.writes(pressed["id"], self.word())
        self.people["operator"].act(pressed["id"], "notes", {"text": self.word()})
        self.people["operator"].act(pressed["id"], "identity", {"reason": self.word()})
        officer.act(pressed["id"], "release", {"reason": self.word()})

    def locality(self, incident: str) -> str:
        return str(self.write(lambda tx: incidents.get(tx, incident)).locality)

    def report(self) -> None:
        """Sent under a name, answered, and looked into by a patrol; and the desk's own task."""
        there = {"lat": str(BANJARMASIN["lat"]), "lon": str(BANJARMASIN["lon"])}
        sent = send(self.stage, self.citizen().token, text=self.word(), place=self.word(), **there)
        assert sent.status == 201, sent
        self.words += [sent["code"], sent["case_key"]]
        report = self.write(lambda tx: str(tx.value(text("SELECT id FROM report"))))
        self.write(lambda tx: reports.answer(tx, self.as_(tx, "operator"), report, self.word()))
        made = {"what": self.word(), "place": self.word()}
        task = self.write(lambda tx: tasks.make(tx, self.as_(tx, "operator"), report, made))
        self.write(lambda tx: tasks.take(tx, self.as_(tx, "officer"), task))
        self.write(lambda tx: tasks.finish(tx, self.as_(tx, "officer"), task, "nothing", self.word()))
        self.ids |= {"report_id": report, "task_id": self.write(
            lambda tx: tasks.make(tx, self.as_(tx, "operator"), None, {"what": self.word(), "place": self.word()}))}

    def escort(self) -> None:
        who = self.citizen()
        self.write(lambda tx: escort.begin(tx, CitizenCaller(who.id), 15, self.word(), False))

    def rehearse(self) -> None:
        """A roster, a role, a plan of drills; what an administrator does, and a citizen's phone that is warned."""
        team = self.word()
        members = {team: [self.people["officer"].id]}
        turns = Rotation(date(2027, 1, 1), 480, 24, (team,), "Asia/Makassar")
        self.write(lambda tx: roster.set_rotation(tx, THEIRS, turns, members))
        self.write(lambda tx: giving.set_role(tx, self.as_(tx, "administrator"), self.people["chief"].id, "officer"))
        self.write(lambda tx: giving.set_role(tx, None, self.people["chief"].id, "chief"))
        self.write(lambda tx: changes.note(tx, THEIRS, "renamed", self.as_(tx, "administrator"), before=self.word()))
        hook, secret = self.write(lambda tx: exchange.add(tx, THEIRS, self.word(), f"https://{self.word()}.test/",
                                                          ["incident.amended"], None))
        source, other = self.write(lambda tx: sources.add(tx, THEIRS, self.word(), None))
        self.words += [secret, other]
        self.ids |= {"source_id": source, "webhook_id": hook}
        self.write(lambda tx: setup.put_draft(tx, THEIRS, "of no page", self.word(), self.people["administrator"].id))
        wish = read_wish(CAST | {"headline": self.word(), "around": f"{self.word()} Banjarmasin Tengah"})
        self.ids["broadcast_id"] = self.write(lambda tx: broadcasts.write(
            tx, self.as_(tx, "operator"), wish, broadcasts.choose(tx, self.as_(tx, "operator"), wish)))
        warned = {"subscription": self.word(), "station": THEIRS}
        assert self.stage.call("POST", "/api/v1/warned-phones", warned).status == 201
        self.ids["plan_id"] = self.write(lambda tx: drill.plan(tx, THEIRS, "system", True, Rhythm("week", 0, 540)))
        self.ids["drill_id"] = self.ids["incident_id"]
        if ran := self.write(lambda tx: drills.running(tx, THEIRS)):
            self.ids["drill_id"] = ran

    def find_ids(self) -> None:
        ask = {"mark_id": "SELECT id FROM device_mark", "wish_id": "SELECT id FROM erasure",
               "passkey_id": "SELECT id FROM passkey", "name": "SELECT id FROM attachment",
               "change_id": "SELECT max(id) FROM duty_change", "look_id": "SELECT max(id) FROM look",
               "ring_id": "SELECT max(id) FROM ring", "device_id": "SELECT max(id) FROM device"}
        found = {name: self.write(lambda tx, said=said: tx.value(text(said))) for name, said in ask.items()}
        self.small = {name: str(value) for name, value in found.items() if not isinstance(value, str)}
        self.ids |= {name: value for name, value in found.items() if isinstance(value, str)}
        self.ids["officer_id"] = self.people["officer"].id
        self.ids["session_id"] = sessions.digest(self.people["officer"].token)[:16]

    def fill(self, path: str) -> str:
        """The path with what is theirs."""
        return path.format(**self.ids, **self.small, photo_id="x", phone_id="1", delivery_id="x", code=THEIRS,
                           station_code=THEIRS, month="2026-10", kind="pdf", deed=deed_of(path))


def unmarked(stage: Stage) -> list[str]:
    """Sealed fields in which nothing of theirs stands: what they hold would be missed if it crossed."""
    def work(tx: Any) -> list[str]:
        silent = []
        for table in metadata.sorted_tables:
            for column in table.columns:
                seal = column.info.get("sealed")
                if seal is None or f"{table.name}.{column.name}" in CANNOT_SING:
                    continue
                rows = tx.all(text(f"SELECT {column.name} AS box FROM {table.name} WHERE {column.name} IS NOT NULL"))
                said = [tx.keys.unseal(row.box, seal) for row in rows]
                if not any(CANARY in each or NUMBERS in each for each in said):
                    silent.append(f"{table.name}.{column.name}")
        return silent

    return list(stage.do(stage.app.services.db.read(work)))
