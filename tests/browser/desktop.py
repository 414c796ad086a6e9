"""The desktop, played by the test: sees the notifications a person would see, and clicks them.

A private D-Bus with ``org.freedesktop.Notifications`` on it. No ``from __future__ import annotations``
here: dbus-fast reads its signatures out of the annotations.
"""
# ruff: noqa: F722, F821

import asyncio
import os
import shutil
import signal
from dataclasses import dataclass
from typing import Any

import pytest
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

CLOSED_BY_PROGRAM = 3


@dataclass
class Notification:
    id: int
    title: str
    body: str
    actions: dict[str, str]
    """Key to label. ``default`` is the notification itself."""
    replaces: int


class _Notifications(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: asyncio.Queue[Notification] = asyncio.Queue()
        self.open: dict[int, Notification] = {}
        self.count = 0

    @dbus_method()
    def GetCapabilities(self) -> "as":
        return ["body", "actions", "body-markup", "persistence"]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":
        return ["desktop of the test", "siharat", "1", "1.2"]

    @dbus_method()
    def Notify(self, app: "s", replaces: "u", icon: "s", summary: "s", body: "s", actions: "as",
               hints: "a{sv}", timeout: "i") -> "u":  # fmt: skip
        self.count += 1
        number = replaces or self.count
        pairs = dict(zip(actions[::2], actions[1::2], strict=True))
        notification = Notification(number, summary, body, pairs, replaces)
        self.open[number] = notification
        self.shown.put_nowait(notification)
        return number

    @dbus_method()
    def CloseNotification(self, number: "u"):
        self.open.pop(number, None)
        self.NotificationClosed(number, CLOSED_BY_PROGRAM)

    @dbus_signal()
    def NotificationClosed(self, number: "u", reason: "u") -> "uu":
        return [number, reason]

    @dbus_signal()
    def ActionInvoked(self, number: "u", key: "s") -> "us":
        return [number, key]


class Desktop:
    """``async with Desktop() as desktop``: give ``desktop.address`` to the browser."""

    async def __aenter__(self) -> "Desktop":
        if shutil.which("dbus-daemon") is None:
            pytest.skip("dbus-daemon is not installed")
        self._daemon = await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", "KILL", "dbus-daemon", "--session", "--nofork", "--print-address=1",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self._daemon.stdout is not None
        self.address = (await self._daemon.stdout.readline()).decode().strip()
        self._bus = await MessageBus(bus_address=self.address).connect()
        self._notifications = _Notifications()
        self._bus.export("/org/freedesktop/Notifications", self._notifications)
        await self._bus.request_name("org.freedesktop.Notifications")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()
        os.killpg(self._daemon.pid, signal.SIGTERM)
        await self._daemon.wait()
        transport: Any = self._daemon._transport
        transport.close()

    async def next(self, seconds: float = 15) -> Notification:
        """The next notification to appear. Raises ``TimeoutError``."""
        return await asyncio.wait_for(self._notifications.shown.get(), seconds)

    @property
    def on_screen(self) -> list[Notification]:
        return list(self._notifications.open.values())

    def click(self, notification: Notification, action: str = "default") -> None:
        """Touch the notification, or one of its buttons."""
        self._notifications.ActionInvoked(notification.id, action)
