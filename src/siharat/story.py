"""What happens next, in one place.

``JOINS`` is what belongs into the same transaction as an event, ``FOLLOWS`` what happens once it is
durable, ``DUE`` what a wake-up sets off, ``HEARD`` what an answer on a channel does. A chapter emits
events and knows nothing of what they lead to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from siharat.alarm import actions as alarm
from siharat.alarm import marks, missed, texts
from siharat.alarm.actions import AlarmRaised, TurnedSilent
from siharat.attach import actions as attach
from siharat.attach import inviting
from siharat.attach.inviting import Invited
from siharat.broadcast import waves
from siharat.broadcast.waves import WaveDue
from siharat.bus import Bus
from siharat.claim import actions as claim
from siharat.claim import answers
from siharat.claim.actions import Claimed, ClaimEnded
from siharat.close.actions import Amended, Closed
from siharat.db import Database, Tx
from siharat.desk import actions as desk
from siharat.desk import duplicates, handover
from siharat.desk.actions import Assigned
from siharat.desk.handover import HandedOver
from siharat.drill import actions as drill
from siharat.escalate import actions as escalate
from siharat.escort import actions as escort
from siharat.exchange import actions as exchange
from siharat.exchange.actions import DeliveriesWait, DeliveryDue
from siharat.incident import store as incidents
from siharat.incident.log import Appended
from siharat.kernel import Problem
from siharat.people import officers
from siharat.people.enrolment import WayIn
from siharat.people.notices import IdentityOpened, NoticesRead
from siharat.people.officers import DeviceAdded
from siharat.report import desk as reports
from siharat.report import fading
from siharat.report.desk import CannotWait
from siharat.respond import actions as respond
from siharat.respond.actions import Cancelled, Moved
from siharat.rights import actions as rights
from siharat.rights import fading as alarms_fade
from siharat.ring import actions as ring
from siharat.ring import practice, proofs, reasons, receipts, rounds, sending
from siharat.ring.actions import OpenedUp, Rang, RingsFailed, Silenced, Widened
from siharat.ring.channels import Channel, Heard, Reply
from siharat.ring.receipts import ReceiptTaken
from siharat.succeed import actions as succeed
from siharat.succeed.actions import StationClosed
from siharat.watch import actions as watch
from siharat.watch import store as watched
from siharat.watch.actions import ProbeRang

events = structlog.get_logger()


@dataclass(slots=True)
class Outside:
    """What lies beyond the transaction: the way to the phones and to the other processes."""

    db: Database
    bus: Bus
    channels: Sequence[Channel]
    post: exchange.Post
    """The way to other systems."""
    origin: str = ""
    """The address people type, for links that are sent; empty: none is sent."""
    running: set[asyncio.Task[None]] = field(default_factory=set)
    planning: dict[str, bool] = field(default_factory=dict)
    """The webhooks whose sending is just being planned; true: something was written for them meanwhile."""


def fall_silent(tx: Tx, event: Claimed) -> None:
    """No further wave, no further step; all phones will hear who took it."""
    escalate.rest(tx, event.incident)
    ring.fall_silent(tx, event.incident, "claimed", officers.public(tx, event.officer)["name"])


def ring_for_all(tx: Tx, event: ClaimEnded | HandedOver) -> None:
    """Everybody rings anew, and the climb begins anew."""
    ring.ring_anew(tx, event.incident)
    escalate.begin_anew(tx, event.incident)


def desk_waits_on(tx: Tx, event: ClaimEnded | HandedOver) -> None:
    """All wake-ups have ended: what the desk waits for still has its end."""
    incident = incidents.get(tx, event.incident.id)
    handover.goes_on(tx, incident)
    desk.goes_on(tx, incident)
    duplicates.goes_on(tx, incident)


def end_quietly(tx: Tx, event: Closed) -> None:
    """No further wave; all phones fall silent, and their rings are put away when the day is over."""
    ring.fall_silent(tx, event.incident, "closed", None)
    ring.fold_later(tx, event.incident)


def drills_give_way(tx: Tx, event: AlarmRaised | ClaimEnded | HandedOver) -> None:
    """A real alarm rings, or rings again: no drill of its stations does."""
    drill.give_way(tx, event.incident)


def drills_give_way_there(tx: Tx, event: Widened) -> None:
    """It has climbed to another station, which may be drilling."""
    drill.give_way(tx, incidents.get(tx, event.incident))


def climb_from_now(tx: Tx, event: OpenedUp) -> None:
    """Everybody rings: the ladder begins, and what of it is overdue is taken at once."""
    escalate.begin_anew(tx, event.incident)


def show_no_more(tx: Tx, event: Closed) -> None:
    """It is over: no picture is live any more."""
    attach.ended(tx, event.incident.id)


def remember_the_device(tx: Tx, event: Closed) -> None:
    """How a person closed it becomes the history of the device that pressed."""
    marks.remember(tx, incidents.get(tx, event.incident.id))


def fade_in_time(tx: Tx, event: Closed) -> None:
    """What it leaves of a person goes when its purpose is reached."""
    if event.incident.real:
        alarms_fade.ended(tx, event.incident.id)


def remember_the_second_word(tx: Tx, event: Amended) -> None:
    """The device's history goes by what is called right now."""
    marks.remember(tx, incidents.get(tx, event.incident))


