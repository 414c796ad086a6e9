"""How long the others ring before somebody who has let it go may take it again; and from where it climbs. Pure."""

from __future__ import annotations

from typing import Literal

from siharat.kernel.clock import SECOND

Ended = Literal["released", "taken_back", "lapsed", "let_go", "handed_over", "closed"]
"""How a claim ended: given back by its officer; by the desk in their place; by nobody's doing; with that of the
incident it was joined to; when another station took it over; with the incident."""

OTHERS_FIRST = 10 * SECOND
LONGEST_WAIT = 60 * SECOND
"""Nobody is shut out for longer: there may be no other who is awake."""
FORGIVEN = 1
"""So many claims may end in vain, and the ladder begins at its foot. From then on it goes on from the press."""


def others_first_ms(in_vain: int) -> int:
    """Of an officer with so many claims on an incident that ended in vain: how long it must have rung without a claim
    before they may take it again. A key in the wrong hands could take it at every lapse, and no other phone would
    ever ring; each time the others have longer."""
    return min(in_vain * OTHERS_FIRST, LONGEST_WAIT)


def climbs_since(opened_at: int, free_since: int, in_vain: int) -> int:
    """From which moment the ladder counts, when so many claims of an incident have ended in vain, whoever's."""
    return free_since if in_vain <= FORGIVEN else opened_at
