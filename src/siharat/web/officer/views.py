"""Everything the officer's pages need, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from siharat.web.citizen.views import Message
from siharat.web.plan import Plan
from siharat.web.shown import Shown
from siharat.web.words import N_

READY_ANSWERS = (
    N_("Kami sedang menuju ke sana"), N_("Apakah Anda aman?"), N_("Tetap di tempat"),
    N_("Balas Ya bila perlu ambulans"),
    N_("Kami di depan"), N_("Mereka bersenjata?"), N_("Berapa orang?"), N_("Anda di dalam?"),
)
OUTCOMES = {
    "reached": N_("Tersambung"), "no_answer": N_("Tidak diangkat"), "busy": N_("Sibuk"),
    "cannot_speak": N_("Tidak bisa bicara"), "wrong_number": N_("Salah nomor"),
}
DISPOSITIONS = {
    "genuine": N_("Benar, ditangani"), "unfounded": N_("Tidak ditemukan"), "accidental": N_("Salah tekan"),
    "test": N_("Uji coba"), "false_alarm": N_("Alarm palsu"), "duplicate": N_("Sama dengan kejadian lain"),
    "referred": N_("Diteruskan ke instansi lain"), "drill": N_("Latihan"),
}
CAUTIONS = {
    "silent": N_("Jangan menelepon: tulis. Warga meminta senyap."),
    "forced": N_("Dibatalkan di bawah paksaan. Jangan menelepon, jangan menulis: datang."),
}
CANCELLED = {
    "said": N_("Warga menandai sudah aman."),
    "mistake": N_("Warga membatalkan dengan PIN: salah tekan."),
    "unproved": N_("Dibatalkan tanpa PIN yang benar: mungkin orang lain memegang HP. Pastikan sendiri."),
}
MOVEMENTS = {"en_route": N_("Menuju"), "on_scene": N_("Tiba"), "clear": N_("Selesai di lokasi")}


@dataclass(frozen=True, slots=True)
class Duty:
    """One incident as this officer may see it. Without ``mine``, name and number are empty: one learns who."""

    id: str
    code: str
    state: str
    """``ringing``, ``mine``, ``helping``, ``taken``, ``declined``, ``narrowed``, ``off_duty`` or ``closed``: as it
    stands for this officer"""
    raised_at: int
    place_name: str = ""
    place_detail: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    place_at: int | None = None
    phones: int = 0
    """Called; of them ``received`` have proved that they ring."""
    received: int = 0
    caution: str = ""
    """``silent``: write, do not phone; ``forced``: do neither, and come. Said before anything else."""
    cancelled: str = ""
    """How the citizen cancelled it, if they did."""
    drill: bool = False
    road: str = "app"
    """How it came: ``alarm.rules.Road``."""
    bundle: str = ""
    """The same for all that are near each other: they are shown together."""
    sent: bool = False
    """The desk sends this officer there, and waits for the answer."""
    claimed_by: str = ""
    lapses_at: int | None = None
    citizen_name: str = ""
    citizen_phone: str = ""
    word: str = ""
    """Which the citizen reads too: who says it is police."""
    call: str = ""
    """The last call-back: empty, ``started`` or its outcome."""
    movement: str = ""
    helpers: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    shown: Shown | None = None
    """What the citizen shows, for who works on it."""
    kept_from: list[str] = field(default_factory=list)
    """Whom nobody must tell: its citizen fears them."""

    def seed(self) -> dict[str, object]:
        place = {"name": self.place_name, "detail": self.place_detail, "lat": self.lat, "lon": self.lon,
                 "accuracy_m": self.accuracy_m, "at": self.place_at}
        return {
            "id": self.id, "code": self.code, "state": self.state, "raised_at": self.raised_at, "place": place,
            "phones": self.phones, "received": self.received, "caution": self.caution, "cancelled": self.cancelled,
            "drill": self.drill, "road": self.road,
            "bundle": self.bundle or self.id, "sent": self.sent,
            "claimed_by": self.claimed_by, "movement": self.movement, "call": self.call,
        }


@dataclass(frozen=True, slots=True)
class Post:
    """The officer's one page: the readiness light, the live incidents, and the one that is open."""

    officer: str
    me: str
    """The officer's id: the page knows by it whether a claim is its own."""
    station: str
    duties: list[Duty] = field(default_factory=list)
    open: Duty | None = None
    plan: Plan | None = None
    push_key: str = ""
    device: str = ""
    """The id of this browser's registered device, when the server knows it."""
    proved_at: int | None = None
    """When this device last proved that it rings."""
    tasks: int = 0
    """Patrol tasks that nobody has taken, or this officer has."""
    next_drill: int | None = None
    """When the station drills next, where that was announced."""
    news: list[str] = field(default_factory=list)
    """What was done about their ways in, of the last days."""
    desks: tuple[str, ...] = ()
    """Where else this officer works: ``komando``, ``polda``, ``satuan``."""
    wrong: str = ""
    phrases: dict[str, str] = field(default_factory=dict)
    answers: tuple[str, ...] = READY_ANSWERS
    outcomes: dict[str, str] = field(default_factory=lambda: dict(OUTCOMES))
    dispositions: dict[str, str] = field(default_factory=lambda: dict(DISPOSITIONS))
    movements: dict[str, str] = field(default_factory=lambda: dict(MOVEMENTS))
    cancelled: dict[str, str] = field(default_factory=lambda: dict(CANCELLED))

    def saying(self, wrong: str) -> Post:
        return replace(self, wrong=wrong)

    def beside(self, duty: Duty) -> list[Duty]:
        """Others that ring near this one: one ring, a list that grows."""
        return [other for other in self.duties if other.bundle == duty.bundle != "" and other.id != duty.id
                and other.state == "ringing" and other.drill == duty.drill]

    @property
    def seeds(self) -> list[dict[str, object]]:
        """What the page's modules know of each incident before the first event arrives."""
        here = [*self.duties, self.open] if self.open else self.duties
        return list({duty.id: duty.seed() for duty in here}.values())
