"""The way between a browser and the house, which can be cut, or left hanging, and mended."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading


class Cable:
    """Carries bytes both ways on a thread of its own. ``origin`` is where the house seems to be."""

    def __init__(self, port: int) -> None:
        self._house = ("127.0.0.1", port)

    def __enter__(self) -> Cable:
        self._lock = threading.Lock()
        self._whole = True
        self._partner: dict[socket.socket, socket.socket] = {}
        self._streams: set[socket.socket] = set()
        self._hanging: set[socket.socket] = set()
        self._wires = selectors.DefaultSelector()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._wires.register(self._door, selectors.EVENT_READ)
        self.origin = f"http://localhost:{self._door.getsockname()[1]}"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self.cut()
        for wire in self._hanging:
            wire.close()
        self._door.close()
        self._wires.close()

    def cut(self) -> None:
        """Every connection breaks, and there are no new ones."""
        with self._lock:
            self._whole = False
            for wire in list(self._partner):
                self._close(wire)

    def hang(self) -> None:
        """The event streams stay, and nothing comes through any more. All others work, and new ones."""
        with self._lock:
            for wire in self._streams:
                self._hanging.add(wire)
                self._wires.unregister(wire)
                del self._partner[wire]

    def mend(self) -> None:
        self._whole = True

    def _carry(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._wires.select(0.05):
                with self._lock, contextlib.suppress(OSError):
                    self._one(key.fileobj)

    def _one(self, wire: object) -> None:
        assert isinstance(wire, socket.socket)
        if wire is self._door:
            near = self._door.accept()[0]
            if not self._whole:
                near.close()
                return
            try:
                far = socket.create_connection(self._house)
            except OSError:  # the house is away
                near.close()
                return
            for one, other in ((near, far), (far, near)):
                self._partner[one] = other
                self._wires.register(one, selectors.EVENT_READ)
        elif wire in self._partner:
            try:
                data = wire.recv(65_536)
            except OSError:
                data = b""
            if b"text/event-stream" in data:
                self._streams |= {wire, self._partner[wire]}
            if data:
                self._partner[wire].sendall(data)
            else:
                self._close(wire)

    def _close(self, wire: socket.socket) -> None:
        other = self._partner.pop(wire, None)
        if other is None:
            return
        del self._partner[other]
        for each in (wire, other):
            self._streams.discard(each)
            self._wires.unregister(each)
            each.close()
