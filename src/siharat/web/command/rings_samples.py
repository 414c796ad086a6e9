"""Made-up ledgers for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siharat.ring.rules import Silence
from siharat.web.api.record import Phone, Record, Rung, Step, Taken
from siharat.web.command.rings_views import Rings

T0 = 1_795_439_653_000
SILENT: list[tuple[str, Silence, str]] = [
    ("Aipda Rahmat Hidayat", "failed", "no answer within 10 s"), ("Brigpol Noor Hafizah", "permission_denied", ""),
    ("Bripda Muhammad Rizki", "dead_address", "410 subscription expired"), ("Briptu Nur Laila", "no_answer", ""),
    ("Bripka Hasan Basri", "never_enrolled", ""),
]


def _rang(number: int) -> Phone:
    """Most in their first second, some late, three by telephone only."""
    after = 90 + number * 3 + (number * number % 97) * 4 + (number // 40) ** 4 * (number % 7) // 3
    kind = "in_app" if number < 40 else "web_push"
    at = T0 + after
    taken = T0 + 14_200 if number == 7 else None
    devices = [Rung(kind=kind, state="shown", sent_at=T0 + 40, received_at=at, shown_at=at + 60, claimed_at=taken)]
    if number > 303:
        after, at = 9_100 + number, T0 + 9_100 + number
        devices = [Rung(kind="web_push", state="sent", sent_at=T0 + 40, why="no_answer"),
                   Rung(kind="sms", state="opened", wanted_at=T0 + 5_000, sent_at=T0 + 5_900,
                        received_at=at, shown_at=at, opened_at=at)]
    return Phone(officer=str(number), name=f"Bripka Petugas {number + 1}", after_ms=after, devices=devices)


def _silent(name: str, why: Silence, detail: str) -> Phone:
    return Phone(officer=name, name=name, why=why, devices=[
        Rung(kind="web_push", state="sent", sent_at=T0 + 40, why=why, detail=detail)])


@dataclass(frozen=True, slots=True)
class Sample:
    closed: bool = True

    def __call__(self) -> tuple[str, object]:
        phones = [_rang(number) for number in range(307)] + [_silent(*each) for each in SILENT]
        if not self.closed:
            phones = [each for each in phones if each.after_ms is not None and each.after_ms < 900]
        return "command/rings.html", Rings("Polres Banjarbaru", Record(
            "0193a5c0-0000-7000-8000-000000000001", "SHR-4F2K", "63.72", T0, T0 + 1_800_000 if self.closed else None, 3,
            phones, [Taken("Bripka Petugas 8", "in_app", T0 + 14_200, T0 + 1_800_000, "closed")] if self.closed else [],
            [Step(T0 + 10_000, "duty", ["voice"], ["Polres Banjarbaru"], True, "desk", "voice", 3),
             Step(T0 + 10_000, "above", [], ["Polda Kalimantan Selatan"], True, None, None, 0, "channel"),
             Step(T0 + 12_000, "named", ["voice"], [], True, None, None, 0, "channel")] if self.closed else []))


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "dering": Sample(), "dering-berjalan": Sample(closed=False),
}
