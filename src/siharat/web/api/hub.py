"""Who hears what: all open streams of this process, fed from the log.

The bus only says "look at station X". The hub then reads the lines after its own position, in order,
encodes each once, and writes it to every stream that may see it. A lost doorbell is made good by the
sweep a second later; a lost stream by its ``Last-Event-ID``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog

from siharat.broadcast import store as broadcasts
from siharat.bus import Bus
from siharat.db import Database
from siharat.kernel import Keyring
from siharat.kernel.clock import SECOND
from siharat.people import access, notices, officers, sessions
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.ring import store as rings
from siharat.web.api import backlog, news
from siharat.web.api.attention import Attention, Hand, heard, topic
from siharat.web.api.audience import Audience, Page, Stream
from siharat.web.api.ledger import incident_and_matrix
from siharat.web.api.news import News
from siharat.web.api.sse import KEEP_ALIVE, Sink, encode, encode_line
from siharat.web.api.telling import Told, public

SWEEP_S = 1.0
KEEP_ALIVE_S = 15
SESSION_CHECK_S = 4
"""A revoked session's stream ends within this time (PROMISES: five seconds)."""

LEDGER_PAUSE_S = 0.25
BROADCAST_WAVE = 200
"""Citizens' pages that hear of a broadcast before alarms get their turn again."""
BROADCAST_PAUSE_S = 0.05

events = structlog.get_logger()