def ring_for_the_report(tx: Tx, event: CannotWait) -> None:
    """What was told calmly cannot wait: it becomes an incident, and rings as any other."""
    incident = alarm.raise_for_report(tx, event.station, event.citizen, event.place, event.note, event.by)
    reports.became(tx, event.report, incident.id)
    exchange.tell(tx, "report.became_incident", incident.id)


def tell_who_reported(tx: Tx, event: Closed) -> None:
    """Who reported it reads, with their key, how it ended."""
    reports.attended(tx, event.incident.id, incidents.get(tx, event.incident.id).disposition or "")


def tell_others(tx: Tx, event: AlarmRaised | Claimed | ClaimEnded | HandedOver | Closed | Moved | Amended) -> None:
    """Other systems that asked for it will hear; a press that joined an open incident is no news to them."""
    if isinstance(event, AlarmRaised) and not event.first:
        return
    kind = f"incident.{event.movement}" if isinstance(event, Moved) else TOLD_OUTSIDE[type(event)]
    exchange.tell(tx, kind, event.incident if isinstance(event, Moved | Amended) else event.incident.id)


def ring_the_doorbell(outside: Outside, event: Appended) -> None:
    """Every process looks at these stations' books and tells its streams."""
    for station in event.stations:
        outside.bus.publish(f"log {station}")


def show_the_ledger(outside: Outside, event: ReceiptTaken) -> None:
    """The desks see another square of the matrix light up."""
    outside.bus.publish(f"ledger {event.incident}")


def ring_the_auditor(outside: Outside, event: ProbeRang) -> None:
    """A synthetic alarm reaches the auditor's stream by the same doorbell as a real one reaches a phone."""
    outside.bus.publish(f"probe {event.station} {event.number}")


async def ring_everyone(outside: Outside, event: Rang | Widened) -> None:
    """Every channel that sends is handed its messages; open pages ring through the book."""
    await sending.ring_everyone(outside.db, outside.channels, event)


async def silence_everyone(outside: Outside, event: Silenced) -> None:
    """The alarm on every lock screen is replaced by the word that it is over; then it is written down who never rang,
    and why."""
    await sending.silence_everyone(outside.db, outside.channels, event)
    await reasons.note(outside.db, event.incident)


async def warn_who_works_on_it(outside: Outside, event: Cancelled | TurnedSilent) -> None:
    """They may be about to phone, with no page open: the push says whether they may."""
    who = await outside.db.read(respond.workers, event.incident)
    if who and (isinstance(event, TurnedSilent) or event.news):
        await sending.warn(outside.db, outside.channels, event.incident, who)


async def ask_some(outside: Outside, event: rounds.RoundDue) -> None:
    """A quiet ring to the phones of the station whose turn it is to prove that they ring."""
    await rounds.ask_some(outside.db, outside.channels, event)


async def ask_one(outside: Outside, event: rounds.DeviceDue) -> None:
    """The same, to a phone that answered too late."""
    await rounds.ask_one(outside.db, outside.channels, event)


async def ring_aloud(outside: Outside, event: rounds.TestDue) -> None:
    """An officer's own phones ring aloud, to be measured."""
    await rounds.ring_aloud(outside.db, outside.channels, event)


async def tell_deaf(outside: Outside, event: rounds.AnswersDue) -> None:
    """Who did not answer is told on another channel that the phone is deaf."""
    await rounds.tell_deaf(outside.db, outside.channels, event)


def nobody_probes_it(tx: Tx, event: StationClosed) -> None:
    """A closed station is silent for good: the watchdog asks it nothing more."""
    watched.forget(tx, event.station)


def begin_streams_anew(outside: Outside, event: StationClosed) -> None:
    """Every process ends the streams of its officers, who come back as those of the successor."""
    outside.bus.publish(f"moved {event.station}")


async def tell_of_way_in(outside: Outside, event: WayIn) -> None:
    """Whoever is to be let in anew is told, and so is who did not ask."""
    await proofs.tell_of_way_in(outside.db, outside.channels, event)


async def tell_superiors(outside: Outside, event: IdentityOpened) -> None:
    """Their open pages by the doorbell, their phones by the quiet road."""
    for each in event.told:
        outside.bus.publish(f"looks {each}")
    await proofs.tell_of_looks(outside.db, outside.channels, event.told)


