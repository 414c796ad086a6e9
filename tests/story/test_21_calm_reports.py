"""A calm report: sent once, by somebody or by nobody; its reporter comes back with a key, reads, and writes."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import text

from siharat.kernel.clock import DAY, HOUR
from siharat.report import keys
from tests.story.cast import BANJARMASIN, LOKTABAT

BOUNDARY = "batas"
KEY = re.compile(r"^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$")
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


def test_it_is_stored_before_it_is_answered_and_the_key_opens_it(stage, andi):
    sent = send(stage, anonymous="1")
    assert sent.status == 201, sent
    assert KEY.match(sent["case_key"])
    own = comes_back(stage, sent["case_key"])
    assert (own["code"], own["text"], own["category"], own["status"]) == (sent["code"], WORDS, "balap_liar", "new")
    assert own["station"]["name"] == "Polres Banjarbaru"
    assert [line["kind"] for line in own["lines"]] == ["received"]
    typed = sent["case_key"].lower().replace("-", " ")
    assert comes_back(stage, typed)["code"] == sent["code"], "as a person types it"


def test_the_same_sending_again_is_one_report_and_the_same_key(stage, andi):
    again = {"id": new_id(stage), "anonymous": "1"}
    first, second = send(stage, **again), send(stage, **again)
    assert (first.status, second.status) == (201, 200)
    assert first["case_key"] == second["case_key"]
    assert second["duplicate"]
    assert len(rows(stage, "report")) == 1


def test_a_retry_after_a_day_finds_the_report_and_gets_no_key(stage, andi):
    again = {"id": new_id(stage), "anonymous": "1"}
    send(stage, **again)
    stage.app.services.clock.advance(2 * DAY / 1_000)
    assert send(stage, **again)["case_key"] is None


def test_who_uses_the_same_id_for_other_words_opens_nothing_of_the_first(stage, andi):
    same = new_id(stage)
    first, other = send(stage, id=same, anonymous="1"), send(stage, id=same, text="Lain sama sekali.", anonymous="1")
    assert other.status == 201
    assert first["case_key"] != other["case_key"]
    assert comes_back(stage, other["case_key"])["text"] == "Lain sama sekali."


def test_of_an_anonymous_report_nobody_is_written_down(stage, siti, andi):
    """Not even when its sender is signed in: who wants to be nobody is not looked at."""
    send(stage, siti.token, anonymous="1")
    (stored,) = rows(stage, "report")
    assert stored["citizen"] is None
    assert stored["received_at"] % HOUR == 0, "a time to the second is half an identity"
    assert uuid.UUID(stored["id"]).version == 5, "an id of ours would tell the millisecond"
    (line,) = rows(stage, "report_line")
    assert (line["officer"], line["at"] % HOUR) == (None, 0)


def test_under_ones_name_it_is_the_citizens(stage, siti, andi):
    send(stage, siti.token)
    send(stage, siti.token, confidential="1", text="Yang ini rahasia.")
    assert [(each["under"], each["citizen"]) for each in rows(stage, "report")] == [
        ("name", siti.id), ("confidence", siti.id)]


def test_a_newcomer_leaves_a_number_or_is_nobody(stage, andi):
    assert send(stage, phone="0812-0000-1111", name="Budi").status == 201
    refused = send(stage)
    assert (refused.status, refused["field"]) == (422, "phone")


def test_the_key_is_kept_nowhere(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    everything = str(rows(stage, "report") + rows(stage, "report_line"))
    assert key not in everything
    assert key.replace("-", "") not in everything
    assert WORDS not in everything, "and the words are sealed"


def test_negative_control_a_key_that_is_written_down_is_found(stage, andi, monkeypatch):
    monkeypatch.setattr(keys, "blind", lambda ring, typed: typed)
    key = send(stage, anonymous="1")["case_key"]
    assert key in str(rows(stage, "report"))


def test_no_other_key_opens_anything(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    wrong = key[:-1] + ("2" if key[-1] != "2" else "3")
    for other in (wrong, "", "2222-2222-2222-2222", key[:-5], "x" * 5_000):
        assert comes_back(stage, other).status == 404
    assert writes(stage, wrong, "halo").status == 404


def test_its_reporter_writes_again(stage, andi):
    key = send(stage, anonymous="1")["case_key"]
    assert writes(stage, key, "Sekarang mereka di jembatan.").status == 201
    last = comes_back(stage, key)["lines"][-1]
    assert (last["kind"], last["from"], last["text"]) == ("asked", "reporter", "Sekarang mereka di jembatan.")
    (stored,) = rows(stage, "report")
    assert stored["waits_since"] is not None


def test_the_place_says_whose_it_is(stage, andi, hasan):
    here = {"lat": str(BANJARMASIN["lat"]), "lon": str(BANJARMASIN["lon"])}
    assert send(stage, anonymous="1", **here)["station"]["name"] == "Polresta Banjarmasin"
    by_words = send(stage, anonymous="1", lat="", lon="", place="dekat pasar", station="63.71")
    assert by_words["station"]["name"] == "Polresta Banjarmasin"


@pytest.mark.parametrize(("said", "field"), [
    ({"text": "  "}, "text"), ({"text": "x" * 4_001}, "text"), ({"id": "satu"}, "id"), ({"lat": "91"}, "lat"),
    ({"category": "politik"}, "category"), ({"happened_at": "kemarin"}, "happened_at"),
    ({"happened_at": "2031-01-01T00:00:00Z"}, "happened_at"), ({"anonymous": "", "phone": "12"}, "phone"),
])
def test_what_makes_no_sense_is_refused_by_name(stage, said, field):
    refused = send(stage, **{"anonymous": "1", **said})
    assert (refused.status, refused["field"]) == (422, field)
    assert rows(stage, "report") == []


@pytest.mark.parametrize("body", [b"", b"--batas", b"\xff" * 200, multipart({f"n{n}": "" for n in range(99)})])
def test_what_is_no_form_is_refused(stage, body):
    media = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    assert stage.call("POST", "/api/v1/reports", body, headers=media).status == 422
    assert stage.call("POST", "/api/v1/reports", body).status == 415
