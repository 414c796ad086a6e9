"""The road by a company: the operator's template, and whatever the company answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from siharat.kernel import Problem
from siharat.ring.channels.sms.gateway import Gateway, heard
from tests.sms.conftest import ALARM, ANDI, Claims, channel, deliver, to

pytestmark = pytest.mark.anyio
HEADERS = "Authorization: Bearer kunci-rahasia\nContent-Type: application/json\n"
BODY = '{"to": "{digits}", "msg": "{text}"}'


class Company:
    """Answers with its script, a line per request, then 200. A line is a status, or seconds of silence."""

    def __init__(self) -> None:
        self.script: list[int | float] = []
        self.took: list[tuple[dict[str, str], bytes]] = []

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/sms", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/sms"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.took.append((dict(request.headers), await request.read()))
        line = self.script.pop(0) if self.script else 200
        if isinstance(line, float):
            await asyncio.sleep(line)
            line = 200
        return web.Response(status=line, text=f"you said {request.headers.get('Authorization')}",
                            headers={"Location": "http://127.0.0.1:9/"})


@pytest.fixture
async def company(anyio_backend: str) -> AsyncIterator[Company]:
    company = Company()
    await company.start()
    yield company
    await company.stop()


async def test_the_template_is_filled_and_the_secret_goes_in_its_header(company, tmp_path):
    (settled,) = await deliver(channel(Gateway(company.url, "POST", HEADERS, BODY), tmp_path), to(ANDI, ALARM))
    ((headers, body),) = company.took
    assert settled.state == "sent"
    assert headers["Authorization"] == "Bearer kunci-rahasia"
    assert json.loads(body)["to"] == ANDI.lstrip("+")
    assert json.loads(body)["msg"].startswith("ALARM SHR-7K4M2P Loktabat Selatan.")


@pytest.mark.parametrize(("script", "state", "word"), [
    ([401], "failed", "key"), ([402], "failed", "credit"), ([403], "failed", "key"), ([404], "failed", "SMS_URL"),
    ([410], "failed", "SMS_URL"), ([413], "failed", "too large"), ([302], "failed", "redirects"),
    ([400], "failed", "refused (400)"), ([429, 429], "failed", "too many"), ([503, 503], "failed", "broken"),
    ([503, 200], "sent", "took it"), ([0.5, 200], "sent", "took it"), ([0.5, 0.5], "failed", "did not answer"),
])
async def test_whatever_the_company_does_is_settled_truthfully(company, tmp_path, script, state, word):
    company.script = list(script)
    (settled,) = await deliver(channel(Gateway(company.url, "POST", HEADERS, BODY), tmp_path), to(ANDI, ALARM))
    assert settled.state == state
    assert word in settled.detail
    assert "rahasia" not in settled.detail, "it quotes our key, we do not"


@pytest.mark.parametrize(("url", "method", "headers", "body", "names"), [
    ("gateway.example", "POST", "", BODY, "SMS_URL"), ("https://u:p@gateway.example", "POST", "", BODY, "SMS_URL"),
    ("https://g.example/?to={number}", "POST", "", BODY, "SMS_URL"), ("https://g.example", "GET", "", BODY, "METHOD"),
    ("https://g.example", "POST", "kunci-rahasia", BODY, "HEADERS"), ("https://g.example", "POST", "", "{text}",
     "BODY"),
    ("https://g.example", "POST", "X: y\nno colon: é", BODY, "HEADERS"),
])
def test_a_template_that_cannot_work_is_refused_by_name(url, method, headers, body, names):
    with pytest.raises(ValueError, match=names) as refused:
        Gateway(url, method, headers, body)
    assert "rahasia" not in str(refused.value)


@given(st.text(), st.text())
def test_nothing_escapes_from_its_place_in_the_body(number, text):
    letter = Gateway("https://g.example", "POST", "", '{"a": "{number}", "b": "{text}"}').letter(number, text)
    assert json.loads(letter.content) == {"a": number, "b": text}
    form = Gateway("https://g.example", "POST", "Content-Type: application/x-www-form-urlencoded",
                   "to={number}&b={text}")
    if text.isprintable():
        assert form.letter("+62", text).content.count(b"&") == 1


async def test_what_the_company_hands_on_is_answered(company, tmp_path):
    claims = Claims()
    carrier = channel(Gateway(company.url, "POST", HEADERS, BODY), tmp_path, secret="sandi")
    await carrier.listen(claims)
    await carrier.posted("sandi", "application/json", json.dumps({"from": "0812-3456-0001", "text": "Ambil"}).encode())
    await carrier.posted("sandi", "application/x-www-form-urlencoded", b"from=%2B6281299999999&text=AMBIL")
    assert [(each.said, each.address) for each in claims.heard] == [
        ("take", ANDI), ("take", "+6281299999999"), ("written", "+6281299999999")]
    ((_, body),) = company.took
    assert "+6281234567731" in json.loads(body)["msg"]


async def test_an_empty_text_and_a_withheld_number_are_heard_too(company, tmp_path):
    claims = Claims()
    carrier = channel(Gateway(company.url, "POST", HEADERS, BODY), tmp_path, secret="sandi")
    await carrier.listen(claims)
    await carrier.posted("sandi", "application/x-www-form-urlencoded", b"from=%2B6281299999999&text=")
    await carrier.posted("sandi", "application/json", b'{"from": null, "text": "tolong"}')
    assert [(each.said, each.address, each.text) for each in claims.heard] == [
        ("written", "+6281299999999", ""), ("written", "", "tolong")]


@pytest.mark.parametrize(("secret", "shown"), [("sandi", "salah"), ("sandi", ""), ("", ""), ("sandi", "é")])
async def test_who_does_not_know_the_secret_is_heard_by_nobody(company, tmp_path, secret, shown):
    claims = Claims()
    carrier = channel(Gateway(company.url, "POST", HEADERS, BODY), tmp_path, secret=secret)
    await carrier.listen(claims)
    with pytest.raises(Problem) as refused:
        await carrier.posted(shown, "application/json", b'{"from": "+6281234560001", "text": "AMBIL"}')
    assert (refused.value.status, claims.heard) == (404, [])


@given(st.sampled_from(["application/json", "text/plain", ""]), st.binary())
def test_any_body_is_read_or_refused(kind, body):
    try:
        number, text = heard(kind, body, "from", "text")
    except ValueError:
        return
    assert isinstance(number, str)
    assert isinstance(text, str)


def test_a_body_nested_too_deep_is_refused_and_not_a_crash():
    with pytest.raises(ValueError, match="too deep"):
        heard("application/json", b"[" * 200_000, "from", "text")
