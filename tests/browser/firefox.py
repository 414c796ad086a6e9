"""Stock Firefox, headless, driven by raw WebDriver BiDi: no driver program, no patched browser.

``async with Firefox(service.websocket, desktop.address) as firefox: page = await firefox.open(url)``.
The profile is thrown away; the process dies with the test, also when the test is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

START_S = 60.0
COMMAND_S = 30.0


def preferences(push_websocket: str, desktop: bool) -> dict[str, object]:
    """A push service of our own; notifications allowed; not a word to the outer world."""
    return {
        "dom.push.serverURL": push_websocket,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.connection.enabled": True,
        "dom.push.retryBaseInterval": 200,
        "permissions.default.desktop-notification": 1,
        # Without a desktop showNotification would reject although the push is acknowledged.
        "alerts.useSystemBackend": desktop,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "browser.startup.homepage_override.mstone": "ignore",
        "startup.homepage_welcome_url": "",
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
        "toolkit.startup.max_resumed_crashes": -1,
        "app.update.auto": False,
        "app.normandy.enabled": False,
        "extensions.update.enabled": False,
        "browser.safebrowsing.update.enabled": False,
        "services.settings.server": "data:,#remote-settings-dummy/v1",
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "network.proxy.type": 0,
    }


class Firefox:
    """``stop`` and ``start`` again is the same browser, closed and opened: the profile stays."""

    def __init__(self, push_websocket: str, desktop_address: str | None = None) -> None:
        if shutil.which("firefox-esr") is None:
            pytest.skip("firefox-esr is not installed")
        self._preferences = preferences(push_websocket, desktop_address is not None)
        self._desktop_address = desktop_address
        self._profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reading: list[asyncio.Task[None]] = []
        self.output: list[str] = []

    async def __aenter__(self) -> Firefox:
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        shutil.rmtree(self._profile, ignore_errors=True)

    async def start(self) -> None:
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in self._preferences.items())
        (self._profile / "user.js").write_text("".join(lines))
        environment = {**os.environ, "HOME": str(self._profile), "MOZ_HEADLESS": "1"}
        environment.pop("DISPLAY", None)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        if self._desktop_address:
            environment["DBUS_SESSION_BUS_ADDRESS"] = self._desktop_address
        self._process = await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", "KILL",  # a killed test leaves no browser behind
            "firefox-esr", "--headless", "--no-remote", "--profile", str(self._profile),
            "--remote-debugging-port", "0", "about:blank",
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = [asyncio.create_task(self._read_output(self._process, listening))]
        address = await asyncio.wait_for(listening, START_S)
        self._http = aiohttp.ClientSession()
        self._socket = await self._http.ws_connect(f"{address}/session", max_msg_size=0)
        self._reading.append(asyncio.create_task(self._read_answers()))
        await self.command("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})

    async def stop(self) -> None:
        """Close it as a person would; kill what does not go. The profile stays."""
        process, self._process = self._process, None
        if process is None:
            return
        if hasattr(self, "_socket"):
            with contextlib.suppress(Exception):
                await self.command("browser.close")
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        await self._gone(process)

    async def kill(self) -> None:
        """As a phone does it that needs the memory; nothing is said to any page. The profile stays."""
        process, self._process = self._process, None
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        await self._gone(process)

    async def _gone(self, process: asyncio.subprocess.Process) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        if hasattr(self, "_socket"):
            await self._socket.close()
            await self._http.close()
            del self._socket
        process._transport.close()  # type: ignore[attr-defined]

    async def command(self, method: str, **parameters: object) -> dict[str, Any]:
        """One BiDi command. Raises ``RuntimeError`` with what the browser said."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        message = await asyncio.wait_for(answer, COMMAND_S)
        if message["type"] == "error":
            raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    async def open(self, url: str) -> Page:
        """A new tab, loaded."""
        created = await self.command("browsingContext.create", type="tab")
        page = Page(self, created["context"])
        await page.go(url)
        return page

    async def _read_output(
        self, process: asyncio.subprocess.Process, listening: asyncio.Future[str]
    ) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.output.append(line.decode(errors="replace").rstrip())
            found = re.search(r"WebDriver BiDi listening on (ws://\S+)", self.output[-1])
            if found and not listening.done():
                listening.set_result(found[1])
        if not listening.done():
            listening.set_exception(RuntimeError("Firefox ended:\n" + "\n".join(self.output[-10:])))

    async def _read_answers(self) -> None:
        async for frame in self._socket:
            message = json.loads(frame.data)
            answer = self._answers.pop(message.get("id", 0), None)
            if answer is not None and not answer.done():
                answer.set_result(message)


@dataclass
class Page:
    """One tab."""

    firefox: Firefox
    context: str

    async def go(self, url: str) -> None:
        await self.firefox.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def evaluate(self, script: str) -> Any:
        """The value of an expression, awaited, as if a person had just touched the page: JSON only."""
        result = await self.firefox.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})))()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        value = result["result"].get("value")
        return None if value is None else json.loads(value)

    async def close(self) -> None:
        """Close the tab; the browser stays, on another tab if need be."""
        await self.firefox.command("browsingContext.close", context=self.context)
