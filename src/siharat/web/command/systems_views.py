"""Everything the page of the other systems needs, ready-made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from siharat.web.words import N_

KINDS = {
    "incident.opened": N_("alarm baru"), "incident.claimed": N_("diambil petugas"),
    "incident.rings_again": N_("berdering lagi"), "incident.en_route": N_("petugas berangkat"),
    "incident.on_scene": N_("petugas tiba"), "incident.clear": N_("petugas selesai"),
    "incident.handed_over": N_("diserahkan ke satuan lain"), "incident.closed": N_("ditutup"),
    "incident.amended": N_("hasilnya diubah"), "report.became_incident": N_("laporan menjadi alarm"),
    "test": N_("uji coba"),
}
OFF = {"switched_off": N_("dimatikan"), "gone": N_("dimatikan: alamatnya menjawab tidak ada lagi")}

STATUSES = {401: N_("menolak kunci atau tanda tangannya"), 403: N_("menolak kunci atau tanda tangannya"),
            404: N_("tidak mengenal alamat itu"), 410: N_("menjawab: tidak ada lagi"),
            429: N_("meminta lebih pelan")}
NO_ANSWER = (("timed out", N_("tidak menjawab pada waktunya")), ("resolve", N_("alamatnya tidak ditemukan")),
             ("ssl", N_("sambungan amannya tidak terpercaya")),
             ("certificate", N_("sambungan amannya tidak terpercaya")))
"""What libcurl says when there was no answer, by a word of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery."""

    id: str
    kind: str
    at: int
    state: str
    code: str = ""
    """Of the incident."""
    attempts: int = 0
    status: int | None = None
    answer: str = ""
    next_at: int | None = None

    @property
    def trouble(self) -> str:
        """Why it was not taken, in words that need no technician. What the other system wrote stands behind it."""
        if self.status is None or 200 <= self.status < 300 or self.answer in OFF:
            return ""
        if self.status == 0:
            said = self.answer.lower()
            return next((words for mark, words in NO_ANSWER if mark in said), N_("tidak tersambung"))
        return STATUSES.get(self.status, N_("sedang tidak melayani") if self.status >= 500 else N_("tidak menerimanya"))


@dataclass(frozen=True, slots=True)
class Hook:
    id: str
    name: str
    url: str
    kinds: list[str]
    off: str = ""
    waiting: int = 0
    dead: int = 0
    troubled: bool = False
    """It has not taken anything for some tries."""
    last: list[Sent] = field(default_factory=list)

    @property
    def state(self) -> str:
        """As a pill shows it."""
        return "off" if self.off else "wait" if self.troubled or self.dead else "ready"


@dataclass(frozen=True, slots=True)
class Origin:
    """A source."""

    id: str
    name: str
    made_at: int
    incidents: int = 0
    off: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret, this once."""

    name: str
    secret: str
    address: str = ""
    """Where a source sends to."""


@dataclass(frozen=True, slots=True)
class Systems:
    station: str
    hooks: list[Hook] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    shown: Shown | None = None
    wrong: str = ""
    said: dict[str, str] = field(default_factory=dict)
    """What stood in the form that was refused."""
    kinds: dict[str, str] = field(default_factory=lambda: dict(KINDS))
    offs: dict[str, str] = field(default_factory=lambda: dict(OFF))

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Each kind, its words, and whether it is ticked: all of them at first."""
        return [(kind, words, not self.said or f"kind.{kind}" in self.said)
                for kind, words in self.kinds.items() if kind != "test"]

    def saying(self, wrong: str, said: dict[str, str]) -> Systems:
        return replace(self, wrong=wrong, said=said)

    def showing(self, shown: Shown) -> Systems:
        return replace(self, shown=shown)
