"""The lines of the trunk: one baresip, as many calls at a time as the trunk carries, one on each line.

Each line is an account of its own in baresip, for sound is switched by account. baresip's commands mean
its *current* account, and a stranger who calls us changes that between two of them: so what a command did
is always read from the events, never assumed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from siharat.ring.channels.voice import rules, speech
from siharat.ring.channels.voice.baresip import Baresip
from siharat.ring.channels.voice.control import Control, Gone, Refused
from siharat.ring.channels.voice.rules import Ended, Event, Incoming
from siharat.ring.channels.voice.trunk import Trunk, hosts

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0
LIVED_S = 60.0
"""Whoever lived so long has recovered: the next death is a new one, and it starts again at once."""
HANG_UPS = 3
NO_CALLS = "(0)"
"""In what baresip says of a line without a call."""

events = structlog.get_logger()

Inbox = asyncio.Queue[tuple["Line", Event]]


class Line:
    """Carries one call at a time. What happens on it goes into the inbox of whoever holds it."""

    def __init__(self, number: int, host: str, trunk: Trunk, folder: Path) -> None:
        self.number = number
        self.taken = False
        self.up = False
        """A call of ours exists in baresip, from the dialling to the end."""
        self.control: Control | None = None
        self.account = trunk.line(host, number)
        self.address = f"sip:{trunk.number}@{host}"
        self._inbox: Inbox | None = None
        self._offered = False
        self._trunk = trunk
        self._folder = folder

    @property
    def free(self) -> bool:
        return self.control is not None and not self.taken and not self.up

    def load(self, sound: bytes) -> None:
        """What will be heard from the first moment of the next call. Where it ends, the call ends."""
        speech.write_wav(self._folder / f"line{self.number}.wav", sound)

    async def dial(self, spelled: str, inbox: Inbox) -> None:
        """What becomes of it goes into the inbox, also when nothing comes of it."""
        self._inbox, self.up, self._offered = inbox, True, False
        try:
            await self._ask(f"dial {self._trunk.target(spelled)}")
        except (Gone, Refused) as error:
            self.tell(Ended(str(error)))
        else:
            if not self._offered:
                self.tell(Ended("baresip dialled from another line"))

    async def hang_up(self) -> None:
        """Takes back or ends the call on this line, if there is one. Never raises."""
        for _ in range(HANG_UPS):
            if not self.up:
                return
            try:
                await self._ask("hangup")
                if self.up and NO_CALLS in await self._ask("listcalls"):
                    self.up = False
            except Refused as error:
                events.warning("a line does not hang up", line=self.number, why=str(error))
            except Gone:
                self.up = False

    async def play(self, sound: bytes) -> None:
        """Says this instead of what it was saying; where it ends, baresip hangs up. Raises ``Gone``, ``Refused``."""
        path = self._folder / f"say{self.number}.wav"
        speech.write_wav(path, sound)
        try:
            await self._source(f"aufile,{path.name}")
        finally:
            path.unlink(missing_ok=True)  # a name or a number may be in it; baresip has read it whole

    async def hear(self, other: Line) -> None:
        """From now on this line hears what is spoken on the other. Raises ``Gone``, ``Refused``."""
        await self._source(f"aubridge,line{other.number}")

    async def _source(self, source: str) -> None:
        said = await self._ask(f"ausrc {source}")
        if "failed" in said or "no such" in said:
            raise Refused(said[:200])

    async def _ask(self, command: str) -> str:
        if self.control is None:
            raise Gone("baresip does not run")
        return await self.control.ask(f"uafind {self.address}", command)

    def tell(self, event: Event) -> None:
        if isinstance(event, Ended):
            self.up = False
        if self._inbox is not None:
            self._inbox.put_nowait((self, event))

    def offered(self) -> bool:
        """baresip sends an INVITE from this line. ``False``: nobody asked for it."""
        self._offered = True
        return self.up

    def down(self, why: str) -> None:
        """baresip is gone, and this line's call with it."""
        self.control = None
        if self.up:
            self.tell(Ended(why))


class Lines:
    """All of them, and the life of the baresip behind them."""

    def __init__(self, folder: Path, trunk: Trunk, stop_s: float, changed: Callable[[], None],
                 called: Callable[[Incoming], None]) -> None:
        """``changed``: called when a line may have become free. ``called``: when somebody calls us."""
        names = hosts(trunk.host)
        self.all = [Line(number, next(names), trunk, folder) for number in range(1, trunk.lines + 1)]
        self.trouble = ""
        """Why there are no lines now; empty while there are, or while baresip starts."""
        self.registered = ""
        """``ok``, or what the trunk said; empty until it has said something."""
        self.baresip: Baresip | None = None
        self._by_address = {line.address: line for line in self.all}
        self._front = Line(0, trunk.host, trunk, folder)
        self._by_address[self._front.address] = self._front
        self._folder = folder
        self._trunk = trunk
        self._stop_s = stop_s
        self._changed = changed
        self._called = called
        self._refusing: set[asyncio.Task[None]] = set()

    def free(self) -> Line | None:
        return next((line for line in self.all if line.free), None)

    async def run(self) -> None:
        """Keeps baresip running until cancelled; a death costs the calls under way, and is told to each."""
        pause, loop = FIRST_PAUSE_S, asyncio.get_running_loop()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            born = loop.time()
            try:
                await self._live()
            except (Gone, Refused, OSError) as error:
                self.trouble = str(error)
            events.error("baresip is down", why=self.trouble)
            pause = FIRST_PAUSE_S if loop.time() - born > LIVED_S else pause
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _live(self) -> None:
        baresip = self.baresip = await Baresip.start(self._folder, self._trunk, self._heard, self._stop_s)
        try:
            await self._open(baresip.control)
            events.info("baresip is up", lines=len(self.all))
            await baresip.over.wait()
            raise Gone(f"baresip ended: {baresip.last_words}")
        finally:
            for line in (self._front, *self.all):
                line.down("baresip ended")
            self.registered = ""
            await baresip.stop()

    async def _open(self, control: Control) -> None:
        for left in self._folder.glob("say*"):
            left.unlink()  # of a server that was killed while it spoke a name
        speech.write_wav(self._folder / "quiet.wav", speech.quiet(1))
        await control.ask(f"uanew {self._trunk.account()}")
        for line in self.all:
            await control.ask(f"uanew {line.account}")
        for line in (self._front, *self.all):
            line.control = control
        self.trouble = ""
        self._changed()

    def _heard(self, said: dict[str, Any]) -> None:
        told = rules.registration(said)
        if told is not None and told != self.registered:
            self.registered = told
            events.info("the trunk says", registration=told)
        line = self._by_address.get(str(said.get("accountaor")))
        if line is None:
            return
        happened = rules.event(said)
        if isinstance(happened, Incoming):
            self._refuse(line)
            self._called(happened)
        elif rules.offers(said) and not line.offered():
            self._refuse(line)
        elif happened is not None:
            line.tell(happened)
            self._changed()

    def _refuse(self, line: Line) -> None:
        """Somebody calls us, or a call went out that nobody asked for."""
        if line.control is None:
            return
        asked = asyncio.ensure_future(_quietly(line.control.ask(f"uafind {line.address}", "hangup")))
        self._refusing.add(asked)
        asked.add_done_callback(self._refusing.discard)


async def _quietly(asking: Any) -> None:
    try:
        await asking
    except (Gone, Refused) as error:
        events.warning("a stranger's call could not be refused", why=str(error))
