"""The doors for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.entrance.phrases import REFUSED
from siharat.web.entrance.views import Enrol, NewWay, Recovery, SignIn


def page(view: object, template: str) -> Callable[[], tuple[str, object]]:
    return lambda: (f"entrance/{template}.html", view)


OFFICER: dict[str, Callable[[], tuple[str, object]]] = {
    "masuk": page(SignIn(phrases=dict(REFUSED)), "signin"),
    "masuk-salah": page(SignIn(wrong=REFUSED["wrong_credentials"], nrp="85010234"), "signin"),
    "masuk-tunggu": page(SignIn(wrong=REFUSED["too_many_attempts"].format(seconds=40), nrp="85010234"), "signin"),
    "masuk-peragaan": page(SignIn(demo=True), "signin"),
    "daftar": page(Enrol(), "enrol"),
    "daftar-salah": page(Enrol(wrong=REFUSED["wrong_code"], nrp="85010234"), "enrol"),
    "pulih": page(Recovery(), "recovery"),
    "pulih-menunggu": page(Recovery(nrp="78010203", code="7KMP-W3TX", number="4821", until=1_795_441_453_000),
                           "recovery"),
    "pulih-belum": page(Recovery(nrp="78010203", code="7KMP-W3TX", number="4821", wrong=REFUSED["not_seen"],
                                 until=1_795_441_453_000), "recovery"),
    "kunci": page(NewWay("Bripka Andi Saputra", "85010234", phrases=dict(REFUSED)), "new_way"),
    "kunci-salah": page(NewWay("Bripka Andi Saputra", "85010234", wrong=REFUSED["password"]), "new_way"),
}
DESK: dict[str, Callable[[], tuple[str, object]]] = {
    "masuk": page(SignIn("komando"), "signin"),
    "masuk-lanjut": page(SignIn("komando", known="Aiptu Agus Salim", proof="x"), "signin"),
}
