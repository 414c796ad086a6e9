"""What is sealed is sealed anew under the newest key."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Command
from siharat.db import Tx
from siharat.kernel.errors import invalid
from siharat.people import resealing


class Reseal(msgspec.Struct):
    newest: Annotated[int, Meta(ge=1)]
    """The key to seal with, which the server may not have met yet."""
    column: Annotated[int, Meta(ge=0, le=1_000)]
    after: str | int | None = None


def reseal(tx: Tx, args: Reseal) -> dict[str, Any]:
    """A batch of one sealed column under the newest key; ``last`` is where to go on, or nothing."""
    columns = [*resealing.columns()]
    if args.column >= len(columns):
        raise invalid("column", f"there are {len(columns)} sealed columns")
    tx.keys.heard_of(args.newest)
    which = columns[args.column]
    done = resealing.batch(tx, which, which.first if args.after is None else args.after)
    return {"sealed": done.sealed, "last": done.last}


COMMANDS = {
    "keys reseal": Command(Reseal, reseal),
}
