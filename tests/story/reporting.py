"""How the stories of calm reports are played: somebody sends one and comes back, a desk works on it, a patrol goes."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from siharat.people import sessions
from tests.story.cast import LOKTABAT

BOUNDARY = "batas"
WORDS = "Tiap malam Minggu ada balap liar di depan pasar."


def multipart(said: dict[str, str], photos: tuple[bytes, ...] = ()) -> bytes:
    """As a browser sends a form with files."""
    parts = [f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in said.items()]
    parts += [f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="photos"; filename="IMG_0001.jpg"\r\n'
              f'content-type: image/jpeg\r\n\r\n'.encode() + photo + b"\r\n" for photo in photos]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def new_id(stage: Any) -> str:
    return str(uuid.UUID(int=stage.app.services.identity.below(2**62), version=4))


def send(stage: Any, token: str | None = None, photos: tuple[bytes, ...] = (), **said: str) -> Any:
    place = {"lat": str(LOKTABAT["lat"]), "lon": str(LOKTABAT["lon"])}
    body = multipart({"id": new_id(stage), "text": WORDS, "category": "balap_liar", **place, **said}, photos)
    return stage.call("POST", "/api/v1/reports", body, token,
                      {"content-type": f"multipart/form-data; boundary={BOUNDARY}"})


def comes_back(stage: Any, key: str) -> Any:
    return stage.call("GET", "/api/v1/report", headers={"case-key": key})


def writes(stage: Any, key: str, words: str) -> Any:
    return stage.call("POST", "/api/v1/report/messages", {"text": words}, headers={"case-key": key})


def rows(stage: Any, table: str) -> list[dict[str, Any]]:
    found = stage.do(stage.app.services.db.read(lambda tx: tx.all(text(f"SELECT * FROM {table}"))))
    return [row._asdict() for row in found]


def does(stage: Any, officer: Any, which: str, deed: str, **said: str) -> Any:
    return stage.call("POST", f"/api/v1/reports/{which}/{deed}", said, officer.token)


def queue(stage: Any, officer: Any) -> list[Any]:
    return stage.call("GET", "/api/v1/reports", None, officer.token)["reports"]


def opened(stage: Any, officer: Any, which: str) -> Any:
    return stage.call("GET", f"/api/v1/reports/{which}", None, officer.token)


def reported(stage: Any, dewi: Any, token: str | None = None, **said: str) -> tuple[str, str]:
    """A report, its id at the desk, and its key."""
    sent = send(stage, token, **said)
    return next(each["id"] for each in queue(stage, dewi) if each["code"] == sent["code"]), sent["case_key"]


def told(stage: Any, key: str) -> list[str]:
    """The steps that the reporter reads, with their outcomes."""
    return [":".join(filter(None, (line["kind"], line["detail"]))) for line in comes_back(stage, key)["lines"]]


def on_task(stage: Any, officer: Any, task: str, deed: str, **said: str) -> Any:
    return stage.call("POST", f"/api/v1/tasks/{task}/{deed}", said, officer.token)


def posts(stage: Any, person: Any, path: str, said: dict[str, str], door: str = "komando") -> Any:
    csrf = sessions.csrf_token(stage.app.services.keys, person.token)
    return stage.call("POST", path, urlencode({**said, "csrf": csrf}).encode(), headers={
        "content-type": "application/x-www-form-urlencoded", "cookie": f"siharat_{door}={person.token}"})


def on_page(stage: Any, person: Any, path: str, door: str = "komando") -> Any:
    return stage.call("GET", path, headers={"cookie": f"siharat_{door}={person.token}"})
