"""An officer at a desk presses for somebody who phones 110 or stands at the counter: the API."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import JSONBody
from sqlalchemy import text

from siharat.alarm import actions as alarm
from siharat.alarm.actions import Acknowledged
from siharat.alarm.rules import read_call
from siharat.db import Tx
from siharat.incident import store as incidents
from siharat.people import access
from siharat.people.access import OfficerCaller
from siharat.report.categories import CATEGORIES
from siharat.web.api.asking import Asked, knocked, services_of
from siharat.web.api.door import as_officer

BESIDE = text("""SELECT i.id FROM incident i JOIN citizen c ON c.id = i.citizen
    WHERE c.phone_blind = (SELECT phone_blind FROM citizen WHERE id = :citizen) AND i.closed_at IS NULL
    AND i.id <> :incident AND i.mode IN ('loud', 'silent') ORDER BY i.opened_at DESC LIMIT 5""")


@post("/calls", summary="Press for somebody who phones or comes: number, place in words, kind, note")
async def raise_for(request: Asked, data: JSONBody[dict[str, Any]]) -> Response[dict[str, Any]]:
    done, beside = await services_of(request).db.write(as_officer, knocked(request).token, taken, data, lane="press")
    return Response(done.body() | {"beside": beside}, status_code=200 if done.duplicate else 201)


def taken(tx: Tx, caller: OfficerCaller, said: dict[str, Any]) -> tuple[Acknowledged, list[dict[str, str]]]:
    """Also the codes of the open incidents that came in with the same number, as far as the caller may see them."""
    press = read_call(said, tx.now, caller.id, CATEGORIES)
    done = alarm.raise_for(tx, caller, press)
    rows = tx.all(BESIDE, citizen=done.incident.citizen, incident=done.incident.id) if press.phone else ()
    others = [incidents.get(tx, row.id) for row in rows]
    return done, [{"id": each.id, "code": each.code} for each in others if access.may_see(caller, each)]
