"""What simulated officers decide, on virtual time: hours of it in no time at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from siharat.kernel import Identity
from siharat.kernel.clock import SECOND, VirtualClock
from siharat.kernel.identity import SeededChance
from siharat.kernel.place import Place, distance_m
from siharat.simulate import behaviour
from siharat.simulate.behaviour import Act, News, Watch

OFFICERS = [f"officer-{n}" for n in range(30)]
PLACE = Place(-3.4405, 114.833)
STATUS_AFTER = {"en_route": "responding", "on_scene": "on_scene", "clear": "claimed"}


@dataclass
class World:
    """A server as the officers see it, and a clock of our own."""

    seed: int = 1
    clock: VirtualClock = field(default_factory=VirtualClock)
    open: dict[str, News] = field(default_factory=dict)
    done: list[tuple[int, Act]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(Identity(self.clock, SeededChance(self.seed)), OFFICERS)

    def press(self, name: str = "one", **known: object) -> News:
        news = News(name, "ringing", self.clock.now(), PLACE, "", None, False)
        return self.tell(replace(news, **known))

    def tell(self, news: News) -> News:
        self.open[news.id] = news
        self.watch.hear(replace(news), self.clock.now())
        return news

    def run(self, seconds: float, until: Callable[[Act], bool] = lambda act: False) -> Act | None:
        """Lets time pass, from one thing due to the next."""
        end = self.clock.now() + seconds * SECOND
        while (due := self.watch.next_due()) is not None and due <= end:
            self.clock.advance(max(0, due - self.clock.now()) / 1_000)
            for act in self.watch.due(self.clock.now()):
                self.serve(act)
                if until(act):
                    return act
        self.clock.advance((end - self.clock.now()) / 1_000)
        return None

    def serve(self, act: Act) -> None:
        now = self.clock.now()
        self.done.append((now, act))
        news = self.open.get(act.incident)
        if act.verb == "claim":
            won = news is not None and news.status == "ringing"
            if won:
                self.tell(replace(news, status="claimed", holder=act.officer))
            self.watch.answered(act, 200 if won else 409, now)
            return
        self.watch.answered(act, 201 if news else 409, now)
        if news and act.verb == "movements":
            self.tell(replace(news, status=STATUS_AFTER[act.body["status"]]))
        elif news and act.verb == "close":
            del self.open[act.incident]
            self.watch.hear(replace(news, status="closed"), now)

    def said(self, incident: str = "one") -> list[str]:
        """What was done for an incident, without the many places on the way."""
        return [act.body.get("outcome") or act.body.get("status") or act.verb for _, act in self.done
                if act.incident == incident and act.verb not in ("locations", "decline")]


def test_the_whole_way() -> None:
    world = World()
    raised = world.press().raised_at
    world.run(900)
    assert world.said()[:2] == ["claim", "started"]
    assert world.said()[-6:] == ["started", "reached", "en_route", "on_scene", "clear", "close"]
    claimed = next(at for at, act in world.done if act.verb == "claim")
    assert 45 * SECOND <= claimed - raised <= 47 * SECOND
    assert len({act.officer for _, act in world.done if act.verb != "decline"}) == 1
    assert world.done[-1][1].body["disposition"] == "genuine"
    assert world.watch.next_due() is None


@pytest.mark.parametrize("seed", range(40))
def test_every_alarm_ends_whatever_the_seed(seed: int) -> None:
    world = World(seed)
    world.press()
    world.run(1_200)
    assert world.said()[-1] == "close"
    times = [at for at, _ in world.done]
    started = [at for at, act in world.done if act.body.get("outcome") == "started"]
    claimed = next(at for at, act in world.done if act.verb == "claim")
    assert times == sorted(times)
    assert started[0] - claimed < 30 * SECOND, "a claim lapses without a call-back"


def test_the_way_there_is_straight_and_at_the_speed_of_a_car() -> None:
    world = World()
    world.press()
    world.run(900)
    way = [(at, act.body.get("location", act.body)) for at, act in world.done
           if act.verb in ("locations", "movements")]
    points = [(at, Place(body["lat"], body["lon"])) for at, body in way]
    assert len(points) > 10
    for (before, here), (after, there) in pairwise(points):
        assert distance_m(here, there) <= 16 * (after - before) / 1_000 + 2
        assert distance_m(there, PLACE) <= distance_m(here, PLACE) + 1
    assert distance_m(points[-1][1], PLACE) < 5
    assert 600 < distance_m(points[0][1], PLACE) < 2_000


def test_a_person_who_takes_it_is_left_alone() -> None:
    world = World()
    news = world.press()
    world.run(20)
    world.tell(replace(news, status="claimed", holder="a person"))
    assert world.run(3_600, lambda act: act.verb != "decline") is None


def test_a_person_who_was_faster_by_a_blink() -> None:
    world = World()
    news = world.press()
    world.run(44)
    world.open["one"] = replace(news, status="claimed", holder="a person")  # not yet told
    world.run(10)
    assert world.said() == ["claim"]
    world.tell(world.open["one"])
    world.run(600)
    assert world.said() == ["claim"]


def test_a_person_who_gives_it_back_has_ten_seconds_for_another() -> None:
    world = World()
    news = world.press()
    world.run(30)
    world.tell(replace(news, status="claimed", holder="a person"))
    world.run(100)
    again = world.clock.now()
    world.tell(replace(news, status="ringing"))
    assert world.run(30, lambda act: act.verb == "claim")
    assert 10 * SECOND <= world.clock.now() - again <= 12 * SECOND


def test_who_loses_the_claim_goes_no_further() -> None:
    world = World()
    news = world.press()
    assert world.run(60, lambda act: act.body.get("outcome") == "started")
    world.tell(replace(news, status="ringing"))  # the desk gave it back
    before = len(world.said())
    world.tell(replace(news, status="claimed", holder="a person"))
    world.run(900)
    assert len(world.said()) == before


def test_several_at_once_each_by_another() -> None:
    world = World()
    for n in range(12):
        world.press(f"incident-{n}")
        world.run(2)
    world.run(1_800)
    assert not world.open
    takers = [act.officer for _, act in world.done if act.verb == "close"]
    assert len(takers) == len(set(takers)) == 12


def test_more_alarms_than_officers() -> None:
    world = World()
    for n in range(len(OFFICERS) + 5):
        world.press(f"incident-{n}")
    world.run(3_600)
    assert not world.open


def test_without_a_place_somebody_goes_all_the_same() -> None:
    world = World()
    world.press(place=None)
    world.run(900)
    assert world.said()[-4:] == ["messages", "on_scene", "clear", "close"]
    assert not any(act.verb == "locations" for _, act in world.done)


def test_who_cannot_speak_is_not_made_to() -> None:
    world = World()
    world.press(caution="silent")
    world.run(900)
    assert "cannot_speak" in world.said()
    assert "reached" not in world.said()


def test_a_cancelled_alarm_is_called_back_and_closed_as_what_it_was() -> None:
    world = World()
    world.press(cancelled=True)
    world.run(900)
    assert world.said()[-2:] == ["reached", "close"]
    assert world.done[-1][1].body["disposition"] == "accidental"


def test_who_was_forced_to_cancel_is_not_phoned_and_not_written_to_but_visited() -> None:
    world = World()
    world.press(cancelled=True, caution="forced")
    world.watch.hear_citizen("one", world.clock.now())
    world.run(900)
    assert not {"started", "reached", "messages"} & set(world.said())
    assert "on_scene" in world.said()
    assert world.done[-1][1].body["disposition"] == "genuine"


def test_a_citizen_who_moves_is_followed() -> None:
    world = World()
    world.press()
    assert world.run(300, lambda act: act.verb == "locations")
    elsewhere = Place(-3.43, 114.84)
    world.watch.hear_place("one", elsewhere)
    assert world.run(900, lambda act: act.body.get("status") == "on_scene")
    there = world.done[-1][1].body["location"]
    assert distance_m(Place(there["lat"], there["lon"]), elsewhere) < 5


def test_a_citizen_who_writes_is_answered() -> None:
    world = World()
    world.press()
    world.run(55, lambda act: act.verb == "claim")
    world.watch.hear_citizen("one", world.clock.now())
    answer = world.run(15, lambda act: act.verb == "messages")
    assert answer is not None
    assert answer.body["text"] in behaviour.REPLIES


@pytest.mark.parametrize(("status", "first"), [("claimed", "started"), ("responding", "on_scene"),
                                               ("on_scene", "clear")])
def test_after_a_restart_they_go_on_where_they_were(status: str, first: str) -> None:
    world = World()
    world.press(status=status, holder=OFFICERS[3])
    world.run(900)
    assert world.said()[0] == first
    assert world.said()[-1] == "close"


def test_an_alarm_of_yesterday_is_taken_soon() -> None:
    world = World()
    world.press(raised_at=world.clock.now() - 86_400 * SECOND)
    assert world.run(5, lambda act: act.verb == "claim")


def test_a_server_that_could_not_is_asked_again() -> None:
    world = World()
    world.press()
    world.run(44)
    due = world.watch.next_due()
    assert due is not None
    (act,) = [act for act in world.watch.due(due + 3 * SECOND) if act.verb == "claim"]
    world.watch.answered(act, 503, due)
    assert world.run(20, lambda act: act.verb == "claim")


def test_receipts_come_in_order_and_mostly_at_once() -> None:
    chance = Identity(VirtualClock(), SeededChance(7))
    found = [behaviour.receipts(chance) for _ in range(1_000)]
    for each in found:
        assert [after for after, _ in each] == sorted(after for after, _ in each)
        assert [state for _, state in each] in (["received", "shown"], ["received", "shown", "opened"])
    quick = sum(each[0][1] == "received" and each[0][0] < 1_000 for each in found)
    assert 800 < quick < 920


def test_some_phones_are_dead_and_always_the_same() -> None:
    found = [behaviour.dead(Identity(VirtualClock(), SeededChance(3)), OFFICERS, 14) for _ in range(2)]
    assert found[0] == found[1]
    assert len(found[0]) == 14
    assert len(behaviour.dead(Identity(VirtualClock(), SeededChance(3)), OFFICERS[:3], 14)) == 3
