"""Officers come from a list and get their one-time codes; a token lets a person in without a page."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from siharat.admin.commands.command import Code, Command, Short, must_stand
from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.errors import invalid
from siharat.kernel.phone import e164
from siharat.people import citizens, enrolment, giving, officers, sessions, staff
from siharat.people.officers import NewOfficer
from siharat.people.roles import Role
from siharat.people.sheets import MOST_OFFICERS


class ImportOfficers(msgspec.Struct):
    station: Code
    officers: Annotated[list[NewOfficer], Meta(min_length=1, max_length=MOST_OFFICERS)]


class EnrolOfficer(msgspec.Struct):
    nrp: Short
    role: Role | None = None


class OfficerToken(msgspec.Struct):
    nrp: Short


class CitizenToken(msgspec.Struct):
    phone: Annotated[str, Meta(max_length=40)]
    name: Short = "Warga"


def import_officers(tx: Tx, args: ImportOfficers) -> dict[str, int]:
    must_stand(tx, args.station)
    return staff.take_over(tx, args.station, args.officers).tally


def enrol_officer(tx: Tx, args: EnrolOfficer) -> dict[str, Any]:
    """A one-time code, for whoever has no administrator to ask yet: the first one of a station."""
    row = _officer(tx, args.nrp)
    if args.role is not None and args.role != row.role:
        giving.set_role(tx, None, row.id, args.role)
    slip = enrolment.make(tx, None, row.id)
    return {"name": slip.name, "station": slip.station, "code": slip.code, "expires_at": slip.expires_at,
            "role": args.role or row.role}


def officer_token(tx: Tx, args: OfficerToken) -> str:
    return sessions.open_session(tx, "officer", _officer(tx, args.nrp).id)


def _officer(tx: Tx, nrp: str) -> Any:
    row = officers.by_nrp(tx, nrp.strip())
    if row is None:
        raise Problem(404, "no_officer", f"There is no officer with the NRP {nrp}. `siharat officer list` "
                      "shows who there is, `siharat officer import` adds more.")
    return row


def citizen_token(tx: Tx, args: CitizenToken) -> str:
    """For the citizen with that number; made if unknown."""
    try:
        phone = e164(args.phone)
    except ValueError as error:
        raise invalid("phone", str(error)) from error
    citizen = citizens.by_phone(tx, phone) or citizens.add(tx, phone, args.name)
    return sessions.open_session(tx, "citizen", citizen)


COMMANDS = {
    "officer import": Command(ImportOfficers, import_officers),
    "officer enrol": Command(EnrolOfficer, enrol_officer),
    "token officer": Command(OfficerToken, officer_token),
    "token citizen": Command(CitizenToken, citizen_token),
}
