"""An incident as EIDO: the JSON that emergency centres hand to each other (NENA-STA-021.1). Pure.

It says what, where, how far and by whom, of stations; never who. Values of its registries stand in the standard's
chapter 3. Ours that have no equal there are told beside them, as *internal* values.
"""

from __future__ import annotations

import json
from typing import Any

from siharat.exchange import pidf
from siharat.incident.rules import Caution, Disposition, Incident, Status
from siharat.kernel.clock import rfc3339

VERSION = "1.0"
STATUS: dict[Status, str] = {"ringing": "Active", "claimed": "ResourcesAssigned", "responding": "ResourcesEnroute",
                             "on_scene": "ResourcesOnscene", "closed": "Closed"}
"""Registry "EIDO-IncidentStatus-Common"."""
PANIC, SILENT_PANIC, UNKNOWN = "ALRPANA", "ALRPANS", "TROUBLE"
TYPES = {"curat": "BURGLARY", "curas": "ROBBERY", "curbis": "LARCENY", "curanmor": "VEHSTLN", "penganiayaan": "ASSAULT",
         "kdrt": "DVA", "narkotika": "DRUGS", "penipuan": "FRAUD", "pengrusakan": "VANDAL", "miras": "INTOX",
         "keributan": "FIGHT", "orang_mencurigakan": "PERSUSP", "laka_lantas": "MVA", "kebakaran": "FUNK",
         "orang_hilang": "PERMISS"}
"""Registry "EIDO-IncidentType-Common", where it has our category. Else a press is a panic alarm, loud or silent."""
DISPOSITIONS: dict[Disposition, str] = {
    "genuine": "18", "false_alarm": "17", "accidental": "10", "unfounded": "14", "test": "13", "drill": "13",
    "duplicate": "22", "referred": "15"}
"""Registry "EIDO-CommonDispositionCode": settled by contact; false alarm; cancelled; unable to locate; administrative;
duplicate; referred to a partner."""

CAUTIONS: dict[Caution, str] = {"silent": "Do not phone: whoever pressed cannot speak.",
                                "forced": "Do not phone, and come: whoever pressed may be forced."}


def document(incident: Incident, names: dict[str, str], host: str, now: int, changed_at: int) -> dict[str, Any]:
    """``names``: of the stations, by code. ``changed_at``: when anything last happened to it (ms)."""
    told = _Told(incident, host, rfc3339(changed_at))
    found: dict[str, Any] = {
        **told.prologue(f"urn:emergency:uid:incidentid:{incident.id.replace('-', '')}:{host}"),
        "eidoVersion": VERSION, "issuingElementIdentification": host,
        "agencyComponent": [told.agency(code, names[code]) for code in incident.stations],
        "incidentComponent": told.incident()}
    place = pidf.document(incident, host, now)
    if place is not None:
        found["locationComponent"] = [{**told.prologue(told.place), "locationByValue": place.decode(),
                                       "locationTypeDescriptionRegistryText": "CurrentIncident"}]
    if incident.caution:
        found["notesComponent"] = [{**told.prologue(told.note), "notesActionComments": CAUTIONS[incident.caution]}]
    return found


class _Told:
    """What every component begins with."""

    def __init__(self, incident: Incident, host: str, at: str) -> None:
        self._incident = incident
        self._host = host
        self._at = at
        self.place = f"location-{incident.id}"
        self.note = f"caution-{incident.id}"

    def prologue(self, name: str) -> dict[str, Any]:
        return {"$id": name, "lastUpdateTimeStamp": self._at,
                "updatedByAgencyReference": {"$ref": self._agency(self._incident.in_charge)}}

    def _agency(self, code: str) -> str:
        return f"{code}.{self._host}"

    def agency(self, code: str, name: str) -> dict[str, Any]:
        """Who answers for it dispatches; who heard it first received the call; the rest read of it."""
        incident = self._incident
        roles = (["CallReceiving"] if code == incident.station else []) + (
            ["Dispatching"] if code == incident.in_charge else [])
        return {**self.prologue(self._agency(code)), "agencyType": ["police"],
                "agencyRoleDescriptionRegistryText": roles or ["Informational"],
                "agencyJcard": jcard(name), "incidentOwningAgencyIndicator": code == incident.in_charge}

    def incident(self) -> dict[str, Any]:
        incident = self._incident
        found: dict[str, Any] = {
            **self.prologue(f"incident-{incident.id}"), "incidentTypeCommonRegistryText": type_of(incident),
            "incidentStatusCommonRegistryText": [STATUS[incident.status]],
            "incidentStatusInternalText": [incident.status], "internalIncidentId": incident.code}
        if incident.category:
            found["incidentTypeInternalCode"] = incident.category
        if incident.lat is not None:
            found["locationReference"] = [{"$ref": self.place}]
        if incident.caution:
            found["notesReference"] = [{"$ref": self.note}]
        if incident.disposition:
            found["dispositionComponent"] = [{
                **self.prologue(f"disposition-{incident.id}"),
                "dispositionCommonRegistryCode": DISPOSITIONS[incident.disposition],
                "dispositionDescriptionText": incident.disposition, "dispositionPrimaryIndicator": True}]
        return found


def type_of(incident: Incident) -> str:
    if incident.category in TYPES:
        return TYPES[incident.category]
    if incident.road in ("call", "desk", "report", "system"):
        return UNKNOWN
    return SILENT_PANIC if incident.mode == "silent" else PANIC


def jcard(name: str) -> str:
    """The name of a station as a jCard (RFC 7095)."""
    return json.dumps(["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name],
                                 ["kind", {}, "text", "org"]]])