def take_notices_away(outside: Outside, event: NoticesRead) -> None:
    """All open pages of who has read them."""
    outside.bus.publish(f"looks {event.officer}")


async def stand_down(outside: Outside, event: HandedOver) -> None:
    """The phones of the station before fall silent; those of the new one ring by its own wave."""
    await sending.silence_station(outside.db, outside.channels, event.incident.id, event.before)


async def call_the_assigned(outside: Outside, event: Assigned) -> None:
    """The phones of the officer whom the desk sends sound, or hear that it is over."""
    await sending.call_one(outside.db, outside.channels, event.incident, event.officer, event.on)


async def plan_sending(outside: Outside, event: DeliveriesWait) -> None:
    """It goes out now; once for all that a flood writes meanwhile, so that a webhook never holds more than one of the
    database's hands."""
    planning = outside.planning
    begun = event.webhook in planning
    planning[event.webhook] = True
    if begun:
        return
    try:
        while planning[event.webhook]:
            planning[event.webhook] = False
            await outside.db.write(exchange.wake, event.webhook)
    finally:
        del planning[event.webhook]


async def deliver(outside: Outside, event: DeliveryDue) -> None:
    """Another system is told, and its answer is written down."""
    answer = await outside.post.deliver(await outside.db.read(exchange.letter, event.delivery))
    await outside.db.write(exchange.settle, event.delivery, event.attempts, answer)


async def send_the_link(outside: Outside, event: Invited) -> None:
    """By SMS, where there is a road for one. Otherwise the officer reads the key aloud."""
    letter = await outside.db.read(inviting.letter, event.invitation)
    channel = next((each for each in outside.channels if each.kind == "sms"), None)
    if letter is None or channel is None or not outside.origin:
        return
    done = await sending.write_to(channel, letter.number, {
        "type": "link", "incident": {"id": letter.incident, "code": letter.code},
        "link": f"{outside.origin}/tunjukkan#{letter.key}"}, inviting.SMS_TTL_S)
    await outside.db.write(inviting.was_sent, event.invitation, done.state)


async def tell_citizens(outside: Outside, event: WaveDue) -> None:
    """The next phones of citizens hear what a desk has to say to them."""
    await waves.send(outside.db, outside.channels, event)


def put_through(tx: Tx, heard: Heard) -> Reply:
    """A channel connected officer and citizen itself, and tells how the call-back goes."""
    caller, incident = answers.speaker(tx, heard)
    if caller is None:
        return Reply("unknown")
    if incident is None:
        return Reply("nothing_rings")
    try:
        respond.call_back(tx, caller, incident.id, heard.said)  # type: ignore[arg-type]  # HEARD chose by it
    except Problem:
        return answers.reply("nothing_rings", incident)
    return answers.reply("noted", incident)


def written(tx: Tx, heard: Heard) -> Reply:
    """Somebody wrote to the station: an alarm, or a line of one, unless it plainly is neither."""
    if heard.answers and officers.device_at(tx, heard.kind, heard.address) is not None:
        return Reply("nothing_rings")
    incident = texts.take(tx, texts.Message(heard.message, heard.address, heard.text, tx.now - heard.age_ms,
                                            heard.station))
    if incident is None:
        return Reply("no_alarm")
    opened = incident.opened_at == tx.now
    return answers.reply("opened" if opened else "rings", incident, caution=incident.caution)


def called(tx: Tx, heard: Heard) -> Reply:
    """Somebody phoned the station's number, which is never answered: an alarm, unless an officer returned our call."""
    if any(officers.device_at(tx, kind, heard.address) is not None for kind in officers.TELEPHONE):
        return Reply("nothing_rings")
    incident = missed.take(tx, missed.Call(heard.message, heard.address, heard.station))
    if incident is None:
        return Reply("no_alarm")
    return answers.reply("opened" if incident.opened_at == tx.now else "rings", incident)


TOLD_OUTSIDE: dict[type, str] = {
    AlarmRaised: "incident.opened",
    Claimed: "incident.claimed",
    ClaimEnded: "incident.rings_again",
    HandedOver: "incident.handed_over",
    Closed: "incident.closed",
    Amended: "incident.amended",
}

JOINS: dict[type, tuple[Callable[[Tx, Any], None], ...]] = {
    AlarmRaised: (drills_give_way, ring.write_rings, escalate.begin_new, tell_others),
    Claimed: (fall_silent, duplicates.share_claim, drill.answered, tell_others),
    ClaimEnded: (drills_give_way, ring_for_all, desk_waits_on, duplicates.share_end, drill.goes_on, tell_others),
    HandedOver: (drills_give_way, ring_for_all, desk_waits_on, tell_others),
    Moved: (tell_others,),
    Widened: (drills_give_way_there,),
    OpenedUp: (climb_from_now,),
    Closed: (end_quietly, duplicates.share_close, drill.ended, show_no_more, remember_the_device,
             tell_who_reported, fade_in_time, tell_others),
    Amended: (remember_the_second_word, tell_others),
    CannotWait: (ring_for_the_report,),
    RingsFailed: (escalate.leave_dead,),
    DeviceAdded: (rounds.begin,),
    StationClosed: (nobody_probes_it,),
    WayIn: (proofs.remember_way_in,),
}

