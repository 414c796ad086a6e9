"""Who hears what: all open streams of this process, fed from the log.

The bus only says "look at station X". The hub then reads the lines after its own position, in order,
encodes each once, and writes it to every stream that may see it. A lost doorbell is made good by the
sweep a second later; a lost stream by its ``Last-Event-ID``.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from siharat.broadcast import store as broadcasts
from siharat.bus import Bus
from siharat.db import Database, Tx
from siharat.incident import log
from siharat.incident.rules import Incident
from siharat.kernel import Keyring
from siharat.kernel.clock import SECOND
from siharat.people import access, notices, officers, sessions
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.ring import store as rings
from siharat.ring.actions import spared
from siharat.web.api import backlog
from siharat.web.api.attention import Attention, Hand, heard, topic
from siharat.web.api.ledger import incident_and_matrix
from siharat.web.api.sse import KEEP_ALIVE, Sink, encode, encode_line
from siharat.web.api.telling import Told, public, tell

SWEEP_S = 1.0
KEEP_ALIVE_S = 15
SESSION_CHECK_S = 4
"""A revoked session's stream ends within this time (PROMISES: five seconds)."""

LEDGER_PAUSE_S = 0.25
BROADCAST_WAVE = 200
"""Citizens' pages that hear of a broadcast before alarms get their turn again."""
BROADCAST_PAUSE_S = 0.05

PAGE_LINES = 64
"""Told at once: some 30 kB, far below what a reader may lag behind."""

events = structlog.get_logger()


class Page:
    """Lines of one station, encoded once for all its streams: what is written together arrives together,
    so that the line before the alarm costs no phone its own round."""

    __slots__ = ("data", "first", "last", "lines")

    def __init__(self, lines: Sequence[tuple[int, bytes]]) -> None:
        self.lines = lines
        self.first, self.last = lines[0][0], lines[-1][0]
        self.data = b"".join(data for _, data in lines)


@dataclass(eq=False, slots=True)
class Stream:
    """One open stream and how far it has come."""

    caller: CitizenCaller | OfficerCaller
    digest: str
    sink: Sink
    desk: bool
    """Opened by the command centre or the province: told of the ledger, and no phone of anybody's."""
    position: int = 0
    signed_at: int | None = None
    """When its page last spoke by itself; ``None`` for who only listens."""
    waiting: list[tuple[int, bytes]] | None = field(default_factory=list)
    """Lines that arrived while the backlog was read; ``None`` once it is live."""

    def push(self, position: int, data: bytes) -> None:
        if self.waiting is not None:
            self.waiting.append((position, data))
        elif position > self.position:
            self.position = position
            self.sink.write(data)

    def push_page(self, page: Page) -> None:
        """All lines of a page, in one write where the stream has seen none of them."""
        if self.waiting is None and self.position < page.first:
            self.position = page.last
            self.sink.write(page.data)
        else:
            for position, data in page.lines:
                self.push(position, data)


