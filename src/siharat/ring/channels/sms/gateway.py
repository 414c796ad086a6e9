"""The road by a company: one HTTP request per message, shaped by the operator's template."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote_plus, urlsplit

from siharat.ring.channels import State
from siharat.ring.patience import Answer, worth_another
from siharat.ring.posting import Letter

BLANK = re.compile(r"\{(number|digits|text)\}")
ADVICE = {401: "it does not know our key", 402: "there is no credit left", 403: "our key may not send",
          404: "there is nothing at SIHARAT_SMS_URL", 410: "there is nothing at SIHARAT_SMS_URL",
          413: "the message is too large for it", 429: "too many at once"}


class Gateway:
    """The template. Secrets stand in its headers or its body, never in the address: addresses end up in logs."""

    def __init__(self, url: str, method: str, headers: str, body: str) -> None:
        """``headers``: one ``Name: value`` a line. ``body`` with ``{number}`` (or ``{digits}``, without its plus)
        and ``{text}``. Raises ``ValueError`` that names the setting."""
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or BLANK.search(url):
            raise ValueError("SIHARAT_SMS_URL is an address such as https://gateway.example/sms; number and text "
                             "belong into SIHARAT_SMS_BODY")
        if method not in ("POST", "PUT"):
            raise ValueError("SIHARAT_SMS_METHOD is POST or PUT")
        blanks = set(BLANK.findall(body))
        if "text" not in blanks or not blanks & {"number", "digits"}:
            raise ValueError("SIHARAT_SMS_BODY holds {text} and {number}, or {digits}")
        self._url, self._method, self._body = url, method, body
        self._headers = _headers(headers)
        kind = next((value for name, value in self._headers.items() if name.lower() == "content-type"), "")
        if not kind:
            self._headers["Content-Type"] = kind = "application/json"
        self._json = "json" in kind.lower()

    def letter(self, number: str, text: str) -> Letter:
        filled = {"number": number, "digits": number.lstrip("+"), "text": text}
        body = BLANK.sub(lambda blank: self._escaped(filled[blank[1]]), self._body)
        return Letter(self._method, self._url, self._headers, body.encode())

    def _escaped(self, value: str) -> str:
        return json.dumps(value)[1:-1] if self._json else quote_plus(value)


def _headers(lines: str) -> dict[str, str]:
    found = {}
    for line in filter(str.strip, lines.splitlines()):
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name.strip()) or not value.strip().isascii():
            raise ValueError("SIHARAT_SMS_HEADERS holds one `Name: value` a line")  # never the line: it is a secret
        found[name.strip()] = value.strip()
    return found


def outcome(answer: Answer, tries: int) -> tuple[State, str]:
    """What it says is not quoted: it may quote our key."""
    status = answer.status
    if 200 <= status < 300:
        return "sent", f"the gateway took it ({status})"
    if 300 <= status < 400:
        return "failed", f"the gateway redirects, which is never followed ({status})"
    if status == 0:
        return "failed", f"the gateway did not answer in {tries} tries: {answer.text}"
    if status in ADVICE:
        return "failed", f"the gateway refused ({status}): {ADVICE[status]}"
    if worth_another(answer):
        return "failed", f"the gateway was broken for {tries} tries ({status})"
    return "failed", f"the gateway refused ({status})"


def heard(content_type: str, body: bytes, number_field: str, text_field: str) -> tuple[str, str]:
    """Number and text of a message that the gateway hands on, from JSON or a form. A withheld number and an empty
    text are empty, and somebody's all the same. Raises ``ValueError`` where both fields are missing."""
    said: Mapping[str, object]
    if "json" in content_type.lower():
        document = _parsed(body)
        said = document if isinstance(document, dict) else {}
    else:
        said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))
    number, text = said.get(number_field), said.get(text_field)
    if not isinstance(number, str | int) and not isinstance(text, str):
        raise ValueError(f"{number_field} and {text_field} are missing")
    return str(number) if isinstance(number, str | int) else "", text if isinstance(text, str) else ""


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
