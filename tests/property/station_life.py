"""A random life of one station and its province, played over the public API, with what must always hold."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from siharat.drill import actions as drill
from siharat.kernel import Problem
from tests.property import invariants
from tests.property.desk_life import OFFICERS, DeskLife
from tests.property.ears import Ear, catch_up, flaws
from tests.property.house import House, enlist, enrol_watch
from tests.story.cast import AT_SEA, BANJARMASIN, LOKTABAT, Answer, Stage, request

CITIZENS = 3
PLACES = st.sampled_from([LOKTABAT, LOKTABAT, LOKTABAT, BANJARMASIN, AT_SEA, None, {"lat": "?"}])
citizens = st.integers(0, CITIZENS - 1)
officers = st.integers(0, OFFICERS - 1)
some = st.integers(0, 1_000)
DISPOSITIONS = ("genuine", "false_alarm", "accidental", "test")


class StationLife(DeskLife, RuleBasedStateMachine):
    """``make_house`` hands in a fresh database; ``last_words`` cleans it up."""

    make_house: Callable[[], House]

    def __init__(self) -> None:
        super().__init__()
        self.house = self.make_house()
        self.stage: Stage = self.house.open()
        self.acknowledged: dict[str, str] = {}
        self.press_of: dict[str, int] = {}
        self.received_at: dict[str, str] = {}
        self.drawn = 0

    @initialize()
    def everybody_comes(self) -> None:
        names = [("63.72", "Andi", "officer"), ("63.72", "Rahmat", "officer"), ("63.72", "Dewi", "operator"),
                 ("63", "Yusuf", "operator"), ("63.72", "Kepala", "administrator")]
        people = [self.house.write(enlist, station, "Bripka", name, role) for station, name, role in names]
        self.people = [officer for officer, _ in people]
        self.tokens = [token for _, token in people]
        self.house.write(enrol_watch, self.people[0])
        self.ears = [Ear(self.stage, token, station) for (station, *_), token in
                     zip(names, self.tokens, strict=True)]
        self.citizen_tokens: list[str] = []
        for number in range(CITIZENS):
            answer = self.call("POST", "/api/v1/citizens",
                               {"phone": f"0812 3456 77{number:02d}", "name": f"Warga {number}"})
            self.citizen_tokens.append(answer["token"])
            self.ears.append(Ear(self.stage, answer["token"], None, answer["citizen"]["id"]))
        for ear in self.ears:
            ear.listens([])

    # What people do

    @rule(citizen=citizens, place=PLACES, mode=st.sampled_from(["loud", "loud", "silent", "practice"]))
    def press(self, citizen: int, place: Any, mode: str) -> None:
        self.took(self.send(self.new_press(), citizen, place, mode), 201)

    @rule(number=some)
    def press_without_a_session(self, number: int) -> None:
        press, body = self.new_press(), {"phone": f"0813 0000 {number:04d}", "location": LOKTABAT}
        answers = [self.call("POST", "/api/v1/alarms", {"id": press, **body}, "expired") for _ in range(2)]
        assert [answer.status for answer in answers] == [201, 200], answers
        assert answers[0]["incident"]["id"] == answers[1]["incident"]["id"]
        self.acknowledged[press] = answers[0]["incident"]["id"]

    @rule(citizen=citizens, times=st.integers(2, 4))
    def press_several_times_at_once(self, citizen: int, times: int) -> None:
        """A phone that heard no answer sends the same press again and again."""
        press = self.new_press()
        answers = self.at_once([self.pressing(press, citizen) for _ in range(times)])
        assert sorted(answer.status for answer in answers) == [200] * (times - 1) + [201], answers
        for answer in answers:
            self.took(answer)

    @rule(station=st.sampled_from(["63.72", "63.72", "63"]))
    def drill(self, station: str) -> None:
        """The desk rehearses, or is told why not now."""
        with contextlib.suppress(Problem):
            self.stage.do(self.stage.app.services.db.write(drill.plan, station, "system", True, None))

    @precondition(lambda self: self.press_of)
    @rule(which=some)
    def retry_an_old_press(self, which: int) -> None:
        """However late, and whatever was pressed since: the same answer."""
        press = sorted(self.press_of)[which % len(self.press_of)]
        answer = self.send(press, self.press_of[press])
        assert (answer.status, answer["duplicate"]) == (200, True), answer
        assert answer["incident"]["id"] == self.acknowledged[press]
        assert answer["received_at"] == self.received_at[press]

    @precondition(lambda self: self.press_of)
    @rule(which=some, citizen=citizens)
    def use_the_id_of_somebody_else(self, which: int, citizen: int) -> None:
        press = sorted(self.press_of)[which % len(self.press_of)]
        if self.press_of[press] != citizen:
            answer = self.send(press, citizen)
            assert answer.status in (200, 201)
            assert answer["id"] != press
            self.acknowledged[answer["id"]] = answer["incident"]["id"]

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers)
    def claim(self, which: int, officer: int) -> None:
        self.act(officer, which, "claim", {}, {200, 404, 409})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some)
    def claim_all_at_once(self, which: int) -> None:
        path = f"/api/v1/incidents/{self.incident(which)}/claim"
        answers = self.at_once([request(self.stage.app, "POST", path, {}, token) for token in self.tokens])
        winners = sum(answer.status == 200 for answer in answers)
        assert winners <= 1, f"I2: {winners} winners: {answers}"

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers)
    def decline(self, which: int, officer: int) -> None:
        self.act(officer, which, "decline", {}, {204, 404, 409})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers)
    def release(self, which: int, officer: int) -> None:
        self.act(officer, which, "release", {"reason": "ban pecah"}, {204, 404, 409})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers, outcome=st.sampled_from(
        ["started", "started", "reached", "no_answer", "busy", "cannot_speak", "wrong_number"]))
    def call_back(self, which: int, officer: int, outcome: str) -> None:
        self.act(officer, which, "call-backs", {"outcome": outcome}, {201, 404, 409})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers, movement=st.sampled_from(["en_route", "on_scene", "clear"]))
    def move(self, which: int, officer: int, movement: str) -> None:
        self.act(officer, which, "movements", {"status": movement}, {201, 404, 409})

    @precondition(lambda self: self.acknowledged)
    @rule(which=some, officer=officers, disposition=st.sampled_from(DISPOSITIONS))
    def close(self, which: int, officer: int, disposition: str) -> None:
        self.act(officer, which, "close", {"disposition": disposition}, {200, 404, 409})

    @precondition(lambda self: self.press_of)
    @rule(which=some, what=st.sampled_from([("cancel", {}), ("messages", {"text": "tolong"}),
                                            ("locations", {"lat": -3.44, "lon": 114.83})]))
    def citizen_acts(self, which: int, what: tuple[str, dict[str, Any]]) -> None:
        press = sorted(self.press_of)[which % len(self.press_of)]
        path = f"/api/v1/incidents/{self.acknowledged[press]}/{what[0]}"
        answer = self.call("POST", path, what[1], self.citizen_tokens[self.press_of[press]])
        assert answer.status in (200, 201, 204, 409), answer

    # What the world does

    @rule(seconds=st.one_of(st.floats(0.1, 20), st.floats(20, 200)))
    def time_passes(self, seconds: float) -> None:
        rung_before = [len(parcel.alarms) for parcel in self.house.free]
        ringing = self.to_be_rung()
        self.stage.after(seconds)
        if seconds < invariants.REPEAT_MS / 1_000 + 4:
            return
        still = self.to_be_rung()  # a drill ends by itself
        for parcel, before in zip(self.house.free, rung_before, strict=True):
            rung = {incident for incident, _ in parcel.alarms[before:]}
            forgotten = (ringing[parcel.kind] & still[parcel.kind]) - rung
            assert parcel.does != "ok" or not forgotten, f"I3: {parcel.kind} works and did not ring {forgotten}"

    @rule(which=st.integers(0, 3), does=st.sampled_from(["ok", "fails", "gone", "raises", "slow"]))
    def a_channel_changes(self, which: int, does: str) -> None:
        self.house.parcels[which].does = does

    @rule(which=st.integers(0, OFFICERS + CITIZENS - 1))
    def a_stream_drops_or_resumes(self, which: int) -> None:
        ear = self.ears[which]
        if ear.is_open:
            ear.leaves()
        else:
            ear.listens(self.house.look(catch_up, ear))

    @rule(which=st.integers(0, OFFICERS - 1))
    def a_phone_stops_or_starts_to_answer(self, which: int) -> None:
        self.ears[which].answers = not self.ears[which].answers

    @rule(pause=st.floats(0, 30))
    def restart(self, pause: float) -> None:
        self.house.stop()
        self.come_back(pause)

    @rule(pause=st.floats(0, 30), citizen=citizens, turns=st.integers(0, 8))
    def crash_after_a_press(self, pause: float, citizen: int, turns: int) -> None:
        """Dead some turns of the loop after the press came in: answered or not, followed up or not."""
        press = self.new_press()
        task = self.house.loop.create_task(self.pressing(press, citizen))
        for _ in range(turns):
            self.house.loop.call_soon(self.house.loop.stop)
            self.house.loop.run_forever()
        if task.done():
            self.took(task.result(), 201)
        self.house.crash()
        if task.done() and not task.cancelled():
            task.exception()  # the phone hears nothing; it will ask again
        self.come_back(pause)
        if press not in self.press_of:
            self.took(self.send(press, citizen))

    @rule(citizen=citizens, pause=st.floats(0, 10))
    def crash_between_commit_and_answer(self, citizen: int, pause: float) -> None:
        """The press is stored, nobody knows; the phone asks again and finds it."""
        press = self.new_press()
        self.house.dies_after_the_next_commit()
        with pytest.raises(ConnectionError):
            self.house.loop.run_until_complete(self.pressing(press, citizen))
        self.house.crash()
        self.come_back(pause)
        answer = self.send(press, citizen)
        assert (answer.status, answer["duplicate"]) == (200, True), answer
        self.took(answer)

    # What must hold after every step

    @invariant()
    def the_books_are_in_order(self) -> None:
        flaws = self.house.look(_flaws, self.acknowledged)
        assert not flaws, flaws

    @invariant()
    def every_stream_heard_everything_once(self) -> None:
        found = [flaw for ear in getattr(self, "ears", []) for flaw in self.house.look(flaws, ear)]
        assert not found, found

    @invariant()
    def no_phone_is_rung_for_what_somebody_has(self) -> None:
        assert not [parcel.wrong for parcel in self.house.parcels if parcel.wrong]

    def teardown(self) -> None:
        self.house.crash()
        self.house.leave()

    # How

    def come_back(self, pause: float) -> None:
        self.house.clock.advance(pause)
        self.stage = self.house.open()
        for ear in self.ears:
            was_open = ear.is_open
            ear.was_cut_off(self.stage)
            if was_open:
                ear.listens(self.house.look(catch_up, ear))

    def to_be_rung(self) -> dict[str, set[str]]:
        return self.house.look(invariants.to_be_rung, [parcel.kind for parcel in self.house.free])

    def new_press(self) -> str:
        self.drawn += 1
        return str(uuid.UUID(int=self.drawn, version=4))

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        return self.stage.call(method, path, body, token)

    def pressing(self, press: str, citizen: int, place: Any = LOKTABAT, mode: str = "loud") -> Any:
        body = {"id": press, "pressed_at": "2027-01-15T08:00:00Z", "location": place, "mode": mode}
        return request(self.stage.app, "POST", "/api/v1/alarms", body, self.citizen_tokens[citizen])

    def send(self, press: str, citizen: int, place: Any = LOKTABAT, mode: str = "loud") -> Answer:
        answer: Answer = self.stage.do(self.pressing(press, citizen, place, mode))
        if press not in self.press_of:
            self.press_of[press] = citizen
        return answer

    def at_once(self, work: list[Any]) -> list[Answer]:
        async def all_of() -> list[Answer]:
            return await asyncio.gather(*work)

        answers: list[Answer] = self.stage.do(all_of())
        return answers

    def took(self, answer: Answer, status: int | None = None) -> None:
        """An acknowledged press: from now on it must be there."""
        assert status in (None, answer.status), answer
        assert answer.status in (200, 201), answer
        press = answer["id"]
        assert self.acknowledged.setdefault(press, answer["incident"]["id"]) == answer["incident"]["id"]
        assert self.received_at.setdefault(press, answer["received_at"]) == answer["received_at"]

    def incident(self, which: int) -> str:
        """The newest more often: that is where life is."""
        known = list(dict.fromkeys(self.acknowledged.values()))
        return known[-1 - which % min(len(known), 3)]

    def act(self, officer: int, which: int, what: str, body: Any, expected: set[int]) -> None:
        path = f"/api/v1/incidents/{self.incident(which)}/{what}"
        answer = self.call("POST", path, body, self.tokens[officer])
        assert answer.status in expected, answer


def _flaws(tx: Any, acknowledged: dict[str, str]) -> list[str]:
    return [*invariants.lasting(tx), *invariants.awake(tx), *invariants.lost(tx, acknowledged)]

