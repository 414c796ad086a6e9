"""Made-up officers for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siharat.attach.inviting import Link
from siharat.ring.practice import Practice
from siharat.web import sample_area
from siharat.web.citizen.views import Message
from siharat.web.officer.doctor import Doctor
from siharat.web.officer.phrases import LIVE
from siharat.web.officer.roads import BY_NUMBER, REFUSED, App, Roads, Telephone, drawn
from siharat.web.officer.views import Duty, Post
from siharat.web.shown import Item, Shown

NOW = 1_795_439_653_000

RINGING = Duty(
    id="0193a5c0-0000-7000-8000-000000000001", code="SHR-4F2K", state="ringing", raised_at=NOW - 8_000,
    place_name="Loktabat Utara", place_detail="Jl. Panglima Batur, depan pasar", lat=-3.4362, lon=114.8121,
    accuracy_m=8, place_at=NOW - 3_000, phones=312, received=298)
MINE = replace(RINGING, state="mine", claimed_by="Bripka Andi Saputra", citizen_name="Siti Aisyah",
               citizen_phone="+6281234567731", word="MELATI", lapses_at=NOW + 22_000)
TALK = [Message("Saya di dalam rumah", NOW - 60_000, mine=False, author="Siti Aisyah"),
        Message("Kami di depan", NOW - 20_000, mine=True)]
OTHER = Duty(id="0193a5c0-0000-7000-8000-000000000002", code="SHR-4F1Z", state="taken", raised_at=NOW - 240_000,
             place_name="Guntung Manggis", claimed_by="Aipda Rahmat", lat=-3.4787, lon=114.7756, phones=312)


def post(**changes: object) -> Post:
    fields: dict[str, object] = {
        "officer": "Bripka Andi Saputra", "me": "0193a5c0-0000-7000-8000-0000000000aa",
        "station": "Polres Banjarbaru", "plan": sample_area.plan(),
        "phrases": dict(LIVE), "proved_at": NOW - 3_600_000, **changes}
    return Post(**fields)  # type: ignore[arg-type]  # sample fields, as named above


def page(view: object, template: str = "officer/post.html") -> Callable[[], tuple[str, object]]:
    return lambda: (template, view)


TOPIC = "siharat-contohContohContohContoh00"
APP = App("7", f"ntfy://ntfy.example.id/{TOPIC}", f"https://ntfy.example.id/{TOPIC}",
          drawn(f"ntfy://ntfy.example.id/{TOPIC}"))
ROADS = Roads("Bripka Andi Saputra", "Polres Banjarbaru", ntfy=True, app=APP, kinds=dict(BY_NUMBER),
              telephones=[Telephone("8", "sms", "+6281234560001"), Telephone("9", "voice", "+6281234560001")])


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "siap": page(post()),
    "siap-meja": page(post(officer="Kompol Rina Wijaya", station="Polda Kalimantan Selatan",
                           desks=("komando", "polda", "satuan"))),
    "siap-dua": page(post(duties=[MINE, OTHER])),
    "alarm": page(post(open=RINGING)),
    "alarm-bersama": page(post(open=replace(RINGING, bundle="1"), duties=[
        replace(RINGING, bundle="1"), replace(RINGING, id=OTHER.id, code="SHR-4F2N", bundle="1"),
        replace(RINGING, id=f"{OTHER.id[:-1]}3", code="SHR-4F2P", bundle="1", place_name="Loktabat Selatan")])),
    "dipersempit": page(post(duties=[replace(RINGING, state="narrowed")])),
    "piket-dulu": page(post(duties=[replace(RINGING, state="off_duty")])),
    "alarm-senyap": page(post(open=replace(RINGING, caution="silent"))),
    "alarm-dipaksa": page(post(open=replace(RINGING, caution="forced", cancelled="forced"))),
    "alarm-latihan": page(post(open=replace(RINGING, drill=True, received=0))),
    "alarm-tanpa-lokasi": page(post(open=replace(RINGING, place_name="", place_detail="", lat=None, lon=None,
                                                 accuracy_m=None, place_at=None))),
    "diambil": page(post(open=MINE)),
    "tanpa-nomor": page(post(open=replace(MINE, citizen_name="", citizen_phone="", messages=[
        Message("LW-7KQ2FX: mereka sudah di depan pasar.", NOW - 60_000, mine=False)]))),
    "menelepon": page(post(open=replace(MINE, call="started"))),
    "menuju": page(post(open=replace(MINE, call="reached", movement="en_route", messages=TALK))),
    "minta-gambar": page(post(open=replace(MINE, call="reached", shown=Shown(may_ask=True, link=Link(
        "K7QM2FXA9PTR", NOW - 40_000, None, ""))))),
    "gambar-dibuka": page(post(open=replace(MINE, call="reached", movement="en_route", shown=Shown(
        [Item("a", "photo", NOW - 30_000), Item("b", "voice", NOW - 10_000)], live=True, may_ask=True,
        link=Link("K7QM2FXA9PTR", NOW - 60_000, NOW - 50_000, "sent"))))),
    "senyap": page(post(open=replace(MINE, caution="silent", messages=TALK))),
    "dipaksa": page(post(open=replace(MINE, caution="forced", cancelled="forced"))),
    "batal-tanpa-pin": page(post(open=replace(MINE, cancelled="unproved"))),
    "ditugaskan": page(post(open=replace(RINGING, state="taken", claimed_by="Aipda Rahmat", sent=True))),
    "diambil-lain": page(post(open=replace(RINGING, state="taken", claimed_by="Aipda Rahmat"))),
    "mendukung": page(post(open=replace(RINGING, state="helping", claimed_by="Aipda Rahmat",
                                        movement="en_route"))),
    "dokter": page(Doctor("xiaomi", "ready"), "officer/doctor.html"),
    "dokter-mingguan": page(Doctor("xiaomi", "ready", practice=Practice(1, 9 * 60, NOW - 86_400_000),
                                   practised_ms=1_200), "officer/doctor.html"),
    "dokter-kunci": page(Doctor("samsung", "lock", left_s=8), "officer/doctor.html"),
    "dokter-berdering": page(Doctor("iphone", "rang", took_ms=1_800), "officer/doctor.html"),
    "dokter-diam": page(Doctor("oppo", "silent"), "officer/doctor.html"),
    "dokter-belum": page(Doctor("lain", "ready", devices=0), "officer/doctor.html"),
    "selesai": page(post(open=replace(RINGING, state="closed", claimed_by="Aipda Rahmat"))),
    "cara-lain": page(ROADS, "officer/roads.html"),
    "cara-lain-baru": page(replace(ROADS, app=None, telephones=[]), "officer/roads.html"),
    "cara-lain-salah": page(replace(ROADS, app=None, wrong=REFUSED), "officer/roads.html"),
    "cara-lain-tidak-ada": page(Roads("Bripka Andi Saputra", "Polres Banjarbaru"), "officer/roads.html"),
}
