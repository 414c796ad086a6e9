"""What requests may carry. Unknown fields are ignored, wrong ones are refused by name (422)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from siharat.close.afterwards import Helped
from siharat.incident.rules import Disposition
from siharat.kernel.clock import parse_rfc3339
from siharat.kernel.errors import invalid
from siharat.kernel.place import Place
from siharat.people.readiness_rules import Permission
from siharat.respond.rules import Movement, Outcome
from siharat.ring.rules import Receipt

Text = Annotated[str, Meta(min_length=1, max_length=2_000)]


class NewCitizen(msgspec.Struct):
    phone: Annotated[str, Meta(min_length=3, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]


class Reason(msgspec.Struct):
    reason: Text


class Why(msgspec.Struct):
    reason: Annotated[str, Meta(max_length=500)] | None = None


class CallBack(msgspec.Struct):
    outcome: Outcome


class Location(msgspec.Struct):
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, Meta(ge=0)] | None = None
    at: str | None = None

    def place(self) -> Place:
        return Place(self.lat, self.lon, self.accuracy_m)

    def moment(self, now: int) -> int:
        """When the phone was there (ms); ``now`` where it does not say. ``Problem`` 422."""
        try:
            return parse_rfc3339(self.at) if self.at else now
        except (ValueError, OverflowError) as error:
            raise invalid("at", "is no RFC 3339 time") from error


_LOCATION = msgspec.json.Decoder(Location)


def typed_location(said: Mapping[str, str]) -> Location:
    """A place as a form's fields give it. ``Problem`` 422."""
    try:
        fields = {name: float(said[name]) for name in ("lat", "lon", "accuracy_m") if said.get(name)}
        return _LOCATION.decode(msgspec.json.encode(fields))
    except (ValueError, msgspec.ValidationError) as error:
        raise invalid("lat", "is no place") from error


class NewEscort(msgspec.Struct):
    minutes: int
    to: Annotated[str, Meta(max_length=200)] = ""
    silent: bool = False


class Rating(msgspec.Struct):
    helped: Helped


class Minutes(msgspec.Struct):
    minutes: int


class Move(msgspec.Struct):
    status: Movement
    location: Location | None = None


class Message(msgspec.Struct):
    text: Annotated[str, Meta(min_length=1, max_length=1_000)]


class Cancel(msgspec.Struct):
    pin: str | None = None


class NewPins(msgspec.Struct):
    mistake: Annotated[str, Meta(max_length=64)]
    duress: Annotated[str, Meta(max_length=64)]


class Who(msgspec.Struct):
    who: Annotated[str, Meta(max_length=120)]


class Close(msgspec.Struct):
    disposition: Disposition
    note: Annotated[str, Meta(max_length=2_000)] | None = None


class Amend(msgspec.Struct):
    disposition: Disposition
    reason: Text


class NewDevice(msgspec.Struct):
    kind: Literal["web_push", "ntfy", "sms", "voice"]
    subscription: Any = None
    address: str | None = None
    renews: str | None = None
    renewal_key: str | None = None


class PageReport(msgspec.Struct):
    """What an officer's open page says of itself, each half minute."""

    permission: Permission
    subscribed: bool
    sound: bool
    device: Annotated[str, Meta(pattern=r"^[0-9]{1,18}$")] | None = None


class NewReceipt(msgspec.Struct):
    state: Receipt
    at: str | None = None
    key: str = ""
    receipt_key: str = ""


class NewAnswer(msgspec.Struct):
    said: Literal["take", "decline"]


class ReportDeed(msgspec.Struct):
    """Of these, what the deed needs."""

    text: Annotated[str, Meta(max_length=1_000)] = ""
    category: str = ""
    other: str = ""
    station: str = ""
    service: str = ""
    number: Annotated[str, Meta(max_length=40)] = ""
    what: Annotated[str, Meta(max_length=1_000)] = ""
    place: Annotated[str, Meta(max_length=300)] = ""
    begins: str = ""
    ends: str = ""
    note: Annotated[str, Meta(max_length=1_000)] = ""
    photos: str = ""
    ending: str = ""
    outcome: str = ""
    reason: Annotated[str, Meta(max_length=500)] = ""


class NewWarnedPhone(msgspec.Struct):
    subscription: Any
    station: Annotated[str, Meta(max_length=40)]


class WarnedKey(msgspec.Struct):
    key: Annotated[str, Meta(max_length=80)]


class PhoneReceipt(msgspec.Struct):
    state: Literal["shown", "outside"]
    phone: Annotated[str, Meta(max_length=20)] | None = None
    receipt_key: Annotated[str, Meta(max_length=80)] | None = None
