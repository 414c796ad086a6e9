"""Everything the page of an incident's rings needs, ready-made: its picture, and who stayed silent."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from math import log

from siharat.ring.rules import NO_CHANNEL, Silence
from siharat.web.api.record import SOONEST_MENDED, Phone, Record, Rung, Step
from siharat.web.command.phrases import CLIMBED
from siharat.web.command.readiness_views import WHY
from siharat.web.words import N_

CHANNELS = {"in_app": N_("Halaman terbuka"), "web_push": N_("Notifikasi"), "ntfy": "ntfy", "sms": "SMS",
            "voice": N_("Telepon")}
SILENCES: dict[Silence, tuple[str, str]] = {
    **dict[Silence, tuple[str, str]](WHY.items()),
    "no_answer": (N_("Dikirimi, tidak menjawab"), N_("Mati, tanpa sinyal, atau hemat baterai. Hubungi orangnya.")),
    "failed": (N_("Tidak dapat dikirimi"), N_("Salurannya menolak atau terputus. Lihat Keadaan sistem.")),
    "no_channel": (N_("Nomornya tidak dapat dihubungi dari server ini"),
                   N_("Sambungkan SMS atau telepon, atau minta ia masuk dengan ponselnya.")),
    "given_up": (N_("Belum sempat dikirimi"), N_("Alarm sudah diambil sebelum giliran ponsel ini.")),
    "narrowed": (N_("Sengaja diam: dipersempit ke meja piket"), N_("Diambil sebelum dering melebar.")),
    "off_duty": (N_("Sengaja diam: tidak sedang piket"), N_("Diambil sebelum dering melebar.")),
    "not_called": (N_("Tidak perlu dihubungi lewat telepon"), N_("Diambil sebelum sampai langkah ini.")),
}
"""What is told of each reason, and what mends it."""
DETAILS = {NO_CHANNEL: N_("belum disambungkan di server ini")}
"""The words of our own among those that a channel leaves."""
ON_PURPOSE: frozenset[Silence] = frozenset({"narrowed", "off_duty", "not_called"})
MOMENTS = (("sent_at", N_("dikirim")), ("received_at", N_("berdering")), ("shown_at", N_("tampil")),
           ("opened_at", N_("dibuka")), ("claimed_at", N_("diambil")))
TICKS = (100, 300, 1_000, 3_000, 10_000, 30_000, 60_000, 120_000, 300_000, 900_000, 3_600_000, 14_400_000)
"""Milliseconds. The axis has the same width between each two: what happens in the first second is what counts."""
FEWEST_TICKS = 5
WIDTH, HEIGHT = 1_000.0, 100.0
CAME = {"voice": N_("ditelepon"), "sms": N_("dikirimi SMS"), "app": N_("dipanggil"),
        "channel": N_("tidak dihubungi, salurannya tidak ada di server ini"),
        "number": N_("tidak ada yang dapat dihubungi"), "sees": N_("melihat, tidak berdering"),
        "unknown": N_("tidak tercatat siapa yang terhubungi")}
"""What came of a step of the ladder."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the whole incident."""

    x: float
    after_ms: int
    kind: str
    words: str
    who: str = ""
    came: str = ""
    """Of a step: what came of it."""
    people: int = 0


