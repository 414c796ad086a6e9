"""What every command is: arguments that are checked, and a plain function on a transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import stations

Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
"""Never a slash, a per cent sign or an underscore: codes make up the paths of the tree."""
Short = Annotated[str, Meta(min_length=1, max_length=120)]


@dataclass(frozen=True, slots=True)
class Command:
    arguments: type[msgspec.Struct]
    run: Callable[[Tx, Any], Any]

    def __post_init__(self) -> None:
        msgspec.json.Decoder(self.arguments)  # laid out while there is one thread, as tests/house/test_decoders.py says

    def read(self, arguments: Any) -> Any:
        """As JSON brings them. Raises ``msgspec.ValidationError``."""
        return msgspec.convert(arguments, self.arguments)


def must_stand(tx: Tx, code: str) -> None:
    """Raises ``no_station``, with what to do, where there is no station of that code."""
    try:
        stations.get(tx, code)
    except Problem as problem:
        raise Problem(404, "no_station", f"There is no station {code} yet. `siharat station list` shows which "
                      f'there are; `siharat station add --code {code} --name "…"` adds it.') from problem
