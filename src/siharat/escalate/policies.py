"""Which ladder is in force at a station: looked up, taken with a new version, taken again from an old one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import text

from siharat.db import Tx
from siharat.incident import policy as policies
from siharat.incident.policy import EscalationPolicy
from siharat.kernel.errors import invalid, not_found
from siharat.people import access, officers, stations
from siharat.people.access import OfficerCaller

IN_FORCE = text("UPDATE station SET policy = :document WHERE code = :station")
NEWEST = text("UPDATE station SET policy = policy WHERE code = :station RETURNING policy, path")
INSERT = text("""INSERT INTO escalation_policy (station, version, document, "by", at)
    VALUES (:station, :version, :document, :by, :now)""")
VERSIONS = text("""SELECT version, document, "by", at FROM escalation_policy WHERE station = :station
    ORDER BY version DESC LIMIT 20""")
VERSION = text("SELECT document FROM escalation_policy WHERE station = :station AND version = :version")


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    policy: EscalationPolicy
    by: str
    at: int


def in_force(tx: Tx, station: str) -> EscalationPolicy:
    """What the next incident of the station will be opened with."""
    return policies.in_force(stations.get(tx, station))


def versions(tx: Tx, caller: OfficerCaller) -> list[Version]:
    """The last twenty of the caller's station, newest first."""
    access.decides(caller, caller.path)
    return [Version(row.version, policies.decode(row.document),
                    officers.public(tx, row.by)["name"] if row.by else "server", row.at)
            for row in tx.all(VERSIONS, station=caller.station)]


def put(tx: Tx, caller: OfficerCaller, policy: EscalationPolicy) -> EscalationPolicy:
    """A new version is in force, for incidents opened from now on. ``Problem`` 422 names what is wrong with it, and
    the old one stays."""
    access.decides(caller, caller.path)
    for number, step in enumerate(policy.steps, start=1):
        if step.officer:
            _reachable(tx, caller, step.officer, f"steps[{number}].officer")
    return put_at(tx, stations.get(tx, caller.station), caller.id, policy)


def put_at(tx: Tx, station: Any, by: str | None, policy: EscalationPolicy) -> EscalationPolicy:
    """The same at another station (its row): whether ``by`` may is decided by who calls."""
    policy = policies.checked(policy)
    row = tx.one(NEWEST, station=station.code)
    policy = msgspec.structs.replace(policy, version=policies.in_force(row).version + 1)
    document = policies.encode(policy)
    tx.run(INSERT, station=station.code, version=policy.version, document=document, by=by, now=tx.now)
    tx.run(IN_FORCE, station=station.code, document=document)
    return policy


def name_at(tx: Tx, station: Any, by: str | None, nrp: str) -> EscalationPolicy:
    """Who is the named person of a station's ladder (its row), as a new version. ``Problem`` 422 for who is neither of
    it nor of a station above it."""
    row = officers.by_nrp(tx, nrp.strip())
    if row is None or not officers.rings_still(tx, row.id) or row.station not in station.path.split("/"):
        raise invalid("nrp", "is of nobody of this station or one above it")
    return put_at(tx, station, by, policies.naming(policies.in_force(station), row.id))


def named_at(tx: Tx, station: str) -> str | None:
    """The id of the named person of the ladder in force there who is still rung; ``None``: there is none."""
    found = (step.officer for step in in_force(tx, station).steps if step.officer)
    return next((officer for officer in found if officers.rings_still(tx, officer)), None)


def take_again(tx: Tx, caller: OfficerCaller, version: int) -> EscalationPolicy:
    """Undo: an old version is in force again, as a new one; 0 is the one that is shipped."""
    access.decides(caller, caller.path)
    if version == 0:
        return put(tx, caller, policies.shipped_at(caller.path))
    document = tx.value(VERSION, station=caller.station, version=version)
    if document is None:
        raise not_found("version")
    return put(tx, caller, policies.decode(document))


def _reachable(tx: Tx, caller: OfficerCaller, officer: str, field: str) -> None:
    """Somebody of this station or one above it, so that they may take the incident."""
    if not officers.rings_still(tx, officer) or officers.get(tx, officer).station not in caller.path.split("/"):
        raise invalid(field, "is nobody of this station or one above it")
