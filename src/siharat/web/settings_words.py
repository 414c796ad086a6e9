"""What would change in a station's settings, setting by setting, and why a file is refused, as a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from siharat.incident.policy import EscalationPolicy, Step
from siharat.kernel import Problem
from siharat.succeed.settings_file import Drill, Part, Roster, Settings
from siharat.web.command.drill_views import DAYS
from siharat.web.command.ladder_views import BY, FIRST, TIME_WORDS, WHOM
from siharat.web.words import N_

Say = Callable[[str], str]
NOTHING = "–"
PARTS: dict[str, str] = {
    "name": N_("Nama satuan"), "areas": N_("Wilayah"), "ladder": N_("Tangga eskalasi"), "roster": N_("Piket"),
    "public": N_("Angka terbuka untuk umum"), "drills": N_("Latihan terencana"),
}
SECONDS = {**TIME_WORDS, "narrow": N_("Banyak alarm sekaligus: yang sering palsu berdering di meja jaga dulu selama")}
COUNTS = {
    "flood": (N_("Disebut banyak sekaligus: lebih dari"), N_("{n} alarm semenit")),
    "history": (N_("Disebut sering palsu: sejak"), N_("{n} alarm palsu")),
    "bundle_m": (N_("Alarm berdekatan ditampilkan bersama: sampai"), N_("{n} meter")),
    "bundle_minutes": (N_("Alarm berurutan ditampilkan bersama: sampai"), N_("{n} menit")),
}
REFUSED = {
    "none": N_("Pilih dulu berkasnya."),
    "large": N_("Berkasnya lebih besar dari {megabytes} MB. Berkas pengaturan jauh lebih kecil: pilih yang lain, atau "
                "minta pengelola server mengimpornya."),
    "points": N_("Isinya terlalu banyak untuk pengaturan satu satuan. Unduh lagi berkasnya di satuan asalnya."),
    "letters": N_("Ini bukan teks UTF-8. Pilih berkas pengaturan yang diunduh dari halaman ini."),
    "deep": N_("Isinya bersarang terlalu dalam. Pilih berkas pengaturan yang diunduh dari halaman ini."),
    "json": N_("Ini bukan JSON, atau berkasnya terpotong. Pilih berkas pengaturan yang diunduh dari halaman ini."),
    "no_settings": N_("Di dalamnya tidak ada pengaturan satuan. Pilih berkas yang diunduh dari halaman ini."),
    "format": N_("Berkasnya dari versi lain yang tidak dapat dibaca di sini. Unduh lagi dari server dengan versi ini."),
    "digest": N_("Berkasnya berubah sesudah ditulis: rusak, atau disunting tangan. Unduh lagi di satuan asalnya."),
    "twice": N_("Satu pengaturan tertulis dua kali di dalamnya. Unduh lagi di satuan asalnya."),
    "half_letter": N_("Di dalamnya ada huruf atau emoji yang terpotong. Unduh lagi di satuan asalnya."),
    "value": N_("Ada isi yang tidak berlaku. Betulkan di satuan asalnya, lalu unduh lagi."),
    "value_at": N_("Isinya tidak berlaku pada: {place}. Betulkan di satuan asalnya, lalu unduh lagi."),
    "area": N_("Wilayah di dalamnya tidak terbaca. Betulkan di satuan asalnya, lalu unduh lagi."),
}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    before: str
    after: str


def refusal(problem: Problem, say: Say) -> str:
    """Why a file is not taken, and what to do."""
    why = str(problem.extra.get("why", "value"))
    if why not in REFUSED:
        return say(REFUSED["area"])
    place = str(problem.extra.get("place", "") if "why" in problem.extra else problem.extra.get("field", ""))
    if why != "value" or not place:
        return say(REFUSED[why]).format(**problem.extra)
    return say(REFUSED["value_at"]).format(place=_place(place, say))


def _place(place: str, say: Say) -> str:
    """Of a field of the ladder its own words; of others the part, and the place as the file has it."""
    if place in SECONDS or place in COUNTS:
        return say(SECONDS.get(place) or COUNTS[place][0])
    first = place.partition(".")[0].partition("[")[0]
    return next((f"{say(words)} ({place})" for part, words in PARTS.items() if part == first), place)


def lines(parts: Sequence[Part], now: Settings, wanted: Settings, say: Say) -> list[Line]:
    return [line for part in parts for line in _lines(part, now, wanted, say)]


def _lines(part: Part, now: Settings, wanted: Settings, say: Say) -> Iterator[Line]:
    if part == "name":
        yield Line(say(PARTS[part]), now.name, wanted.name)
    elif part == "public":
        yield Line(say(PARTS[part]), _yes(now.public, say), _yes(wanted.public, say))
    elif part == "ladder":
        yield from _ladder(now.ladder, wanted.ladder, say)
    elif part == "roster":
        yield from _roster(now.roster, wanted.roster, say)
    elif part == "drills":
        yield from _drills(now.drills, wanted.drills, say)


def _yes(on: bool, say: Say) -> str:
    return say(N_("ya")) if on else say(N_("tidak"))


def _ladder(now: EscalationPolicy, wanted: EscalationPolicy, say: Say) -> Iterator[Line]:
    if now.first != wanted.first:
        yield Line(say(N_("Yang berdering dulu")), say(FIRST[now.first]), say(FIRST[wanted.first]))
    unit = say(N_("{n} detik"))
    for name, words in SECONDS.items():
        old, new = getattr(now, name), getattr(wanted, name)
        if old != new:
            yield Line(say(words), unit.format(n=old), unit.format(n=new))
    for name, (words, counted) in COUNTS.items():
        old, new = getattr(now, name), getattr(wanted, name)
        if old != new:
            yield Line(say(words), say(counted).format(n=old), say(counted).format(n=new))
    if now.second_by != wanted.second_by:
        yield Line(say(N_("Saluran berikutnya")), _by(now.second_by, say), _by(wanted.second_by, say))
    for number in range(max(len(now.steps), len(wanted.steps))):
        old, new = _step(now.steps, number, say), _step(wanted.steps, number, say)
        if old != new:
            yield Line(say(N_("Langkah {n}")).format(n=number + 1), old, new)


def _step(steps: Sequence[Step], number: int, say: Say) -> str:
    if number >= len(steps):
        return NOTHING
    step = steps[number]
    told = [say(N_("sesudah {n} detik: {whom}")).format(n=step.after, whom=say(WHOM[step.whom])),
            _by(step.by, say) if step.by else say(N_("melihat, tanpa berdering"))]
    if step.repeat:
        told.append(say(N_("diulang tiap {n} detik")).format(n=step.repeat))
    if step.tells:
        told.append(say(N_("warga diberi tahu")))
    return ", ".join(told)


def _by(channels: Sequence[str], say: Say) -> str:
    return " + ".join(say(BY[each]) for each in channels) or NOTHING


def _roster(now: Roster | None, wanted: Roster | None, say: Say) -> Iterator[Line]:
    told: tuple[tuple[str, Callable[[Roster], str]], ...] = (
        (N_("Regu piket"), lambda roster: ", ".join(roster.teams)),
        (N_("Satu giliran"), lambda roster: say(N_("{n} jam")).format(n=roster.hours)),
        (N_("Serah terima pukul"), lambda roster: _clock(roster.handover)),
        (N_("Piket mulai"), lambda roster: f"{date.fromisoformat(roster.starts):%d/%m/%Y}"),
    )
    for name, words in told:
        old, new = (words(each) if each else NOTHING for each in (now, wanted))
        if old != new:
            yield Line(say(name), old, new)


def _drills(now: Sequence[Drill], wanted: Sequence[Drill], say: Say) -> Iterator[Line]:
    name = say(PARTS["drills"])
    yield from (Line(name, _drill(each, say), NOTHING) for each in now if each not in wanted)
    yield from (Line(name, NOTHING, _drill(each, say)) for each in dict.fromkeys(wanted) if each not in now)


def _drill(drill: Drill, say: Say) -> str:
    day = say(DAYS[drill.day]) if drill.every == "week" else say(N_("tanggal {day}")).format(day=drill.day)
    told = [say(N_("tiap {day} pukul {clock}")).format(day=day, clock=_clock(drill.minute)),
            say(N_("diumumkan")) if drill.announced else say(N_("tanpa pengumuman"))]
    return ", ".join([*told, say(N_("dengan telepon"))] if drill.telephones else told)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}.{minute % 60:02}"
