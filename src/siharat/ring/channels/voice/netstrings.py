"""Netstrings, the framing of baresip's control socket: ``12:hello world!,``. Pure."""

from __future__ import annotations

LONGEST = 1_000_000
"""Bytes in one frame. baresip's longest answer lists its lines, some hundred bytes each."""
DIGITS = len(str(LONGEST))


class BadFrame(Exception):
    """What came is no netstring: nothing after it can be trusted."""


def framed(body: bytes) -> bytes:
    return b"%d:%s," % (len(body), body)


class Frames:
    """Takes bytes as they come, in pieces of any size, and gives whole frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> list[bytes]:
        """The frames that are complete with this piece. Raises ``BadFrame``."""
        self._buffer += piece
        whole = []
        while (frame := self._next()) is not None:
            whole.append(frame)
        return whole

    def _next(self) -> bytes | None:
        head, colon, _ = self._buffer[:DIGITS + 1].partition(b":")
        if not colon:
            if len(head) > DIGITS or (head and not head.isdigit()):
                raise BadFrame(f"no length where one must stand: {bytes(head[:20])!r}")
            return None
        if not head.isdigit() or int(head) > LONGEST:
            raise BadFrame(f"no usable length: {bytes(head)!r}")
        start = len(head) + 1
        end = start + int(head)
        if len(self._buffer) <= end:
            return None
        if self._buffer[end:end + 1] != b",":
            raise BadFrame("the frame does not end where it said")
        body = bytes(self._buffer[start:end])
        del self._buffer[:end + 1]
        return body