class Hub:
    """Feeds the streams of one process."""

    def __init__(self, db: Database, bus: Bus, keys: Keyring) -> None:
        self._db = db
        self._bus = bus
        self._keys = keys
        self._officers: dict[str, set[Stream]] = defaultdict(set)
        self._citizens: dict[str, set[Stream]] = defaultdict(set)
        self._cursors: dict[str, int] = {}
        self._dirty: set[str] = set()
        self._ledgers: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining: set[str] = set()
        self._closed = False
        self._auditors: set[Sink] = set()
        self._attention = Attention()
        self.swept_at = 0
        """When it last looked at every book (ms)."""
        bus.subscribe(self._bell)

    @property
    def open_streams(self) -> int:
        return sum(map(len, self._officers.values())) + sum(map(len, self._citizens.values()))

    async def run(self) -> None:
        """The hub's own clockwork: the sweep that makes a lost doorbell harmless, signs of life, and the
        end of streams whose session was revoked. Runs until it is cancelled."""
        self._cursors = await self._db.read(_heads)
        rounds = 0
        while True:
            await asyncio.sleep(SWEEP_S)
            rounds += 1
            self.swept_at, moved = await self._db.read(_moved, dict(self._cursors))
            for station in moved:
                self._look(station)
            if rounds % KEEP_ALIVE_S == 0:
                self._keep_alive()
            if rounds * SECOND % officers.HEARTBEAT == 0:
                await self._db.write(officers.phones_open, self._open_phones())
            for station in self._attention.fade(self.swept_at):
                self._tell_hands(station)
            if rounds % SESSION_CHECK_S == 0:
                await self._end_revoked()

    def _bell(self, topic: str) -> None:
        kind, _, what = topic.partition(" ")
        if kind == "log":
            self._look(what)
        elif kind == "moved":
            self._end_streams_of(what)
        elif kind == "signed":
            self._signed(*what.split())
        elif kind == "ledger" and what not in self._ledgers and self._desks():
            self._ledgers.add(what)
            self._start(self._tell_ledger(what))
        elif kind == "hand":
            self._hand(*heard(what))
        elif kind == "looks":
            self._start(self._tell_notices(what))
        elif kind == "probe":
            station, _, number = what.partition(" ")
            data = encode("alarm", {"mode": "probe", "station": station, "number": int(number)})
            for sink in self._auditors:
                sink.write(data)

    def _end_streams_of(self, station: str) -> None:
        """Its officers are another station's now: their pages come back within a second, and hear what rings there."""
        for stream in tuple(self._officers.get(station, ())):
            stream.sink.close()

    def on(self, station: str, hand: Hand) -> None:
        """An operator is on an incident, here; the colleagues' pages may be held by another node."""
        self._bus.publish(topic(station, hand))

    def _hand(self, station: str, hand: Hand) -> None:
        if self._attention.lay(station, hand):
            self._tell_hands(station)

    def _tell_hands(self, station: str) -> None:
        """To each desk of the station. A page draws only hands on incidents that it shows."""
        data = encode("hands", self._attention.told(station))
        for stream in self._officers.get(station, ()):
            if stream.desk:
                stream.sink.write(data)

    async def _tell_notices(self, officer: str) -> None:
        """To each desk page of an officer: how many opened identities they have not read of."""
        pages = [stream for stream in self._desks() if stream.caller.id == officer]
        if pages:
            found = await self._db.read(notices.unread, officer)
            for stream in pages:
                stream.sink.write(encode("looks", found.document()))

    def page_spoke(self, officer: str, at: int) -> None:
        """A page of the officer gave a sign of life, here; its stream may be held by another node."""
        self._bus.publish(f"signed {officer} {at}")

    def _signed(self, officer: str, at: str) -> None:
        """The officer's page has spoken, to whichever node: all its streams are alive."""
        for streams in self._officers.values():
            for stream in streams:
                if stream.caller.id == officer and not stream.desk:
                    stream.signed_at = int(at)

    def _look(self, station: str) -> None:
        self._dirty.add(station)
        if station not in self._draining:
            self._draining.add(station)
            self._start(self._drain(station))

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            events.error("telling failed; the sweep tries again", exc_info=task.exception())

    async def _drain(self, station: str) -> None:
        """Reads and tells until nothing is new. One at a time for each station: order is the promise."""
        try:
            while station in self._dirty:
                self._dirty.discard(station)
                while found := await self._db.read(_news, station, self._cursors.get(station, 0)):
                    self._cursors[station] = found.position
                    self._tell(station, found.news)
                    for each in found.news:
                        if each.told.rings:
                            await self._tell_own_rings(station, each.told.incident.id)
                    for broadcast in found.broadcasts:
                        self._start(self._tell_citizens(broadcast))
        finally:
            self._draining.discard(station)

    def _tell(self, station: str, news: Sequence[News]) -> None:
        """Phones first: every stream of the station in one loop, the same bytes for all. Who has said that
        they cannot come is spared the alarm."""
        lines = [(each.told.line.position, encode_line(each.told.to_officers, each.told.line.position), each.declined)
                 for each in news if each.told.to_officers]
        if lines:
            page = Page([(position, data) for position, data, _ in lines])
            spared = frozenset[str]().union(*(declined for _, _, declined in lines))
            for stream in tuple(self._officers.get(station, ())):
                if stream.caller.id not in spared:
                    stream.push_page(page)
                    continue
                for position, data, declined in lines:
                    if stream.caller.id not in declined:
                        stream.push(position, data)
        for each in news:
            self._tell_others(station, each.told)

    def _tell_others(self, station: str, told: Told) -> None:
        """The citizen, the desks above, and the own phone of who cannot come."""
        position = told.line.position
        if told.to_citizen:
            data = encode_line(told.to_citizen, position)
            for stream in tuple(self._citizens.get(told.incident.citizen, ())):
                stream.push(position, data)
        if not told.to_officers:
            return
        kinds = [("incident", told.to_officers[0][1])] if told.rings else told.to_officers
        desks = self._desks_above(station, told.incident)
        if desks:
            above = b"".join(encode(event, data) for event, data in kinds)
            for stream in desks:
                stream.sink.write(above)
        if told.line.kind == "declined":
            quiet = encode("silence", {"incident": {"id": told.incident.id}, "reason": "declined"})
            for stream in self._of_officer(station, told.line.officer):
                stream.sink.write(quiet)

    async def _tell_own_rings(self, station: str, incident: str) -> None:
        """After the alarm, each phone's own ring id and key: with it the phone answers for itself."""
        if not self._phones(station):
            return
        own = {row.officer: row for row in await self._db.read(rings.to_ring, incident, "in_app")}
        reached: list[int] = []
        for stream in self._phones(station):
            row = own.get(stream.caller.id)
            if row is not None and stream.waiting is None:
                stream.sink.write(backlog.ring_line(self._keys, incident, row.id))
                if row.state == "pending":
                    reached.append(row.id)
        if reached:
            await self._db.write(rings.mark_sent, reached)
            self._bell(f"ledger {incident}")

    async def _tell_citizens(self, broadcast: str) -> None:
        """A desk's word to all citizens' pages that are open here: each decides whether it is meant. After every alarm,
        and some pages at a time, so that the next alarm does not wait either."""
        data = encode("broadcast", public(await self._db.read(broadcasts.sent, broadcast)))
        streams = [stream for streams in self._citizens.values() for stream in streams]
        for start in range(0, len(streams), BROADCAST_WAVE):
            for stream in streams[start:start + BROADCAST_WAVE]:
                stream.sink.write(data)
            await asyncio.sleep(BROADCAST_PAUSE_S)

    def _phones(self, station: str) -> list[Stream]:
        return [stream for stream in self._officers.get(station, ()) if not stream.desk]

    def _of_officer(self, station: str, officer: str | None) -> list[Stream]:
        return [stream for stream in self._officers.get(station, ()) if stream.caller.id == officer]

    def _desks(self) -> list[Stream]:
        return [stream for streams in self._officers.values() for stream in streams if stream.desk]

    def _desks_above(self, station: str, incident: Incident) -> list[Stream]:
        return [stream for stream in self._desks()
                if isinstance(stream.caller, OfficerCaller) and stream.caller.station != station
                and stream.caller.oversees and access.may_see(stream.caller, incident)]

    async def _tell_ledger(self, incident_id: str) -> None:
        """The matrix of phones, at most four times a second however many receipts come."""
        await asyncio.sleep(LEDGER_PAUSE_S)
        self._ledgers.discard(incident_id)
        incident, data = await self._db.read(incident_and_matrix, incident_id)
        for stream in self._desks():
            own = isinstance(stream.caller, OfficerCaller) and stream.caller.station in incident.stations
            if own and access.may_see(stream.caller, incident):
                stream.sink.write(encode("rings", data))

    async def connect(self, stream: Stream, last_event_id: int | None) -> None:
        """Joins a stream: registered first, then the backlog, then what came meanwhile. No line is missed
        and none comes twice."""
        if isinstance(stream.caller, CitizenCaller):
            self._citizens[stream.caller.id].add(stream)
        else:
            self._officers[stream.caller.station].add(stream)
        missed = await self._db.read(backlog.since, stream.caller, last_event_id, stream.desk)
        stream.position = missed.after
        for position, data in missed.told:
            stream.sink.write(data)
            stream.position = max(stream.position, position)
        waiting, stream.waiting = stream.waiting or [], None
        for position, data in waiting:
            stream.push(position, data)
        if isinstance(stream.caller, OfficerCaller) and not stream.desk:
            await self._db.write(officers.phones_open, {stream.caller.id: None})
        elif isinstance(stream.caller, OfficerCaller):
            stream.sink.write(encode("hands", self._attention.told(stream.caller.station)))
            if stream.caller.judges:  # what was told while nobody listened
                await self._tell_notices(stream.caller.id)

    def audit(self, sink: Sink, listening: bool) -> None:
        """The auditor's own stream: it hears the synthetic alarms and nothing else."""
        (self._auditors.add if listening else self._auditors.discard)(sink)

    def disconnect(self, stream: Stream) -> None:
        key = stream.caller.id if isinstance(stream.caller, CitizenCaller) else stream.caller.station
        index = self._citizens if isinstance(stream.caller, CitizenCaller) else self._officers
        index[key].discard(stream)
        if not index[key]:
            del index[key]
        phone = isinstance(stream.caller, OfficerCaller) and not stream.desk
        if phone and not self._closed and not self._of_officer(key, stream.caller.id):
            self._start(self._db.write(officers.phone_left, stream.caller.id))

    def close(self) -> None:
        """Ends every stream; the readers come back to whoever serves next."""
        self._closed = True
        for sink in [*(stream.sink for stream in self._streams()), *self._auditors]:
            sink.close()
        for task in self._tasks:
            task.cancel()

    def _streams(self) -> Iterable[Stream]:
        for index in (self._officers, self._citizens):
            for streams in index.values():
                yield from streams

    def _open_phones(self) -> dict[str, int | None]:
        """Each officer with a phone's stream here, and when their page last spoke. Of several the freshest counts,
        and one that only listens is believed while it is open."""
        found: dict[str, int | None] = {}
        for stream in (each for streams in self._officers.values() for each in streams if not each.desk):
            known = found.get(stream.caller.id, 0)
            fresher = None if known is None or stream.signed_at is None else max(known, stream.signed_at)
            found[stream.caller.id] = fresher
        return dict(sorted(found.items()))

    def _keep_alive(self) -> None:
        for sink in [*(stream.sink for stream in self._streams()), *self._auditors]:
            sink.write(KEEP_ALIVE)

    async def _end_revoked(self) -> None:
        """Also of duty officers whose turn has begun or ended, and of whoever is at another station now: they come back
        with the rights that they have there."""
        open_digests = {stream.digest for stream in self._streams()}
        if not open_digests:
            return
        ended = await self._db.read(sessions.ended, open_digests)
        turned = await self._db.read(sessions.turned, self._duty_officers())
        now_of = await self._db.read(officers.whereabouts)
        for stream in list(self._streams()):
            moved = isinstance(stream.caller, OfficerCaller) and now_of.get(stream.caller.id) != stream.caller.station
            if stream.digest in ended or stream.caller in turned or moved:
                stream.sink.close()

    def _duty_officers(self) -> set[OfficerCaller]:
        return {stream.caller for stream in self._streams()
                if isinstance(stream.caller, OfficerCaller) and stream.caller.role == "duty_officer"}


def _heads(tx: Tx) -> dict[str, int]:
    return {row.station: row.position for row in tx.all(log.HEADS)}


def _moved(tx: Tx, cursors: dict[str, int]) -> tuple[int, list[str]]:
    return tx.now, [station for station, head in _heads(tx).items() if head > cursors.get(station, 0)]


@dataclass(frozen=True, slots=True)
class News:
    told: Told
    declined: frozenset[str]
    """Officers who are not told of it: who cannot come, or all but the desks while it is narrowed, of what rings; of
    everything, whom its citizen fears."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is new in a station's book, and how far it was read."""

    position: int
    news: list[News]
    broadcasts: list[str]
    """Sent to citizens by this station's own desk."""


def _news(tx: Tx, station: str, position: int) -> Found | None:
    lines = log.since(tx, station, position, PAGE_LINES)
    if not lines:
        return None
    told = [tell(tx, line) for line in lines if line.of_incident]
    news = [News(each, (spared(tx, each.incident) if each.rings else frozenset()) | {*each.incident.kept_from})
            for each in told]
    return Found(lines[-1].position, news, [
        line.incident for line in lines if line.kind == "broadcast_sent" and line.payload.get("by") == station])
