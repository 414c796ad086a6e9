"""One process writes to a SQLite file. The second is told so, before it can do harm.

SQLite itself would let both write; older versions can then corrupt the write-ahead log when both
also checkpoint (fixed in 3.51.3).
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from siharat.kernel.errors import Problem


class WriterLock:
    """An advisory lock on a file beside the database. The kernel drops it when the process dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Raises ``Problem`` 409 ``database_in_use`` when another process, or another ``Database`` of
        this one, writes already."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise Problem(409, "database_in_use",
                          f"The server is running (process {holder}) and writes to {self._path.stem}. "
                          "Ask it to do this, or stop it first.") from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """The file stays: deleting it would let two processes lock two different files."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
