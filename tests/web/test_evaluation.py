"""The evaluation's page: every figure equals the number of the rows behind its link, and nobody's name is there."""

from __future__ import annotations

import html
import re

import pytest

from siharat.evaluate import actions
from siharat.web.api import evaluation as api
from tests.story.cast import request
from tests.story.test_10_is_evaluated import MONTH, goes_through

LINK = re.compile(r'<a href="(/komando/evaluasi/kejadian\?[^"]*)"[^>]*>(?:<b>)?([\d.]+)<')


def opens(stage, officer, path, language="id"):
    headers = {"cookie": f"siharat_komando={officer.token}; bahasa={language}", "host": "localhost"}
    return stage.do(request(stage.app, "GET", path, None, None, headers))


@pytest.fixture
def busy(stage, siti, andi, rahmat):
    """A practice, one seen through, one false, one given back and open."""
    siti.presses(mode="practice")
    goes_through(stage, andi, siti.presses()["incident"]["id"])
    incident = siti.presses()["incident"]["id"]
    rahmat.claims(incident)
    rahmat.closes(incident, "accidental")
    incident = siti.presses(note="Siti Aisyah")["incident"]["id"]
    stage.after(30)
    rahmat.claims(incident)
    rahmat.act(incident, "release", {"reason": "ban bocor"})


def test_every_figure_is_the_number_of_the_rows_behind_it(stage, busy, dewi):
    page = opens(stage, dewi, f"/komando/evaluasi{MONTH}")
    assert page.status == 200
    links = LINK.findall(page.body)
    assert len(links) == 40, "five intervals in four standings, twelve counts, four of phones and citizens, four false"
    for href, figure in links:
        rows = opens(stage, dewi, html.unescape(href))
        assert rows.status == 200
        assert rows.body.count('<th scope="row">') == int(figure.replace(".", "")), href
        assert f"<b>{figure}</b>" in rows.body
    assert "Siti" not in page.body


def test_a_filter_stands_in_the_address_and_can_be_taken_off(stage, busy, dewi):
    page = opens(stage, dewi, f"/komando/evaluasi{MONTH}&disposition=accidental")
    assert "Hasil akhir: salah tekan" in page.body
    assert 'name="disposition" value="accidental"' in page.body


def test_the_papers_name_nobody(stage, busy, dewi):
    for kind, media in (("csv", "text/csv"), ("pdf", "application/pdf"), ("xlsx", "application/vnd.openxml")):
        answer = stage.do(raw(stage, f"/api/v1/evaluation.{kind}{MONTH}&language=en", dewi.token))
        assert answer[0] == 200
        assert answer[1]["content-type"].startswith(media)
        assert f"siharat-63.72-2027-01-01-2027-01-31.{kind}" in answer[1]["content-disposition"]
        for secret in (b"Siti", b"34567731", b"Andi", b"Rahmat"):
            assert secret not in answer[2]


async def raw(stage, path, token):
    from tests.story.cast import scope

    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await stage.app(scope("GET", path, token), receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_nonsense_in_the_address_is_refused_and_breaks_nothing(stage, dewi):
    for query, status in [("?angka=nothing", 422), ("?halaman=0", 400), ("?hour=xx", 200), ("?weekday=9", 200),
                          ("?month=2026", 200), ("?category=%3Cscript%3E", 200), ("?angka=queue.within.x", 422)]:
        answer = opens(stage, dewi, f"/komando/evaluasi/kejadian{query}")
        assert answer.status in (status, 422), query
        assert opens(stage, dewi, f"/komando/evaluasi{query}").status == 200
        assert "<script>" not in answer.body


def test_what_is_written_later_changes_no_figure_of_before(stage, siti, andi, dewi):
    """``as_of`` is where the book is read up to: the same moment gives the same figures."""
    incident = siti.presses()["incident"]["id"]
    db, targets = stage.app.services.db, stage.app.services.settings.targets
    asked = stage.do(db.read(actions.question, "63.72", "2027-01-01", "2027-01-31", {}, targets))
    before = actions.document(stage.do(actions.gather(db, asked)), asked, api.SOFTWARE)
    stage.after(60)
    goes_through(stage, andi, incident)
    assert actions.document(stage.do(actions.gather(db, asked)), asked, api.SOFTWARE) == before
