"""baresip as our child: its configuration, its start, its end.

It runs in a folder of its own inside the data folder. Its control socket has no password: it listens on
loopback only, on a port of chance, and whoever has an account on this machine could use it.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from siharat.ring.channels.voice.control import Control, Gone
from siharat.ring.channels.voice.trunk import Trunk

STARTS_S = 5.0
OUTPUT_S = 2.0
LOOK_AGAIN_S = 0.02
MODULES = ("/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules",
           "/usr/lib/aarch64-linux-gnu/baresip/modules", "/usr/local/lib/baresip/modules")
NEEDED = ("g711.so", "aufile.so", "aubridge.so", "menu.so", "ctrl_tcp.so")

CONFIG = """\
sip_listen {listen}
call_local_timeout 5
audio_path {folder}
audio_source aufile,quiet.wav
audio_player aubridge,nobody
audio_alert aubridge,nobody
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{port}
statmode_default off
ringback_disabled yes
menu_bell no
"""


def program() -> str | None:
    return shutil.which("baresip")


def modules() -> str | None:
    """The folder that holds all the modules we need; ``None`` when baresip is half installed."""
    for folder in MODULES:
        if all((Path(folder) / name).is_file() for name in NEEDED):
            return folder
    return None


class Baresip:
    """One running baresip and the connection to it."""

    def __init__(self, process: asyncio.subprocess.Process, said: deque[str], stop_s: float) -> None:
        self._process = process
        self._stop_s = stop_s
        self._said = said
        self._tasks: list[asyncio.Task[Any]] = []
        self.control: Control
        self.over = asyncio.Event()
        """Set when it has died or makes no sense any more. ``last_words`` tells."""

    @classmethod
    async def start(cls, folder: Path, trunk: Trunk, heard: Callable[[dict[str, Any]], None],
                    stop_s: float) -> Baresip:
        """Runs, and answers to commands. Raises ``Gone`` that says why it does not."""
        binary, with_modules = program(), modules()
        if binary is None or with_modules is None:
            raise Gone("baresip is not installed whole: apt install baresip-core")
        port = _free_port()
        (folder / "config").write_text(CONFIG.format(listen=trunk.listen, folder=folder, modules=with_modules,
                                                     port=port))
        process = await asyncio.create_subprocess_exec(
            *_with_us(), binary, "-4", "-f", str(folder), cwd=folder, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, start_new_session=True)
        running = cls(process, deque(maxlen=5), stop_s)
        running._tasks.append(asyncio.ensure_future(running._overhear()))
        try:
            running.control = await running._connect(port, heard)
            running._tasks.append(asyncio.ensure_future(running._converse()))
            await running.control.ask("about")
        except BaseException:
            await running.stop()
            raise
        return running

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def last_words(self) -> str:
        return " / ".join(self._said) or "it said nothing"

    async def stop(self) -> None:
        """Ends it by its own process id. The first SIGTERM says good-bye to the trunk, and then waits half a
        minute for what is long settled; the second ends that."""
        if hasattr(self, "control"):
            self.control.close()
        for stop in (self._process.terminate, self._process.terminate, self._process.kill):
            if self._process.returncode is not None:
                break
            with suppress(ProcessLookupError):
                stop()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._stop_s):
                    await self._process.wait()
        if self._tasks:  # they end with its output and its socket
            await asyncio.wait(self._tasks, timeout=OUTPUT_S)
        self.over.set()

    async def _connect(self, port: int, heard: Callable[[dict[str, Any]], None]) -> Control:
        with suppress(TimeoutError):
            async with asyncio.timeout(STARTS_S):
                while self._process.returncode is None:
                    with suppress(OSError):
                        return await Control.connect(port, heard)
                    await asyncio.sleep(LOOK_AGAIN_S)
        raise Gone(f"baresip does not start: {self.last_words}")

    async def _converse(self) -> None:
        try:
            await self.control.listen()
        except Gone as gone:
            self._said.append(str(gone))
        finally:
            self.over.set()

    async def _overhear(self) -> None:
        """Its warnings, for whoever asks why it died."""
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            if words := line.decode(errors="replace").strip():
                self._said.append(words[:200])


def _with_us() -> list[str]:
    """Killed when we are killed: nobody would end its calls."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
