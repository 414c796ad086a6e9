"""The documented API, ``/api/v1``: each route parses, runs one verb in one transaction, and answers."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from siharat.claim import actions as claims
from siharat.close import actions as closing
from siharat.close import afterwards
from siharat.db import Tx
from siharat.incident.rules import disposition
from siharat.kernel.errors import invalid
from siharat.kernel.phone import e164
from siharat.kernel.place import Place
from siharat.people import citizens, press_keys, sessions, signing_in
from siharat.respond import actions as respond
from siharat.rights import holding
from siharat.ring import actions as ring
from siharat.ring.proofs import send_proof, start_proof
from siharat.web import cancelling
from siharat.web.api import bodies, devices, floods, record, views
from siharat.web.api.asking import Asked, from_our_page, knocked, not_too_many, services_of
from siharat.web.api.attachments import attachment_routes
from siharat.web.api.broadcasts import broadcast_routes
from siharat.web.api.calls import raise_for
from siharat.web.api.calm import calm_routes
from siharat.web.api.channels import list_channels
from siharat.web.api.desk import desk_routes
from siharat.web.api.door import as_anybody, as_citizen, as_officer, knock, session_cookie, with_phone
from siharat.web.api.escort import escort_routes
from siharat.web.api.evaluation import evaluation_routes
from siharat.web.api.exchange import exchange_routes
from siharat.web.api.forms import form_routes
from siharat.web.api.incoming import sms_came_in
from siharat.web.api.maps import map_routes
from siharat.web.api.marks import mark_routes
from siharat.web.api.reports import report_routes
from siharat.web.api.rights import rights_routes
from siharat.web.api.sign_in import sign_in_routes


@post("/citizens", status_code=201, summary="Register with a number and a name")
async def register(request: Asked, data: JSONBody[bodies.NewCitizen]) -> Response[dict[str, Any]]:
    from_our_page(request)
    not_too_many(request, floods.REGISTRATIONS)
    services = services_of(request)
    try:
        phone = e164(data.phone)
    except ValueError as error:
        raise invalid("phone", str(error)) from error
    if not data.name.strip():
        raise invalid("name", "is empty")
    citizen, token = await services.db.write(new_citizen, phone, data.name)
    cookie = session_cookie("warga", token, secure=services.settings.secure,
                            lifetime_ms=sessions.LIFETIME["citizen"])
    return Response({"citizen": {"id": citizen, "verified": False}, "token": token},
                    headers={"set-cookie": cookie, "cache-control": "no-store"})


@post("/press-keys", status_code=201, summary="A key for this phone, to sign a press that it sends by SMS")
async def give_press_key(request: Asked) -> dict[str, str]:
    return await services_of(request).db.write(as_citizen, knocked(request).token, press_keys.give)


def new_citizen(tx: Tx, phone: str, name: str) -> tuple[str, str]:
    citizen = citizens.add(tx, phone, name)
    return citizen, sessions.open_session(tx, "citizen", citizen)


@get("/incidents", summary="What the caller may see, newest first")
async def list_incidents(
    request: Asked, station: FromQuery[str | None] = None, status: FromQuery[str] = "",
    cursor: Annotated[int, QueryParameter(ge=0, le=1 << 52)] = 1 << 52,
) -> dict[str, Any]:
    return await services_of(request).db.read(as_anybody, knocked(request).token, views.incident_list, station,
                                              status, cursor)


@get("/incidents/{incident_id:str}", summary="One incident, as far as the caller may see it")
async def get_incident(request: Asked, incident_id: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.read(as_anybody, knocked(request).token, views.incident, incident_id)


@post("/incidents/{incident_id:str}/claim", status_code=200, summary="Take it; the answer names the citizen")
async def claim(request: Asked, incident_id: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.write(as_officer, knocked(request).token, claims.claim, incident_id, "in_app",
                                               lane="press")


@post("/incidents/{incident_id:str}/decline", status_code=204, summary="Cannot come: my own phone falls silent")
async def decline(request: Asked, incident_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, ring.decline, incident_id)


@post("/incidents/{incident_id:str}/release", status_code=204, summary="Give it back: it rings again")
async def release(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Reason]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, claims.release, incident_id,
                                        data.reason)


@post("/incidents/{incident_id:str}/call-backs", status_code=201, summary="The call-back started, or its outcome")
async def call_back(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.CallBack]) -> dict[str, str]:
    await services_of(request).db.write(as_officer, knocked(request).token, respond.call_back, incident_id,
                                        data.outcome)
    return {"outcome": data.outcome}


@post("/incidents/{incident_id:str}/movements", status_code=201, summary="On the way, there, clear")
async def move(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Move]) -> dict[str, str]:
    there = data.location
    where = Place(there.lat, there.lon, there.accuracy_m) if there else None
    await services_of(request).db.write(as_officer, knocked(request).token, respond.move, incident_id,
                                        data.status, where)
    return {"status": data.status}


@post("/incidents/{incident_id:str}/messages", status_code=201, summary="Write to the other side")
async def write_message(
    request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Message],
) -> dict[str, str]:
    await services_of(request).db.write(as_anybody, knocked(request).token, respond.write_message, incident_id,
                                        data.text)
    return {"text": data.text}


@post("/incidents/{incident_id:str}/locations", status_code=204, summary="Share a place while it is open")
async def share_place(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Location]) -> None:
    services = services_of(request)
    await services.db.write(as_anybody, knocked(request).token, respond.share_place, incident_id, data.place(),
                            data.moment(services.clock.now()))


@post("/incidents/{incident_id:str}/cancel", status_code=200, summary="The citizen says that it is over: a mark")
async def cancel(
    request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Cancel | None] = None,
) -> dict[str, Any]:
    token = knocked(request).token
    not_too_many(request, floods.CANCELS)
    await cancelling.cancel(services_of(request), token, incident_id, data.pin if data else None)
    return await services_of(request).db.read(as_anybody, token, views.incident, incident_id)


@post("/incidents/{incident_id:str}/rating", status_code=204, summary="When it is over: did it help")
async def rate(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Rating]) -> None:
    await services_of(request).db.write(as_citizen, knocked(request).token, afterwards.rate, incident_id, data.helped)


@post("/incidents/{incident_id:str}/correction", status_code=204, summary="It was no false alarm")
async def correct(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Message]) -> None:
    await services_of(request).db.write(as_citizen, knocked(request).token, afterwards.correct, incident_id, data.text)


@post("/incidents/{incident_id:str}/close", status_code=200, summary="Close it with a truthful disposition")
async def close(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Close]) -> dict[str, Any]:
    services = services_of(request)
    token = knocked(request).token
    await services.db.write(as_officer, token, closing.close, incident_id, disposition(data.disposition),
                            data.note)
    return await services.db.read(as_anybody, token, views.incident, incident_id)


@post("/incidents/{incident_id:str}/amendment", status_code=204, summary="It ended otherwise: the desk says how, why")
async def amend(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Amend]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, closing.amend, incident_id,
                                        disposition(data.disposition), data.reason)


@post("/incidents/{incident_id:str}/hold", status_code=204, summary="A case needs it: nothing of it fades")
async def hold(request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Reason]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, holding.hold, incident_id, data.reason)


@post("/incidents/{incident_id:str}/let-go", status_code=204, summary="No case needs it any more")
async def let_go(request: Asked, incident_id: FromPath[str]) -> None:
    await services_of(request).db.write(as_officer, knocked(request).token, holding.let_go, incident_id)


@post("/incidents/{incident_id:str}/identity", status_code=200,
      summary="The citizen's name and number; with a reason from who does not work on it")
async def identity(
    request: Asked, incident_id: FromPath[str], data: JSONBody[bodies.Why | None] = None,
) -> dict[str, str]:
    reason = data.reason if data else None
    return await services_of(request).db.write(as_officer, knocked(request).token, views.identity,
                                               incident_id, reason)


@post("/devices", status_code=201, summary="Register a device to ring")
async def add_device(request: Asked, data: JSONBody[bodies.NewDevice]) -> dict[str, Any]:
    services = services_of(request)
    address, channel = devices.checked(services, data), services.channel(data.kind)
    if data.renews is not None:
        added = await services.db.write(devices.renew, data.renews, data.renewal_key or "", address)
    else:
        paid = channel is not None and channel.costs_money
        added = await services.db.write(with_phone, knocked(request).token, devices.add, data.kind, address, paid)
    if data.kind == "ntfy":
        added |= {"address": address}
    if channel is not None:
        channel.prepare([address])
    return added


@post("/devices/tests", status_code=200, summary="Ring my own devices, so that each proves that it can")
async def try_devices(request: Asked) -> dict[str, Any]:
    services = services_of(request)
    proofs = await services.db.write(with_phone, knocked(request).token, start_proof)
    for channel in services.channels:
        await send_proof(services.db, channel, proofs)
    return {"rings": [{"ring_id": str(proof.ring_id), "receipt_key": proof.receipt_key, "kind": proof.kind}
                      for proof in proofs]}


@post("/devices/reports", status_code=204, summary="A page is open, and this is what it lacks; each half minute")
async def report(request: Asked, data: JSONBody[bodies.PageReport]) -> None:
    """A sign of life costs a read; only what is new is written."""
    services = services_of(request)
    token = knocked(request).token
    said = (int(data.device) if data.device else None, data.permission, data.subscribed, data.sound)
    officer, is_news = await services.db.read(with_phone, token, devices.heard, *said)
    if is_news:
        await services.db.write(with_phone, token, devices.report, *said)
    services.hub.page_spoke(officer, services.clock.now())


@post("/rings/{ring_id:str}/receipts", status_code=200, summary="How far the ring got on this phone")
async def take_receipt(
    request: Asked, ring_id: FromPath[str], data: JSONBody[bodies.NewReceipt],
) -> dict[str, str]:
    shown = data.key or data.receipt_key or request.headers.get("ring-key") or ""
    made = knock({name.lower(): value for name, value in request.headers.items()})
    await services_of(request).db.write(devices.receipt, ring_id, shown, made, data.state)
    return {"ring_id": ring_id, "state": data.state}


@post("/rings/{ring_id:str}/answer", status_code=200, summary="Take or decline with the ring's own key (Ring-Key)")
async def answer_ring(
    request: Asked, ring_id: FromPath[str], data: JSONBody[bodies.NewAnswer],
) -> dict[str, Any]:
    key = request.headers.get("ring-key") or ""
    return await services_of(request).db.write(devices.answer, ring_id, key, data.said, lane="press")


@get("/incidents/{incident_id:str}/rings", summary="The ledger: who rang after how long, who never did and why")
async def rings_of_incident(request: Asked, incident_id: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.read(as_officer, knocked(request).token, record.document, incident_id)


@get("/stations", summary="The caller's station and those below it, with live counts")
async def list_stations(request: Asked) -> list[dict[str, Any]]:
    return await services_of(request).db.read(as_officer, knocked(request).token, views.station_list)


@get("/stations/{code:str}/readiness", summary="Would each phone ring now, and if not, why not")
async def readiness(request: Asked, code: FromPath[str]) -> dict[str, Any]:
    return await services_of(request).db.read(as_officer, knocked(request).token, views.station_readiness, code)


@get("/push-key", summary="The key with which a browser subscribes to our Web Push")
async def push_key(request: Asked) -> dict[str, str | None]:
    return {"public_key": services_of(request).push_public_key}


@get("/me", summary="Who the token speaks for")
async def me(request: Asked) -> dict[str, Any]:
    return await services_of(request).db.read(as_anybody, knocked(request).token, views.me)


@post("/sign-out", status_code=204, summary="End this session, here and now")
async def sign_out(request: Asked) -> None:
    made = knocked(request)
    if made.token:
        await services_of(request).db.write(signing_in.leave, made.token)



def api_router() -> Router:
    """All routes but the two bare doors."""
    return Router("/api/v1", route_handlers=[
        rings_of_incident,
        register, give_press_key, list_incidents, get_incident, claim, decline, release, call_back, move,
        write_message, share_place, cancel, rate, correct, close, amend,
        hold, let_go,
        identity, add_device, try_devices, report, take_receipt, answer_ring,
        list_stations, readiness, push_key, me, sign_out, sms_came_in, list_channels, raise_for,
        *sign_in_routes(), *mark_routes(), *evaluation_routes(), *report_routes(), *calm_routes(), *escort_routes(),
        *rights_routes(), *desk_routes(), *attachment_routes(), *broadcast_routes(), *map_routes(),
        *exchange_routes(), *form_routes(),
    ])
