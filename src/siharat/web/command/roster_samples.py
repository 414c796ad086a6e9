"""A made-up roster for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from siharat.people.roster_rules import Change, Rotation
from siharat.web.command.roster_views import Altered, Roster, Team, calendar

NOW = 1_795_439_653_000
HOUR = 3_600_000
ZONE = "Asia/Makassar"
FIRST = date(2026, 11, 23)
ROTATION = Rotation(date(2026, 11, 1), 8 * 60, 24, ("Regu A", "Regu B", "Regu C"), ZONE)
NAMES = {"andi": "Bripka Andi Saputra", "nur": "Briptu Nur Hidayah", "rahmat": "Aipda Rahmat Hidayat"}
MEMBERS = {"Regu A": ["andi"], "Regu B": ["nur"], "Regu C": ["rahmat"]}
LEAVE = Change(1, "andi", "off", NOW + 6 * 24 * HOUR, NOW + 9 * 24 * HOUR)
EXTRA = Change(2, "nur", "on", NOW + 30 * HOUR, NOW + 40 * HOUR)


def _roster() -> tuple[str, object]:
    return "command/roster.html", Roster(
        "Polres Banjarbaru",
        calendar(FIRST, NOW, ZONE, ROTATION, MEMBERS, [LEAVE, EXTRA], NAMES, "id"),
        [Team(team, [NAMES[each] for each in own], at) for at, (team, own) in enumerate(MEMBERS.items())],
        ["Bripka Andi Saputra"],
        [Altered(1, NAMES["andi"], False, LEAVE.begins, LEAVE.ends),
         Altered(2, NAMES["nur"], True, EXTRA.begins, EXTRA.ends)],
        [("84050611", NAMES["andi"]), ("91020304", NAMES["nur"])], "2026-10-26", "2026-12-21", "duty")


def _empty() -> tuple[str, object]:
    return "command/roster.html", Roster("Polres Tapin", calendar(FIRST, NOW, ZONE, None, {}, [], {}, "id"))


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {"piket": _roster, "piket-kosong": _empty}
