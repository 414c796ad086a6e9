"""The product's own doors with nothing behind them: the same posts, answered without a database.

``python -m bench.peers.no_database FOLDER``: FOLDER holds the keys. Every claim loses, as all but one do.
"""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from bench.peers.serving import serve
from siharat.app import compose
from siharat.kernel import Problem
from siharat.settings import Settings


class NoDatabase:
    """Answers every verb at once."""

    async def write(self, work: Any, *args: Any, lane: str = "common") -> Any:
        winner = {"id": "0" * 36, "name": "Bripka Andi Saputra"}
        raise Problem(409, "already_claimed", f"{winner['name']} was first.", claimed_by=winner)


if __name__ == "__main__":
    application = compose(Settings(data=sys.argv[1]), channels=())
    application.pages.state.services = dataclasses.replace(application.services, db=NoDatabase())  # type: ignore[arg-type]
    serve(application.pages)
