"""Whether a phone would ring now: for ``siharat doctor``, outside the server."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from siharat.ring.channels import Examined
from siharat.ring.channels.voice import baresip, rules, speech
from siharat.ring.channels.voice.baresip import Baresip
from siharat.ring.channels.voice.control import Gone, Refused
from siharat.ring.channels.voice.trunk import Trunk

REGISTERS_S = 8.0
STOP_S = 1.0
NO_ANSWER = "no answer"


def examine(trunk: Trunk, offline: bool) -> Iterator[Examined]:
    """A baresip of its own registers for a moment: the one of a running server is left alone."""
    if speech.speaker() is None:
        yield Examined("voice", "no", "espeak-ng is not there: phones ring, but nobody speaks", "apt install espeak-ng")
    else:
        yield Examined("voice", "ok", "espeak-ng speaks")
    if baresip.program() is None or baresip.modules() is None:
        yield Examined("baresip", "no", "is not there, or not whole: no phone rings", "apt install baresip-core")
    elif not trunk.registers:
        yield Examined("trunk", "look", f"{trunk.host} is not asked: without a user nobody registers there",
                       "ring a telephone before you rely on it: siharat drill run")
    elif not offline:
        yield _registration(trunk, asyncio.run(_register(trunk)))


def _registration(trunk: Trunk, said: str) -> Examined:
    if said == "ok":
        return Examined("trunk", "ok", f"{trunk.host} knows us; it carries {trunk.lines} calls at a time, so say "
                        "the settings")
    if said[:3] in ("401", "403", "404", "407"):
        advice = "check SIHARAT_VOICE_USER and SIHARAT_VOICE_PASSWORD"
    else:
        advice = "check SIHARAT_VOICE_TRUNK, the name service, and that the router lets SIP out"
    return Examined("trunk", "no", f"{trunk.host} does not take us: {said}", advice)


async def _register(trunk: Trunk) -> str:
    """``ok``, or why not."""
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def heard(event: dict[str, Any]) -> None:
        said = rules.registration(event)
        if said is not None and not told.done():
            told.set_result(said)

    anywhere = replace(trunk, listen=trunk.listen.partition(":")[0] + ":0")
    with tempfile.TemporaryDirectory(prefix="siharat-voice-") as folder:
        try:
            running = await Baresip.start(Path(folder), anywhere, heard, STOP_S)
        except (Gone, OSError) as error:
            return str(error)
        try:
            await running.control.ask(f"uanew {trunk.account()}")
            with suppress(TimeoutError):
                return await asyncio.wait_for(told, REGISTERS_S)
            return NO_ANSWER
        except (Gone, Refused) as error:
            return str(error)
        finally:
            await running.stop()
