"""The road by a modem: the folders of ``gammu-smsd`` (its FILES service).

A file in ``outbox`` is a message to send; the daemon moves it to ``sent`` or ``error``. A file in ``inbox``
is one that came in. Names and numbers of citizens pass through here: nothing stays when its time is over.
"""

from __future__ import annotations

import asyncio
import codecs
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from siharat.kernel.clock import MINUTE, Clock
from siharat.kernel.identity import Identity
from siharat.ring.channels import Examined, State

FOLDERS = ("inbox", "outbox", "sent", "error")
LOOK_S = 0.25
MODEM_S = 30.0
"""A modem takes some seconds for each message. After this nobody drives it, or too many wait before."""
LARGEST_BYTES = 4_096
INCOMING = re.compile(r"IN(\d{8}_\d{6})_(\d+)_([^_/]{1,40})_\d+\.txt")

events = structlog.get_logger()


class Received(NamedTuple):
    name: str
    number: str
    """As the network said it: anything."""
    text: str
    age_ms: int


class Spool:
    def __init__(self, folder: Path, clock: Clock, identity: Identity, modem_s: float = MODEM_S) -> None:
        self.folder = folder
        self._clock = clock
        self._identity = identity
        self._modem_s = modem_s

    async def carry(self, number: str, text: str, ttl_s: float) -> tuple[State, str]:
        """Waits until the modem has sent it. What nobody took in time is taken back: it would ring late."""
        name = self._outgoing("B", number, self._identity.token(9).replace("_", "-"))
        try:
            self._write(name, text)
        except OSError as error:
            return "failed", f"the folder {self.folder / 'outbox'} cannot be written: {error.strerror}"
        within_s = min(ttl_s, self._modem_s)
        until = self._clock.monotonic() + within_s
        try:
            while self._clock.monotonic() < until:
                await asyncio.sleep(LOOK_S)
                if settled := self._settled(name):
                    return settled
            return self._taken_back(name, within_s)
        except asyncio.CancelledError:
            self._taken_back(name, within_s)
            raise

    def _settled(self, name: str) -> tuple[State, str] | None:
        if (self.folder / "outbox" / name).exists():
            return None
        if self._remove("sent", name):
            return "sent", "the network took it"
        if self._remove("error", name):
            return "failed", "the modem could not send it: see the log of gammu-smsd (signal, credit, SIM card)"
        return None

    def _taken_back(self, name: str, within_s: float) -> tuple[State, str]:
        if self._remove("outbox", name):
            return "failed", f"no modem took it in {within_s:.0f} s: does gammu-smsd run?"
        return self._settled(name) or ("failed", "its file has vanished: who else clears the outbox?")

    def answer(self, received: str, number: str, text: str, *, last: bool = False) -> None:
        """Leaves the answer to a received message for the modem. Its name is made of the other's name: done
        again after a crash, it is the same file, and nobody is answered twice. ``last``: behind all alarms."""
        note = f"re{hashlib.sha256(received.encode()).hexdigest()[:20]}"
        for folder in ("outbox", "sent", "error"):
            if next((self.folder / folder).glob(f"OUT*_{note}.txt"), None):
                return
        self._write(self._outgoing("C" if last else "A", number, note), text)

    def _outgoing(self, rank: str, number: str, note: str) -> str:
        """``A`` goes before ``B``: who has taken it waits for the number to phone. ``C`` is no alarm: a thousand of
        them must not stand before one."""
        stamp = f"{datetime.fromtimestamp(self._clock.now() / 1_000, UTC):%Y%m%d_%H%M%S}"
        return f"OUT{rank}{stamp}_00_{number}_{note}.txt"

    def _write(self, name: str, text: str) -> None:
        """Under another name first: the daemon takes whatever begins with OUT, also when it is half written."""
        unfinished = self.folder / "outbox" / f".{name}"
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(file, text.encode("ascii"))
        finally:
            os.close(file)
        unfinished.rename(self.folder / "outbox" / name)

    def waiting(self) -> list[str]:
        """The names of what came in, oldest first."""
        return sorted(name for name in os.listdir(self.folder / "inbox") if INCOMING.fullmatch(name))

    @contextmanager
    def taken(self, name: str) -> Iterator[Received | None]:
        """One received message, for one process alone; ``None`` when another has it. Left without an error,
        it is gone for ever; with one, or by a crash, it waits for the next who looks."""
        path = self.folder / "inbox" / name
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe would hold the whole server
        except OSError:  # another process was quicker
            yield None
            return
        try:
            if not _locked(file) or not _same(file, path):
                yield None
                return
            stamp = os.fstat(file)
            yield Received(name, INCOMING.fullmatch(name)[3],  # type: ignore[index]  # as `waiting` gave it
                           decoded(os.read(file, LARGEST_BYTES)), self._clock.now() - int(stamp.st_mtime * 1_000))
            path.unlink(missing_ok=True)
        finally:
            os.close(file)  # and with it the lock

    def tidy(self) -> None:
        """Answers hold a name and a number. One that is sent has done its work; one that no modem took for two
        minutes comes too late, for by then the claim has lapsed."""
        for folder in ("sent", "error", "outbox"):
            for path in (self.folder / folder).glob("OUT*_re*.txt"):
                with suppress(OSError):
                    if self._clock.now() - int(path.stat().st_mtime * 1_000) > 2 * MINUTE:
                        path.unlink()
                        if folder != "sent":
                            events.error("an answer by SMS was not sent", folder=folder)

    def examined(self) -> Examined:
        missing = [name for name in FOLDERS if not os.access(self.folder / name, os.W_OK)]
        if missing:
            return Examined("SMS modem", "no", f"{self.folder} has no {', '.join(missing)} that this user may write to",
                            "start siharat-sms, which makes them: docs/channels/sms.md")
        if any((self.folder / "outbox").glob("OUT*")):
            return Examined("SMS modem", "look", "messages wait in the outbox",
                            "if they stay there: systemctl status siharat-sms")
        return Examined("SMS modem", "ok", f"nothing waits in {self.folder}")

    def _remove(self, folder: str, name: str) -> bool:
        try:
            (self.folder / folder / name).unlink()
        except FileNotFoundError:
            return False
        return True


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _same(file: int, path: Path) -> bool:
    """Between opening and locking another may have answered it and taken it away."""
    try:
        return os.fstat(file).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def decoded(raw: bytes) -> str:
    """UTF-16 with its mark, as ``InboxFormat = unicode`` writes it; else UTF-8 as far as it goes. Never raises."""
    for mark, name in ((codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        if raw.startswith(mark):
            return raw[len(mark):].decode(name, "replace")
    return raw.decode("utf-8", "replace")
