"""One process that serves."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from siharat.admin import road
from siharat.admin.local import LocalDoor
from siharat.app import Application, compose
from siharat.db.database import is_postgres
from siharat.kernel import Problem
from siharat.settings import Settings

BACKLOG = 4096
"""A whole station reconnects at once; the kernel's own limit (``somaxconn``) still applies."""
LAST_REQUESTS_S = 2
"""How long requests in flight may take once the server was told to stop."""
KEEP_ALIVE_S = 20
UNCONFIRMED_MS = 30_000
"""Two comment lines: with the heartbeat a phone without network is known within 65 s (PROMISES: 90)."""
SWITCH_S = 0.0005
"""How long a busy loop may keep the writer's thread from running. Python's 5 ms cost a press under load
ten times its usual wait (p99 108 ms against 16 ms, measured November 2026 on two cores)."""
COLLECTED_AFTER = (20_000, 20, 20)
"""Objects made, before Python looks for those that hold each other. At its own 700 one alarm to 1,500 phones sets that
off forty times while they wait, which cost it a twentieth (116 to 126 ms against 128 to 131, 1 December 2026, two
shared cores)."""


class Connection(HttpToolsProtocol):
    """uvicorn's, with two ends made sooner.

    A phone that vanishes without a word (tunnel, empty battery) leaves a connection that looks open for a quarter of
    an hour, and counts as a phone that would ring: it is given up when a comment line was not confirmed in time. And
    uvicorn forgets a broken connection only when its keep-alive has run out: 1,500 phones that vanish at once are
    36,000 objects more for every collection in those seconds.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own type
        super().connection_made(transport)
        opened = transport.get_extra_info("socket")
        if opened is not None and opened.family in (socket.AF_INET, socket.AF_INET6):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNCONFIRMED_MS)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._unset_keepalive_if_required()


class Server(uvicorn.Server):
    """uvicorn, with streams closed before it waits for connections, and signals left to ``run``."""

    def __init__(self, application: Application, ready: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(
            application, http=Connection, ws="none", lifespan="off", access_log=False, log_config=None,
            server_header=False, backlog=BACKLOG, timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=LAST_REQUESTS_S))
        self._application = application
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would raise the signal again when it has ended, before the database is closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what was loaded stays: no collection of ours ever walks it again
        gc.set_threshold(*COLLECTED_AFTER)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self._application.services.hub.close()
        await super().shutdown(sockets)

    def stop(self) -> None:
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """The socket, bound before anything else is done: an address in use is known at once."""
    listening: socket.socket | None = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        if listening is not None:
            listening.close()
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Problem(409, "address", f"Cannot listen on {host}:{port}: {why}. Another program may have the port: "
                      "choose one with --port.") from error
    return listening


def address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::", "127.0.0.1", "::1"):  # noqa: S104  compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(settings: Settings, listening: socket.socket, ready: Callable[[], None], *, demo: bool = False) -> None:
    """Serves until SIGTERM or SIGINT. ``ready`` is called once, when the first request may come."""
    road.read(settings, lambda tx: None)  # is everything there, and of our version?
    _allow_many_streams()
    sys.setswitchinterval(SWITCH_S)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, listening, ready, demo))


async def _serve(settings: Settings, listening: socket.socket, ready: Callable[[], None], demo: bool) -> None:
    application = compose(settings, demo=demo)
    server = Server(application, ready)
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, server.stop)
    async with application.running(), _local_door(settings, application):
        await server.serve(sockets=[listening])


@asynccontextmanager
async def _local_door(settings: Settings, application: Application) -> AsyncIterator[None]:
    """Only SQLite needs it: to PostgreSQL the command line goes by itself."""
    if is_postgres(settings.database_url):
        yield
        return
    door = LocalDoor(settings.folder, application.services.db)
    await door.open()
    try:
        yield
    finally:
        await door.close()


def _allow_many_streams() -> None:
    """Each open stream is a file; the usual soft limit of 1,024 is below one large station."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
