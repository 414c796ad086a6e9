"""A real PostgreSQL, and ``async def`` tests, for the bus."""

from __future__ import annotations

from tests.db.conftest import postgres_server, pytest_pyfunc_call

__all__ = ["postgres_server", "pytest_pyfunc_call"]
