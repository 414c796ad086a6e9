"""Somebody stands beside the citizen: what is cancelled by force looks cancelled, and officers know better.

The same story is played from one seed in houses that differ in one thing, the PIN that is typed. Whatever leaves the
house towards the citizen is kept on a tape, byte for byte, and the tapes must be equal.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field

import pytest

from siharat.incident import log
from siharat.incident.log import Entry
from siharat.respond import actions as respond
from siharat.web.api import telling
from tests.conftest import play
from tests.story.cast import LOKTABAT, scope
from tests.story.conftest import hire

MISTAKE, DURESS = "4821", "91735"
TYPED = {"mistake": MISTAKE, "forced": DURESS, "unproved": "1111", "none": None}
REFUSED = 422


@dataclass
class Tape:
    """The citizen's phone, in somebody else's hands: all that it is ever sent."""

    stage: object
    token: str = ""
    heard: list = field(default_factory=list)

    def ask(self, method, path, body=None, page=False):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else b""
        kind = {"content-type": "application/x-www-form-urlencoded"} if page else {}
        asked = scope(method, path, None if page else self.token, kind)
        if page and self.token:
            asked["headers"].append((b"cookie", f"siharat_warga={self.token}".encode()))
        sent, inbox = [], [{"type": "http.request", "body": data, "more_body": False}]

        async def receive():
            return inbox.pop() if inbox else {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        self.stage.do(self.stage.app(asked, receive, send))
        answer = (sent[0]["status"], sorted(sent[0]["headers"]), b"".join(each.get("body", b"") for each in sent[1:]))
        self.heard.append((method, path, answer))
        return answer

    def read(self, method, path, body=None):
        return json.loads(self.ask(method, f"/api/v1{path}", body)[2])

    def listens(self, resume=None):
        """Opens the stream for good. ``resume``: a ``Last-Event-ID``."""
        said = []
        self.heard.append(("stream", resume, said))

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            said.append((message.get("body"), message.get("status"), message.get("headers")))

        headers = {"last-event-id": str(resume)} if resume else {}
        self.task = self.stage.loop.create_task(self.stage.app(scope("GET", "/api/v1/stream", self.token, headers),
                                                               receive, send))
        self.stage.after(0.05)

    def forms(self, path, **said):
        csrf = self.csrf()
        body = "&".join([f"csrf={csrf}", *(f"{name}={value}" for name, value in said.items() if value is not None)])
        return self.ask("POST", path, body, page=True)

    def csrf(self):
        page = self.ask("GET", "/", page=True)[2].decode()
        return page.partition('name="csrf" content="')[2].partition('"')[0]


def settle(stage, pins=True):
    tape = Tape(stage)
    answer = tape.read("POST", "/citizens", {"phone": "+6281234567731", "name": "Siti Aisyah"})
    tape.token = answer["token"]
    if pins:
        assert tape.ask("PUT", "/api/v1/pins", {"mistake": MISTAKE, "duress": DURESS})[0] == 204
    return tape


def presses(tape, number=1, **more):
    press = {"id": str(uuid.UUID(int=number, version=4)), "location": LOKTABAT, "mode": "loud", **more}
    return tape.read("POST", "/alarms", press)["incident"]["id"]


def cancels(tape, incident, pin):
    return tape.ask("POST", f"/api/v1/incidents/{incident}/cancel", {} if pin is None else {"pin": pin})


def looks_everywhere(tape, incident):
    """Everything a stranger with the phone in hand could think of."""
    for path in ("/api/v1/incidents", f"/api/v1/incidents/{incident}", "/api/v1/incidents?status=on_scene",
                 "/api/v1/incidents?status=claimed", "/api/v1/pins", "/api/v1/me", "/api/v1/mark"):
        tape.ask("GET", path)
    for path in ("/", "/pengaturan"):
        tape.ask("GET", path, page=True)
    tape.listens(resume=1)
    tape.listens()


def whole_story(stage, kind, without_script):
    """From the press to long after the close, with a cancel in it. What officers do, they do in every house."""
    andi, dewi = hire(stage, "63.72", "Bripka", "Andi Saputra"), hire(stage, "63.72", "Aiptu", "Dewi", "operator")
    andi.opens_phone()
    tape = settle(stage)
    tape.listens()
    incident = presses(tape)
    stage.after(3)
    if without_script:
        tape.forms("/batal", pin=TYPED[kind])
    else:
        cancels(tape, incident, TYPED[kind])
    looks_everywhere(tape, incident)
    stage.after(7)
    andi.claims(incident)
    looks_everywhere(tape, incident)
    for step in ("en_route", "on_scene"):
        andi.moves(incident, step)
        looks_everywhere(tape, incident)
    cancels(tape, incident, TYPED[kind])
    presses(tape, 1)  # the phone retries its first press
    tape.read("POST", f"/incidents/{incident}/messages", {"text": "semua baik"})
    caution = andi.sees(incident)["caution"]
    andi.moves(incident, "clear")
    assert andi.closes(incident, "genuine").status == 200
    cancels(tape, incident, TYPED[kind])
    looks_everywhere(tape, incident)
    stage.after(20)
    looks_everywhere(tape, incident)
    return tape.heard, caution, dewi.timeline(incident)


def told_to(heard):
    """What the stream and the API said, without the pages, which know every word."""
    streams = [body for each in heard if each[0] == "stream" for body, _, _ in each[2] if body]
    return b"".join([*streams, *(each[2][2] for each in heard if each[1] and "/api/" in str(each[1]))])


@pytest.fixture
def house(tmp_path, postgres_url_maker, request):
    """``house(kind)``: the story from the same seed in a house of its own."""

    def played(kind, dialect, without_script=False):
        url = "sqlite:///:memory:" if dialect == "sqlite" else postgres_url_maker()
        with play(url, tmp_path / f"{kind}{without_script}") as stage:
            return whole_story(stage, kind, without_script)

    return played


@pytest.mark.parametrize(("dialect", "without_script"), [("sqlite", False), ("sqlite", True), ("postgresql", False)])
def test_no_byte_tells_what_the_pin_said(house, dialect, without_script):
    kinds = TYPED if dialect == "sqlite" else ("mistake", "forced")
    tapes = {kind: house(kind, dialect, without_script) for kind in kinds}
    for kind in kinds:
        for mine, other in zip(tapes[kind][0], tapes["mistake"][0], strict=True):
            assert mine == other, kind
    assert {kind: caution for kind, (_, caution, _) in tapes.items()} == {
        kind: "forced" if kind == "forced" else "" for kind in kinds}, "and officers know"
    assert {kind: told.count("cancelled") for kind, (_, _, told) in tapes.items()} == dict.fromkeys(kinds, 2)
    assert not [word for word in (b"event: en_route", b"event: on_scene", b'"status":"responding"', b'"on_scene"')
                if word in told_to(tapes["mistake"][0])], "nobody who looks at that screen learns that they come"


def one_line_more(monkeypatch):
    """A line of its own for the truth: the next position, which the stream shows, is another."""
    honest = respond.cancel

    def cancel(tx, caller, incident_id, how):
        honest(tx, caller, incident_id, how)
        if how == "forced":
            log.append(tx, ("63.72",), incident_id, "system", Entry("duress", {}))

    monkeypatch.setattr(respond, "cancel", cancel)


def one_word_more(monkeypatch):
    """What officers are told of an incident, told to its citizen too."""
    honest = telling.brief
    monkeypatch.setattr(telling, "brief", lambda incident: {**honest(incident), "how": incident.cancelled_how})


def one_look_less(monkeypatch):
    """After a calm cancel the citizen sees officers come, after a forced one not."""
    monkeypatch.setattr(telling, "_since_cancelled", lambda line, incident: incident.caution == "forced")


@pytest.mark.parametrize("plant", [one_line_more, one_word_more, one_look_less])
def test_negative_control_a_house_that_tells_is_found(house, plant, monkeypatch):
    plant(monkeypatch)
    assert house("mistake", "sqlite")[0] != house("forced", "sqlite")[0]


# What officers see


@pytest.fixture
def taped(stage):
    return settle(stage)


def test_officers_and_the_desk_are_told_before_anything_else(stage, taped, andi, rahmat, dewi, hasan):
    andi.opens_phone()
    incident = presses(taped)
    cancels(taped, incident, DURESS)
    change = andi.phone.of("incident")[-1]
    assert (change["change"], change["caution"], change["cancelled_how"]) == ("cancelled", "forced", "forced")
    stage.after(6)
    assert andi.phone.of("alarm")[-1]["caution"] == "forced", "every further wave says it"
    assert hasan.sees(incident).status == 404, "and nobody else"
    page = stage.call("GET", f"/petugas/kejadian/{incident}", None, None, {"cookie": f"siharat_petugas={andi.token}"})
    assert "Jangan menelepon, jangan menulis: datang." in page.body
    assert "AMBIL &amp; DATANG" in page.body
    board = stage.call("GET", f"/komando?kejadian={incident}", None, None, {"cookie": f"siharat_komando={dewi.token}"})
    assert "Dibatalkan di bawah paksaan" in board.body
    (line,) = [each for each in dewi.sees(incident)["timeline"] if each["kind"] == "cancelled"]
    assert line["how"] == "forced"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("typed", "stands"), [
    ([None], "unproved"), (["1111"], "unproved"), ([MISTAKE], "mistake"), ([DURESS], "forced"),
    (["1111", MISTAKE], "mistake"), ([MISTAKE, DURESS], "forced"), ([DURESS, MISTAKE], "forced"),
    ([DURESS, None, "1111", MISTAKE], "forced"), ([DURESS, DURESS], "forced"), (["٩١٧٣٥"], "forced"),
    ([" 9173 5 "], "forced"), (["9" * 9], "unproved"), (["1111"] * 5 + [MISTAKE], "unproved"),
    (["1111"] * 5 + [DURESS], "forced"),
])
def test_the_last_word_stands_but_nothing_takes_back_that_somebody_was_forced(stage, taped, andi, typed, stands):
    incident = presses(taped)
    for pin in typed:
        assert cancels(taped, incident, pin)[0] == 200
    seen = andi.sees(incident)
    assert (seen["cancelled_how"], seen["status"]) == (stands, "ringing"), "a mark, never an end"
    assert [line["kind"] for line in seen["timeline"]].count("cancelled") == len(typed), "each has its line"
    assert list(stage.do(stage.app.services.db.read(lambda tx: list(log.verify(tx)))))[-1] > 0, "and the book holds"


def test_a_forced_word_outlives_a_new_press_and_a_calm_one_does_not(stage, taped, andi):
    incident = presses(taped)
    cancels(taped, incident, MISTAKE)
    assert presses(taped, 2) == incident
    assert andi.sees(incident)["cancelled_at"] is None, "who presses again is not safe"
    cancels(taped, incident, DURESS)
    presses(taped, 3)
    assert (andi.sees(incident)["cancelled_at"], andi.sees(incident)["caution"]) == (None, "forced")


def test_without_pins_a_cancel_is_what_it_was(stage, andi):
    tape = settle(stage, pins=False)
    incident = presses(tape)
    cancels(tape, incident, None)
    assert andi.sees(incident)["cancelled_how"] == "said"
    cancels(tape, incident, "1234")
    assert andi.sees(incident)["cancelled_how"] == "unproved", "somebody believes that there is a PIN"


def test_pins_are_set_in_calm_differ_and_stand_nowhere(stage, taped, andi):
    for mistake, duress, field_ in [("123", "4567", "mistake"), ("1234", "1234", "duress"), ("12a4", "5678", "mistake"),
                                    ("1234", "123456789", "duress"), ("12 34", "١٢٣٤", "duress")]:
        answer = taped.ask("PUT", "/api/v1/pins", {"mistake": mistake, "duress": duress})
        assert (answer[0], json.loads(answer[2])["field"]) == (REFUSED, field_)
        assert duress.encode() not in answer[2]
    assert taped.read("GET", "/pins") == {"set": True}
    incident = presses(taped)
    for method, body in (("PUT", {"mistake": "1234", "duress": "5678"}), ("DELETE", None)):
        assert taped.ask(method, "/api/v1/pins", body)[0] == 409, "not while it is open"
    cancels(taped, incident, DURESS)
    assert andi.sees(incident)["caution"] == "forced"
    andi.closes(incident)
    assert taped.forms("/pengaturan/pin", mistake="2468", duress="8642")[0] == 303
    cancels(taped, presses(taped, 2), "8642")
    assert taped.forms("/pengaturan/pin/hapus")[0] == 409


def test_whoever_has_taken_it_hears_it_with_the_page_closed(tmp_path):
    from tests.story.test_08_by_push_too import PushService

    push = PushService()
    with play("sqlite:///:memory:", tmp_path, channels=[push]) as stage:
        andi, rahmat = hire(stage, "63.72", "Bripka", "Andi Saputra"), hire(stage, "63.72", "Aipda", "Rahmat")
        for officer in (andi, rahmat):
            stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": officer.name}, officer.token)
        tape = settle(stage)
        incident = presses(tape)
        andi.claims(incident)
        for pin in (MISTAKE, MISTAKE, DURESS, DURESS):
            cancels(tape, incident, pin)
        told = [(each.address, json.loads(each.body)) for each in push.carried if b'"cancelled"' in each.body]
        assert [(body["why"], body["caution"]) for _, body in told] == [("mistake", ""), ("forced", "forced")]
        assert len({address for address, _ in told}) == 1, "who works on it, and nobody else"
