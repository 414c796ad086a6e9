"""Everything the page of the ladder needs, ready-made: its form, its picture, its versions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from siharat.incident.policy import TIMES, EscalationPolicy, Step
from siharat.web.words import N_

WHOM = {
    "duty": N_("Petugas piket"), "desk": N_("Meja jaga"), "station": N_("Semua petugas"),
    "above": N_("Kantor di atasnya"), "named": N_("Orang yang ditunjuk"),
}
FIRST = {"station": N_("Semua petugas sekaligus"), "duty": N_("Yang sedang piket dulu")}
BY = {"app": N_("aplikasi"), "sms": N_("SMS"), "voice": N_("telepon")}
TIME_WORDS = {
    "repeat": N_("Semua ponsel berdering lagi tiap"),
    "widen": N_("Piket dulu: semua berdering sesudah"),
    "second_channel": N_("Tanpa tanda terima: saluran berikutnya sesudah"),
    "claim_lapses": N_("Diambil tanpa menelepon: gugur sesudah"),
    "ask_outcome": N_("Telepon tanpa hasil: ditanya sesudah"),
    "outcome_lapses": N_("Tetap diam: semua berdering lagi sesudah"),
    "no_answer": N_("Tidak diangkat, lalu tanpa kabar: diingatkan sesudah"),
    "move": N_("Tersambung, belum berangkat: diingatkan sesudah"),
    "arrive": N_("Berangkat, belum tiba: diingatkan sesudah"),
    "clear": N_("Di lokasi tanpa kabar: diingatkan sesudah"),
}
SPARE_ROWS = 2
SHOWN_AFTER = 1.25
"""The picture goes on a little beyond the last step."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the picture: who rings, by what, from when to when, in hundredths of its width."""

    at: int
    who: str
    by: tuple[str, ...]
    start: float
    marks: tuple[float, ...] = ()
    """When it rings, one by one; none: without a pause."""
    tells: bool = False
    sees: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the form."""

    step: Step | None = None
    nrp: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    number: int
    by: str
    at: int
    steps: int


@dataclass(frozen=True, slots=True)
class Ladder:
    station: str
    policy: EscalationPolicy
    rows: list[Row] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    wrong: str = ""
    preview: bool = False
    """The picture shows what the form says, which nobody has saved yet."""
    first: dict[str, str] = field(default_factory=lambda: dict(FIRST))
    whom: dict[str, str] = field(default_factory=lambda: dict(WHOM))
    by: dict[str, str] = field(default_factory=lambda: dict(BY))
    times: dict[str, str] = field(default_factory=lambda: dict(TIME_WORDS))
    bounds: dict[str, tuple[int, int]] = field(default_factory=lambda: dict(TIMES))

    def saying(self, wrong: str) -> Ladder:
        return replace(self, wrong=wrong)

    @property
    def lanes(self) -> list[Lane]:
        return lanes(self.policy)


def lanes(policy: EscalationPolicy) -> list[Lane]:
    """Who rings when, in the order of time."""
    second = [policy.second_channel * number for number in range(1, len(policy.second_by) + 1)]
    end = max([*second, *(step.after for step in policy.steps)]) * SHOWN_AFTER

    def x(seconds: float) -> float:
        return round(seconds / end * 100, 2)

    found = [Lane(0, WHOM["station"], ("app",), 0)]
    if policy.first == "duty":
        everybody = policy.rings_everybody_after
        found = [Lane(0, WHOM["duty"], ("app",), 0), Lane(everybody, WHOM["station"], ("app",), x(everybody))]
    found += [Lane(at, N_("Yang ponselnya diam"), (kind,), x(at), (x(at),))
              for at, kind in zip(second, policy.second_by, strict=True)]
    for step in policy.steps:
        every = range(step.after, int(end) + 1, step.repeat) if step.repeat else (step.after,)
        marks = () if "app" in step.by else tuple(x(at) for at in every)
        found.append(Lane(step.after, WHOM[step.whom], step.by, x(step.after), marks, step.tells, not step.by))
    return sorted(found, key=lambda lane: lane.at)
