"""Strangers' files share one room: who fills it slowly keeps nobody out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from siharat.kernel import Problem
from siharat.web import posted

pytestmark = pytest.mark.anyio

BEFORE = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="x"\r\n\r\n'
AFTER = b"\r\n--b--\r\n"
PHOTO = b"x" * 400
FEW = 1_000
"""Bytes of room in these tests: for two photos, not for three."""


@dataclass
class Sender:
    """A form that comes in piece by piece, and stops before its end until it is told to go on."""

    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "multipart/form-data; boundary=b"})
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    first: bytes = BEFORE + PHOTO

    async def stream(self) -> AsyncIterator[bytes]:
        yield self.first
        self.sent.set()
        await self.goes_on.wait()
        yield AFTER


async def taken(sender: Sender, room: posted.Room) -> str:
    try:
        async with posted.posted(sender, room, FEW) as form:
            return f"{len(form.files)} photo"
    except Problem as problem:
        return problem.code


async def begins(room: posted.Room) -> tuple[Sender, asyncio.Task[str]]:
    sender = Sender()
    coming = asyncio.create_task(taken(sender, room))
    await sender.sent.wait()
    return sender, coming


async def after_two_who_never_end(room: posted.Room) -> tuple[list[str], str]:
    """What becomes of two that stop half way, and of a third that comes when the room is full."""
    slow = [await begins(room), await begins(room)]
    quick = Sender()
    quick.goes_on.set()
    third = await taken(quick, room)
    for _ in range(9):  # turns of the loop, until it has cut off whom it should
        await asyncio.sleep(0)
    ends = [coming.result() if coming.done() else "" for _, coming in slow]
    for sender, _ in slow:
        sender.goes_on.set()
    await asyncio.gather(*(coming for _, coming in slow))
    assert (room.held, room.coming_in) == (0, [])
    return ends, third


@pytest.mark.parametrize(("patience", "ends", "third"), [(0, ["too_slow", ""], "1 photo"), (20, ["", ""], "busy")],
                         ids=["impatient", "as long as anybody may take"])
async def test_who_has_been_sending_longest_makes_room(monkeypatch, patience, ends, third):
    monkeypatch.setattr(posted, "MOST_HELD", FEW)
    monkeypatch.setattr(posted, "PATIENCE_S", patience)
    assert await after_two_who_never_end(posted.Room()) == (ends, third)


async def test_who_holds_nothing_makes_no_room(monkeypatch):
    """Or a crowd of empty forms would let in as many pieces as they are, beyond all bounds."""
    monkeypatch.setattr(posted, "MOST_HELD", FEW)
    monkeypatch.setattr(posted, "PATIENCE_S", 0)
    room, idle = posted.Room(), Sender(first=BEFORE)
    coming = asyncio.create_task(taken(idle, room))
    await idle.sent.wait()
    with pytest.raises(Problem, match="queue is full"):
        room.take(FEW + 1)
    idle.goes_on.set()
    assert await coming == "1 photo"
