"""An anonymous report, sent by somebody who is signed in, from an address, with a browser and a camera. Afterwards all
that is on disk or was printed is searched for them, sealed fields and photos opened. Each search can find something.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from siharat.db import files
from siharat.db.schema import metadata
from siharat.people import resealing, sessions
from siharat.report import photos
from siharat.report.photos import Developed
from siharat.web.api.floods import Floods
from tests.conftest import play
from tests.report.test_photos import SERIAL, camera
from tests.story.cast import Stage, request
from tests.story.conftest import hire
from tests.story.reporting import BOUNDARY, WORDS, multipart, new_id

ADDRESS = "203.0.113.77"
TRACES = {"number": b"81234567731", "as typed": b"0812-3456-7731", "name": b"Kenari Aisyah",
          "address": ADDRESS.encode(), "browser": b"KenariBrowser/9", "camera": SERIAL, "maker": b"Kenari Phone",
          "file name": b"IMG_0001"}


@dataclass
class Elsewhere:
    """The application, reached from an address of its own."""

    app: Any

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.app({**scope, "client": (ADDRESS, 4711)}, receive, send)


def rows(stage: Stage, folder: Path) -> set[bytes]:
    """Every row of every table, with what is sealed in it beside it in clear; every photo as it can be looked at."""
    sealed = {(each.table, each.column): each.field for each in resealing.columns()}

    def work(tx: Any) -> set[bytes]:
        found = set()
        for table in metadata.sorted_tables:
            for row in tx.all(text(f"SELECT * FROM {table.name}")):
                values = row._asdict()
                clear = [tx.keys.unseal(box, sealed[table.name, name]) for name, box in values.items()
                         if box and (table.name, name) in sealed]
                found.add(f"{table.name} {values} {clear}".encode())
        keys = stage.app.services.keys
        return found | {files.opened(folder, keys, photo) for photo in photos.known(tx)}

    return stage.do(stage.app.services.db.read(work))


def sends(folder: Path, capfd: Any, under: str) -> set[str]:
    """Which traces of who sent it are found."""
    with play(f"sqlite:///{folder / 'siharat.db'}", folder) as stage:
        hire(stage, "63.72", "Bripka", "Andi Saputra")
        answer = stage.call("POST", "/api/v1/citizens", {"phone": "0812-3456-7731", "name": "Kenari Aisyah"})
        citizen, token = answer["citizen"]["id"], answer["token"]
        before = rows(stage, folder)
        said = {"id": new_id(stage), "text": WORDS, "under": under,
                "csrf": sessions.csrf_token(stage.app.services.keys, token)}
        sent = stage.do(request(
            Elsewhere(stage.app), "POST", "/lapor", multipart(said, (camera(),)), None,
            {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "cookie": f"siharat_warga={token}",
             "user-agent": "KenariBrowser/9", "x-forwarded-for": ADDRESS}))
        assert sent.status == 200
        assert "1 foto disimpan" in sent.body
        new = rows(stage, folder) - before
        assert any(WORDS.encode() in row for row in new), "the search looks into what is sealed"
        assert any(row.startswith(b"RIFF") for row in new), "and at the photo"
        with sqlite3.connect(folder / "siharat.db") as database:
            database.execute(f"VACUUM INTO '{folder / 'backup.db'}'")
        database.close()
        raw = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]  # database, journal, backup, photos
    printed = "".join(capfd.readouterr()).encode()
    wanted = TRACES | {"citizen": citizen.encode(), "session": token.encode(),
                       "session's digest": sessions.digest(token).encode()}
    found = {name for name, trace in wanted.items() if any(trace in row for row in new) or trace in printed}
    return found | {name for name, trace in (TRACES | {"session": token.encode()}).items()
                    if any(trace in file for file in raw)}


def test_of_who_was_nobody_nothing_is_found(tmp_path, capfd):
    assert sends(tmp_path, capfd, "nobody") == set()


def test_negative_control_under_a_name_the_same_search_finds_the_citizen(tmp_path, capfd):
    assert sends(tmp_path, capfd, "name") == {"citizen"}


def test_negative_control_a_photo_that_is_only_copied_betrays_its_camera(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(photos, "develop", lambda raw: Developed(b"RIFF" + raw, 1, 1))
    assert sends(tmp_path, capfd, "nobody") == {"camera", "maker"}


def test_negative_control_a_line_of_log_betrays_the_address(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(Floods, "admit", lambda self, limit, address, now: print(address))
    assert sends(tmp_path, capfd, "nobody") == {"address"}
