"""Cancelling and the PINs of it, for the documented API and for the pages alike: short units of work, and between them
the slow hash. The way from the request to the answer is the same for every PIN: the same statements in the same
order, one line of the log, one hash.
"""

from __future__ import annotations

from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.incident.rules import still_open
from siharat.kernel import Problem
from siharat.people import access, pins
from siharat.people.access import CitizenCaller
from siharat.respond import actions as respond
from siharat.web.api.door import as_citizen
from siharat.web.services import Services


async def cancel(services: Services, token: str | None, incident_id: str | None, said: object) -> None:
    """The citizen cancels. ``incident_id``: left out, the one that is open. ``Problem`` 404 when it is not theirs,
    409 when it is closed; never one for the PIN."""
    found, hashes = await services.db.read(as_citizen, token, _open_incident, incident_id)
    how = await services.backroom.run(pins.judge, hashes, said)
    await services.db.write(as_citizen, token, respond.cancel, found, how)


def _open_incident(tx: Tx, caller: CitizenCaller, incident_id: str | None) -> tuple[str, str]:
    incident = incidents.get(tx, incident_id) if incident_id else incidents.last_of(tx, caller.id)
    if incident is None:
        raise Problem(409, "closed", "No alarm of yours is open.")
    access.see(caller, incident)
    return still_open(incident).id, pins.hashes_of(tx, caller.id)


async def set_pins(services: Services, token: str | None, mistake: object, duress: object) -> None:
    """``Problem`` 422 that names the field, 409 while an alarm is open: whoever holds the phone then may not be who
    owns it."""
    await services.db.read(as_citizen, token, _calm)
    hashes = await services.backroom.run(pins.hashed, services.identity, pins.chosen(mistake, duress))
    await services.db.write(as_citizen, token, _set, hashes)


async def forget_pins(services: Services, token: str | None) -> None:
    await services.db.write(as_citizen, token, _forget)


def _set(tx: Tx, caller: CitizenCaller, hashes: str) -> None:
    _calm(tx, caller)
    pins.set_(tx, caller.id, hashes)


def _forget(tx: Tx, caller: CitizenCaller) -> None:
    _calm(tx, caller)
    pins.forget(tx, caller.id)


def _calm(tx: Tx, caller: CitizenCaller) -> None:
    incident = incidents.last_of(tx, caller.id)
    if incident is not None and incident.open:
        raise Problem(409, "not_now", "An alarm of yours is open. Set this in calm, when it is over.")
