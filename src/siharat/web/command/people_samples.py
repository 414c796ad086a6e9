"""Made-up officers for the administrator's faces in ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.people.enrolment import Slip
from siharat.people.recovering import Waiting
from siharat.people.roles import ROLES
from siharat.web import enrolment_sheet
from siharat.web.command.people import NOT_SEEN
from siharat.web.command.people_views import Leaving, People, Person, Sheet
from siharat.web.command.role_words import NAMES, may_of
from siharat.web.command.roles import LAST, Change, Giving, Held, Roles

NOW = 1_795_439_653_000
WEEK = 7 * 86_400_000
PAGE = f"https://siharat.contoh.id{enrolment_sheet.PAGE}"

PEOPLE = [
    Person("1", "78010203", "Aiptu Agus Salim", "administrator", 2, True, 2),
    Person("2", "85010234", "Bripka Andi Saputra", "officer", 1, False, 1),
    Person("3", "88020311", "Aipda Rahmat Hidayat", "officer", 0, True, 0),
    Person("4", "91070415", "Brigpol Noor Hafizah", "officer", 0, False, 0, NOW + WEEK),
    Person("5", "95110520", "Bripda Muhammad Rizki", "officer"),
    Person("6", "80040612", "Ipda Dewi Lestari", "operator", 1, False, 1, flagged=True),
    Person("7", "71030109", "AKBP Bambang Wicaksono", "chief", 1, False, 1),
]
HELD = [Held(role, NAMES[role], may_of(role), holders)
        for role, holders in zip(ROLES, (298, 6, 4, 1, 2, 1), strict=True)]
CHANGES = [Change(NOW, "AKBP Bambang Wicaksono", NAMES["officer"], NAMES["chief"], "Aiptu Agus Salim"),
           Change(NOW - WEEK, "Aiptu Agus Salim", NAMES["officer"], NAMES["administrator"], "")]


def _slip(name: str, nrp: str, code: str) -> tuple[Slip, str]:
    slip = Slip("1", nrp, name, "Polres Banjarbaru", code, NOW + WEEK, "Polsek Cempaka")
    return slip, enrolment_sheet.qr(f"{PAGE}#{code}.{nrp}")


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "petugas": lambda: ("command/people.html", People("Polres Banjarbaru", PEOPLE, 312, 2, coded=1)),
    "petugas-dicabut": lambda: ("command/people.html", People("Polres Banjarbaru", PEOPLE[:2], 312, 2, "a", 2)),
    "petugas-minta-masuk": lambda: ("command/people.html", People(
        "Polres Banjarbaru", PEOPLE[:3], 312, 2, wrong=NOT_SEEN["invalid"], asking=[
            Waiting("1", "Aiptu Agus Salim", "78010203", "Polres Banjarbaru", NOW - 300_000, True)])),
    "petugas-dilihat": lambda: ("command/people.html", People("Polres Banjarbaru", PEOPLE[:3], 312, 2, seen=True)),
    "kode": lambda: ("command/slips.html", Sheet(PAGE, [
        _slip("Bripda Muhammad Rizki", "95110520", "7KMP-W3TX"), _slip("Brigpol Noor Hafizah", "91070415", "H2QD-9RVC"),
        _slip("Aipda Rahmat Hidayat", "88020311", "XN4B-6FJY"), _slip("Bripka Andi Saputra", "85010234", "C8LT-2SGE"),
    ])),
    "peran": lambda: ("command/roles.html", Roles("Polres Banjarbaru", HELD, CHANGES)),
    "peran-belum-berubah": lambda: ("command/roles.html", Roles("Polres Banjarbaru", HELD, administers=False)),
    "peran-beri": lambda: ("command/role.html", Giving("2", "Bripka Andi Saputra", "85010234", "officer", HELD)),
    "peran-terakhir": lambda: ("command/role.html", Giving("1", "Aiptu Agus Salim", "78010203", "administrator", HELD,
                                                           True, LAST)),
    "cabut": lambda: ("command/lost_phone.html", Leaving("2", "Bripka Andi Saputra", "85010234", 2)),
}
