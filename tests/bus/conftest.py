"""``async def`` tests, for the bus."""

from __future__ import annotations

from tests.db.conftest import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]