@dataclass(frozen=True, slots=True)
class Rings:
    station: str
    record: Record
    channels: dict[str, str] = field(default_factory=lambda: dict(CHANNELS))
    silences: dict[Silence, tuple[str, str]] = field(default_factory=lambda: dict(SILENCES))
    details: dict[str, str] = field(default_factory=lambda: dict(DETAILS))

    @property
    def heard(self) -> list[Phone]:
        return [each for each in self.record.phones if each.after_ms is not None]

    @property
    def silent(self) -> list[Phone]:
        """Whose phone should have rung and did not: what can be mended soonest stands first."""
        return [each for each in self.record.phones if each.why and each.why not in ON_PURPOSE]

    @property
    def spared(self) -> list[tuple[str, int]]:
        """Who did not ring on purpose: the reasons, and how many of each."""
        counted = Counter(each.why for each in self.record.phones if each.why in ON_PURPOSE)
        return [(self.silences[why][0], counted[why]) for why in SOONEST_MENDED if counted[why]]

    @property
    def half(self) -> int | None:
        """After so many milliseconds half of those that rang had rung."""
        heard = self.heard
        return heard[(len(heard) - 1) // 2].after_ms if heard else None

    @property
    def ticks(self) -> tuple[int, ...]:
        """As many as reach to the last thing there is to see."""
        return TICKS[:max(FEWEST_TICKS, bisect_right(TICKS, self._latest) + 1)]

    @property
    def _latest(self) -> int:
        times = [each.after_ms or 0 for each in self.heard]
        times += [claim.at - self.record.raised_at for claim in self.record.claims]
        return max([*times, *(step.at - self.record.raised_at for step in self.record.steps)], default=0)

    def x(self, after_ms: int) -> float:
        """Where on the axis: evenly from tick to tick, by ratio in between."""
        ticks = self.ticks
        at = min(max(after_ms, ticks[0]), ticks[-1])
        before = min(bisect_right(ticks, at) - 1, len(ticks) - 2)
        return round((before + log(at / ticks[before]) / log(ticks[before + 1] / ticks[before]))
                     / (len(ticks) - 1) * WIDTH, 1)

    @property
    def curve(self) -> str:
        """The share of all phones that had rung by each moment, as the path of an area."""
        whole, path = max(1, len(self.record.phones)), f"M0 {HEIGHT}"
        for number, each in enumerate(self.heard, start=1):
            path += f"H{self.x(each.after_ms or 0)}V{round(HEIGHT - number / whole * HEIGHT, 1)}"
        return path + f"H{WIDTH}V{HEIGHT}Z"

    @property
    def lanes(self) -> list[tuple[str, list[float], int]]:
        """Each channel: when its devices said that they rang, and how many never did though it was their turn."""
        devices = [device for phone in self.record.phones for device in phone.devices]
        kinds = [kind for kind in self.channels if any(each.kind == kind for each in devices)]
        return [(self.channels[kind], [self.x(each.received_at - self.record.raised_at) for each in devices
                                       if each.kind == kind and each.received_at is not None],
                 sum(each.kind == kind and each.received_at is None for each in devices)) for kind in kinds]

    @property
    def marks(self) -> list[Mark]:
        """Steps of the ladder and claims, in the order of time."""
        found = [self._mark(step.at, "step", CLIMBED.get(f"{step.whom}.{step.reached}") or CLIMBED[step.whom],
                            ", ".join(step.stations), _came(step), step.people)
                 for step in self.record.steps]
        for claim in self.record.claims:
            found.append(self._mark(claim.at, "claim", N_("Diambil"), claim.name))
            if claim.ended_at is not None and claim.ended_why != "closed":
                found.append(self._mark(claim.ended_at, "lapse", N_("Dilepas: semua berdering lagi"), claim.name))
        return sorted(found, key=lambda mark: mark.after_ms)

    def _mark(self, at: int, kind: str, words: str, who: str, came: str = "", people: int = 0) -> Mark:
        after = max(0, at - self.record.raised_at)
        return Mark(self.x(after), after, kind, words, who, came, people)

    def times(self, rung: Rung) -> list[tuple[str, int]]:
        """What became of one device, and after how many milliseconds."""
        found = [(words, getattr(rung, name)) for name, words in MOMENTS]
        return [(words, max(0, at - self.record.raised_at)) for words, at in found if at is not None]


def _came(step: Step) -> str:
    if not step.channels:
        return CAME["sees"]
    return CAME[step.means or step.lacks or "number"] if step.known else CAME["unknown"]
