"""Who is listening to this process: all open streams, each with how far it has come, by whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from siharat.incident.rules import Incident
from siharat.people import access
from siharat.people.access import CitizenCaller, OfficerCaller
from siharat.web.api.sse import Sink


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


class Audience:
    """Officers' streams by station, since all phones of a station ring at once; citizens' by citizen."""

    def __init__(self) -> None:
        self._officers: dict[str, set[Stream]] = defaultdict(set)
        self._citizens: dict[str, set[Stream]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._officers.values())) + sum(map(len, self._citizens.values()))

    def __iter__(self) -> Iterator[Stream]:
        """All, officers first."""
        yield from self.officers()
        yield from self.citizens()

    def join(self, stream: Stream) -> None:
        index, key = self._place(stream)
        index[key].add(stream)

    def leave(self, stream: Stream) -> None:
        index, key = self._place(stream)
        index[key].discard(stream)
        if not index[key]:
            del index[key]

    def _place(self, stream: Stream) -> tuple[dict[str, set[Stream]], str]:
        if isinstance(stream.caller, CitizenCaller):
            return self._citizens, stream.caller.id
        return self._officers, stream.caller.station

    def officers(self) -> Iterator[Stream]:
        for streams in self._officers.values():
            yield from streams

    def citizens(self) -> Iterator[Stream]:
        for streams in self._citizens.values():
            yield from streams

    def of_citizen(self, citizen: str) -> Collection[Stream]:
        return tuple(self._citizens.get(citizen, ()))

    def at(self, station: str) -> Collection[Stream]:
        """Phones and desks of a station."""
        return tuple(self._officers.get(station, ()))

    def of_officer(self, station: str, officer: str | None) -> list[Stream]:
        return [stream for stream in self.at(station) if stream.caller.id == officer]

    def phones(self, station: str) -> list[Stream]:
        return [stream for stream in self.at(station) if not stream.desk]

    def desks(self) -> list[Stream]:
        return [stream for stream in self.officers() if stream.desk]

    def desks_above(self, station: str, incident: Incident) -> list[Stream]:
        return [stream for stream in self.desks()
                if isinstance(stream.caller, OfficerCaller) and stream.caller.station != station
                and stream.caller.oversees and access.may_see(stream.caller, incident)]

    def open_phones(self) -> dict[str, int | None]:
        """Each officer with a phone's stream here, and when their page last spoke. Of several the freshest counts,
        and one that only listens is believed while it is open."""
        found: dict[str, int | None] = {}
        for stream in (each for each in self.officers() if not each.desk):
            known = found.get(stream.caller.id, 0)
            fresher = None if known is None or stream.signed_at is None else max(known, stream.signed_at)
            found[stream.caller.id] = fresher
        return dict(sorted(found.items()))

    def duty_officers(self) -> set[OfficerCaller]:
        return {stream.caller for stream in self.officers()
                if isinstance(stream.caller, OfficerCaller) and stream.caller.role == "duty_officer"}