FOLLOWS: dict[type, Callable[[Outside, Any], Coroutine[Any, Any, None] | None]] = {
    Appended: ring_the_doorbell,
    Rang: ring_everyone,
    Widened: ring_everyone,
    Silenced: silence_everyone,
    Cancelled: warn_who_works_on_it,
    TurnedSilent: warn_who_works_on_it,
    ReceiptTaken: show_the_ledger,
    ProbeRang: ring_the_auditor,
    HandedOver: stand_down,
    Assigned: call_the_assigned,
    Invited: send_the_link,
    DeliveriesWait: plan_sending,
    DeliveryDue: deliver,
    rounds.RoundDue: ask_some,
    rounds.DeviceDue: ask_one,
    rounds.AnswersDue: tell_deaf,
    rounds.TestDue: ring_aloud,
    WaveDue: tell_citizens,
    WayIn: tell_of_way_in,
    IdentityOpened: tell_superiors,
    NoticesRead: take_notices_away,
    StationClosed: begin_streams_anew,
}

DUE: dict[str, Callable[[Tx, str], None]] = {
    ring.RING_AGAIN: ring.ring_again,
    ring.OPEN_UP: ring.open_up,
    ring.FOLD: ring.fold,
    escalate.CLIMB: escalate.climb,
    claim.CLAIM_LAPSES: claim.lapse,
    claim.ASK_OUTCOME: claim.ask_outcome,
    claim.OUTCOME_LAPSES: claim.lapse,
    respond.PROGRESS_DUE: respond.progress_due,
    desk.ANSWER_DUE: desk.answer_due,
    handover.OFFER_LAPSES: handover.lapse,
    duplicates.KEEP_TOGETHER: duplicates.keep_together,
    drill.DRILL_DUE: drill.due,
    drill.DRILL_ENDS: drill.over,
    watch.PROBE_DUE: watch.ring_probe,
    rounds.READINESS_ROUND: rounds.round_due,
    rounds.ANSWERS_DUE: rounds.answers_due,
    receipts.ASK_AGAIN: rounds.ask_again,
    rounds.TEST_DUE: rounds.test_due,
    practice.PRACTICE_DUE: practice.due,
    proofs.WAY_IN_TOLD: proofs.way_in_due,
    exchange.DELIVERY_DUE: exchange.due,
    rights.ERASURE_DUE: rights.due,
    alarms_fade.ALARM_FADES: alarms_fade.due,
    escort.ESCORT_ASKS: escort.asks,
    escort.ESCORT_OVERDUE: escort.overdue,
    escort.ESCORT_FADES: escort.faded,
    fading.REPORT_FADES: fading.faded,
    fading.TASK_FADES: fading.task_faded,
    succeed.LOOK_AFTER: succeed.look_after,
    waves.WAVE_DUE: waves.due,
    waves.FOLDS: waves.fold,
}


HEARD: dict[str, Callable[[Tx, Heard], Reply]] = {
    "take": answers.take,
    "decline": answers.decline,
    "started": put_through,
    "reached": put_through,
    "no_answer": put_through,
    "busy": put_through,
    "written": written,
    "called": called,
}


def join(tx: Tx, event: object) -> None:
    """Runs what belongs into the same transaction. An error here undoes the whole unit of work."""
    for handler in JOINS.get(type(event), ()):
        handler(tx, event)


def follow(outside: Outside, committed: Sequence[object]) -> None:
    """Starts what comes after the commit, each event once, in the order of its telling. A failure is
    logged and harmless: everything here is repeated by the next wave or found by the sweep."""
    for event in dict.fromkeys(committed):
        handler = FOLLOWS.get(type(event))
        work = handler(outside, event) if handler else None
        if work is not None:
            task = asyncio.ensure_future(_guarded(work, event))
            outside.running.add(task)
            task.add_done_callback(outside.running.discard)


async def hear(outside: Outside, heard: Heard) -> Reply:
    """An officer answered on a channel. What a digit or an SMS leads to is decided where the button's is."""
    return await outside.db.write(HEARD[heard.said], heard, lane="press")


async def _guarded(work: Coroutine[Any, Any, None], event: object) -> None:
    try:
        await work
    except Exception:
        events.exception("a consequence failed", of=type(event).__name__)
