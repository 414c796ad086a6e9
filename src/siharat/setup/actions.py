"""From a name to a live station, and back: found, corrected, discarded, drilled, live, taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from siharat.db import Tx
from siharat.drill import actions as drill
from siharat.drill import store as drills
from siharat.drill.rules import Report
from siharat.escalate import policies
from siharat.incident.policy import BY, EscalationPolicy, naming
from siharat.kernel import Problem
from siharat.people import access, enrolment, readiness, stations
from siharat.people.access import OfficerCaller
from siharat.people.enrolment import Slip
from siharat.ring import reach as channels
from siharat.setup import rules, store
from siharat.setup.rules import Facts, Reach


def found(tx: Tx, caller: OfficerCaller, code: str, name: str, parent: str, timezone: str) -> str:
    """A station begins, below ``parent``: its code. Nothing rings there yet."""
    access.administrator(caller)
    code, name, timezone = rules.named(code, name, timezone)
    above = stations.get(tx, parent)
    access.sets_up(caller, f"{above.path}{code}/")
    stations.must_stand(above)
    stations.add(tx, code, name, parent, timezone, [], live=False)
    return code


def of(tx: Tx, caller: OfficerCaller, code: str) -> Any:
    """The row of a station that the caller sets up."""
    row = stations.get(tx, code)
    access.sets_up(caller, row.path)
    stations.must_stand(row)
    return row


def correct(tx: Tx, caller: OfficerCaller, code: str, name: str, timezone: str) -> None:
    """A slip of the pen, while it is being set up: a live station is renamed elsewhere, for people know it by its
    name."""
    row = of(tx, caller, code)
    _not_live(row)
    code, name, timezone = rules.named(code, name, timezone)
    tx.run(store.RENAME, station=code, name=name, timezone=timezone)


def discard(tx: Tx, caller: OfficerCaller, code: str) -> None:
    """It was a mistake: nothing of it stays. ``Problem`` 409 once something hangs on it."""
    row = of(tx, caller, code)
    _not_live(row)
    if store.is_used(tx, code):
        raise Problem(409, "station_used", f"{row.name} has had officers, incidents, records or stations below it "
                      "already: what has been worked with is closed, not discarded.")
    stations.set_areas(tx, code, [])
    store.delete(tx, code)


def _not_live(row: Any) -> None:
    if row.live_since is not None:
        raise Problem(409, "station_live", f"{row.name} is live. Take it back first.")


def facts(tx: Tx, row: Any) -> Facts:
    """What is there of a station, counted now."""
    staff = store.staff(tx, row.code)
    last = tx.one(store.DRILL, station=row.code)
    return Facts(
        areas=int(tx.value(store.AREAS, station=row.code) or 0), officers=staff.officers, desk=staff.desk,
        coded=staff.coded, printed_at=staff.printed_at, coded_until=staff.coded_until, entered=staff.entered,
        enrolled=int(tx.value(store.ENROLLED, station=row.code) or 0), policy=policies.in_force(tx, row.code).version,
        drilled_at=last.started_at if last else None,
        taken_ms=last.taken - last.started_at if last and last.taken else None, live_since=row.live_since,
        above_live=row.parent is None or stations.get(tx, row.parent).live_since is not None)


def reach(tx: Tx, row: Any) -> Reach:
    """Of a station, by its row: counted now."""
    staff, policy = store.staff(tx, row.code), policies.in_force(tx, row.code)
    used = {*policy.second_by, *(kind for step in policy.steps for kind in step.by)}
    return Reach(
        staff.officers, readiness.phones_ready(tx, row.code), staff.at_desk,
        tuple(kind for kind in BY if kind in used and not channels.can_carry(tx, kind)),
        any(step.whom == "named" for step in policy.steps) and policies.named_at(tx, row.code) is None)


def name(tx: Tx, caller: OfficerCaller, code: str, nrp: str) -> None:
    """The person of its ladder's last step."""
    policies.name_at(tx, of(tx, caller, code), caller.id, nrp)


def slips(tx: Tx, caller: OfficerCaller, code: str, again: bool = False) -> list[Slip]:
    """To be printed, for each officer who has neither a way in nor a code. ``again``: for those who hold one, too."""
    of(tx, caller, code)
    return enrolment.draw_for_station(tx, caller, code, again=again)


def printed(tx: Tx, caller: OfficerCaller, code: str, slips: Sequence[Slip], again: bool = False) -> None:
    """The paper is there: their codes open from now on, and those on earlier slips of the same officers no longer.
    ``Problem`` 409 ``slips_changed``."""
    of(tx, caller, code)
    enrolment.make_good(tx, caller, code, slips, again=again)


def choose(tx: Tx, caller: OfficerCaller, code: str, policy: EscalationPolicy) -> None:
    """This ladder is in force there, as a new version; who was named stays so."""
    row = of(tx, caller, code)
    policies.put_at(tx, row, caller.id, naming(policy, policies.named_at(tx, code)))


def rehearse(tx: Tx, caller: OfficerCaller, code: str, announced: bool) -> str:
    """A drill, at once: the id of its plan."""
    of(tx, caller, code)
    return drill.plan(tx, code, f"officer:{caller.id}", announced, None)


def rehearsed(tx: Tx, caller: OfficerCaller, code: str) -> Report | None:
    """The last drill of the station, also the one that is running."""
    of(tx, caller, code)
    last = drills.of_station(tx, code, 1)
    return drill.report(tx, last[0].incident) if last else None


def go_live(tx: Tx, caller: OfficerCaller, code: str, meant: Collection[str] = ()) -> None:
    """From now on alarms of its area ring it. ``Problem`` 409 says what it lacks, or what does not work yet and is not
    among the gaps with which it is ``meant`` to go live: one that came after somebody looked is told first."""
    row = of(tx, caller, code)
    if row.live_since is not None:
        return
    lacking = rules.lacking(facts(tx, row))
    if lacking:
        raise Problem(409, "lacking", f"{row.name} lacks: {', '.join(lacking)}.", lacking=list(lacking))
    gaps = rules.gaps(reach(tx, row))
    if not set(gaps) <= set(meant):
        raise Problem(409, "gaps", f"At {row.name} does not work yet: {', '.join(gaps)}. Say that it is meant.",
                      gaps=list(gaps))
    tx.run(store.BEGIN, station=code, by=caller.id, now=tx.now)
    stations.set_live(tx, code, True)


def take_back(tx: Tx, caller: OfficerCaller, code: str) -> None:
    """Alarms of its area ring the station above again; what is open there stays. ``Problem`` 409 while a station below
    is live, for its alarms would climb into nothing."""
    row = of(tx, caller, code)
    if row.live_since is None:
        return
    below = tx.value(store.BELOW_LIVE, station=code)
    if below is not None:
        raise Problem(409, "below_live", f"{below} is live below it. Take that back first.")
    tx.run(store.END, station=code, by=caller.id, now=tx.now)
    stations.set_live(tx, code, False)