class Hub:
    """Feeds the streams of one process."""

    def __init__(self, db: Database, bus: Bus, keys: Keyring) -> None:
        self._db = db
        self._bus = bus
        self._keys = keys
        self.audience = Audience()
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
        return len(self.audience)

    async def run(self) -> None:
        """The hub's own clockwork: the sweep that makes a lost doorbell harmless, signs of life, and the
        end of streams whose session was revoked. Runs until it is cancelled."""
        self._cursors = await self._db.read(news.heads)
        rounds = 0
        while True:
            await asyncio.sleep(SWEEP_S)
            rounds += 1
            self.swept_at, moved = await self._db.read(news.moved, dict(self._cursors))
            for station in moved:
                self._look(station)
            if rounds % KEEP_ALIVE_S == 0:
                self._keep_alive()
            if rounds * SECOND % officers.HEARTBEAT == 0:
                await self._db.write(officers.phones_open, self.audience.open_phones())
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
        elif kind == "ledger" and what not in self._ledgers and self.audience.desks():
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
        for stream in self.audience.at(station):
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
        for stream in self.audience.at(station):
            if stream.desk:
                stream.sink.write(data)

    async def _tell_notices(self, officer: str) -> None:
        """To each desk page of an officer: how many opened identities they have not read of."""
        pages = [stream for stream in self.audience.desks() if stream.caller.id == officer]
        if pages:
            found = await self._db.read(notices.unread, officer)
            for stream in pages:
                stream.sink.write(encode("looks", found.document()))

    def page_spoke(self, officer: str, at: int) -> None:
        """A page of the officer gave a sign of life, here; its stream may be held by another node."""
        self._bus.publish(f"signed {officer} {at}")

    def _signed(self, officer: str, at: str) -> None:
        """The officer's page has spoken, to whichever node: all its streams are alive."""
        for stream in self.audience.officers():
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
                while found := await self._db.read(news.since, station, self._cursors.get(station, 0)):
                    self._cursors[station] = found.position
                    self._tell(station, found.news)
                    for each in found.news:
                        if each.told.rings:
                            await self._tell_own_rings(station, each.told.incident.id)
                    for broadcast in found.broadcasts:
                        self._start(self._tell_citizens(broadcast))
        finally:
            self._draining.discard(station)

    def _tell(self, station: str, told: Sequence[News]) -> None:
        """Phones first: every stream of the station in one loop, the same bytes for all. Who has said that
        they cannot come is spared the alarm."""
        lines = [(each.told.line.position, encode_line(each.told.to_officers, each.told.line.position), each.declined)
                 for each in told if each.told.to_officers]
        if lines:
            page = Page([(position, data) for position, data, _ in lines])
            spared = frozenset[str]().union(*(declined for _, _, declined in lines))
            for stream in self.audience.at(station):
                if stream.caller.id not in spared:
                    stream.push_page(page)
                    continue
                for position, data, declined in lines:
                    if stream.caller.id not in declined:
                        stream.push(position, data)
        for each in told:
            self._tell_others(station, each.told)

    def _tell_others(self, station: str, told: Told) -> None:
        """The citizen, the desks above, and the own phone of who cannot come."""
        position = told.line.position
        if told.to_citizen:
            data = encode_line(told.to_citizen, position)
            for stream in self.audience.of_citizen(told.incident.citizen):
                stream.push(position, data)
        if not told.to_officers:
            return
        kinds = [("incident", told.to_officers[0][1])] if told.rings else told.to_officers
        desks = self.audience.desks_above(station, told.incident)
        if desks:
            above = b"".join(encode(event, data) for event, data in kinds)
            for stream in desks:
                stream.sink.write(above)
        if told.line.kind == "declined":
            quiet = encode("silence", {"incident": {"id": told.incident.id}, "reason": "declined"})
            for stream in self.audience.of_officer(station, told.line.officer):
                stream.sink.write(quiet)

    async def _tell_own_rings(self, station: str, incident: str) -> None:
        """After the alarm, each phone's own ring id and key: with it the phone answers for itself."""
        if not self.audience.phones(station):
            return
        own = {row.officer: row for row in await self._db.read(rings.to_ring, incident, "in_app")}
        reached: list[int] = []
        for stream in self.audience.phones(station):
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
        streams = list(self.audience.citizens())
        for start in range(0, len(streams), BROADCAST_WAVE):
            for stream in streams[start:start + BROADCAST_WAVE]:
                stream.sink.write(data)
            await asyncio.sleep(BROADCAST_PAUSE_S)

    async def _tell_ledger(self, incident_id: str) -> None:
        """The matrix of phones, at most four times a second however many receipts come."""
        await asyncio.sleep(LEDGER_PAUSE_S)
        self._ledgers.discard(incident_id)
        incident, data = await self._db.read(incident_and_matrix, incident_id)
        for stream in self.audience.desks():
            own = isinstance(stream.caller, OfficerCaller) and stream.caller.station in incident.stations
            if own and access.may_see(stream.caller, incident):
                stream.sink.write(encode("rings", data))

    async def connect(self, stream: Stream, last_event_id: int | None) -> None:
        """Joins a stream: registered first, then the backlog, then what came meanwhile. No line is missed
        and none comes twice."""
        self.audience.join(stream)
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
        self.audience.leave(stream)
        if isinstance(stream.caller, CitizenCaller) or stream.desk or self._closed:
            return
        if not self.audience.of_officer(stream.caller.station, stream.caller.id):
            self._start(self._db.write(officers.phone_left, stream.caller.id))

    def close(self) -> None:
        """Ends every stream; the readers come back to whoever serves next."""
        self._closed = True
        for sink in [*(stream.sink for stream in self.audience), *self._auditors]:
            sink.close()
        for task in self._tasks:
            task.cancel()

    def _keep_alive(self) -> None:
        for sink in [*(stream.sink for stream in self.audience), *self._auditors]:
            sink.write(KEEP_ALIVE)

    async def _end_revoked(self) -> None:
        """Also of duty officers whose turn has begun or ended, and of whoever is at another station now: they come back
        with the rights that they have there."""
        open_digests = {stream.digest for stream in self.audience}
        if not open_digests:
            return
        ended = await self._db.read(sessions.ended, open_digests)
        turned = await self._db.read(sessions.turned, self.audience.duty_officers())
        now_of = await self._db.read(officers.whereabouts)
        for stream in list(self.audience):
            moved = isinstance(stream.caller, OfficerCaller) and now_of.get(stream.caller.id) != stream.caller.station
            if stream.digest in ended or stream.caller in turned or moved:
                stream.sink.close()
