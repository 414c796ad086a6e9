"""The words of the papers, Indonesian and English. Plain ones: half, nine of ten; no jargon on the first page."""

from __future__ import annotations

import calendar
from typing import Literal

Language = Literal["id", "en"]
GLUE = "\u00a0"
"""No line ends between a figure and its unit."""

INTERVALS: dict[Language, dict[str, str]] = {
    "id": {"queue": "Sampai diangkat", "call_back": "Sampai dihubungi", "travel": "Perjalanan",
           "response": "Waktu tanggap", "on_scene": "Di lokasi"},
    "en": {"queue": "Until taken", "call_back": "Until called back", "travel": "Travel",
           "response": "Response time", "on_scene": "On scene"},
}
SPANS: dict[Language, dict[str, str]] = {
    "id": {"queue": "tombol ditekan sampai petugas pertama mengambil",
           "call_back": "petugas pertama mengambil sampai warga pertama kali dihubungi",
           "travel": "petugas pertama berangkat sampai petugas pertama tiba",
           "response": "tombol ditekan sampai petugas pertama tiba",
           "on_scene": "petugas pertama tiba sampai petugas terakhir pergi"},
    "en": {"queue": "from the press to the first officer who took it",
           "call_back": "from the first officer who took it to the citizen first reached",
           "travel": "from the first officer who set out to the first who arrived",
           "response": "from the press to the first officer who arrived",
           "on_scene": "from the first officer who arrived to the last who left"},
}
DISPOSITIONS: dict[Language, dict[str, str]] = {
    "id": {"genuine": "benar", "false_alarm": "alarm palsu", "accidental": "salah tekan", "unfounded": "tidak terbukti",
           "test": "uji coba", "drill": "latihan", "duplicate": "ganda", "referred": "diteruskan",
           "unknown": "belum diketahui"},
    "en": {"genuine": "genuine", "false_alarm": "false alarm", "accidental": "pressed by mistake",
           "unfounded": "unfounded", "test": "test", "drill": "drill", "duplicate": "duplicate",
           "referred": "referred", "unknown": "not known yet"},
}
COUNTS: dict[Language, dict[str, str]] = {
    "id": {"all": "Semua penekanan", "alarms": "Alarm", "practice": "Latihan warga", "drill": "Latihan satuan",
           "duplicate": "Ganda", "answered": "Diangkat petugas", "unanswered": "Berakhir tanpa diangkat",
           "waiting": "Masih menunggu", "open": "Belum ditutup", "climbed": "Naik tangga eskalasi",
           "arrived": "Petugas tiba", "false": "Palsu, salah tekan, tidak terbukti, uji coba",
           "handed": "Diserahkan ke satuan lain", "rung": "Ponsel dipanggil", "rung.silent": "Tak satu ponsel terbukti",
           "helped.yes": "Warga: tertolong", "helped.partly": "Warga: sebagian", "helped.no": "Warga: tidak tertolong"},
    "en": {"all": "All presses", "alarms": "Alarms", "practice": "Citizens' practices", "drill": "Station's drills",
           "duplicate": "Duplicates", "answered": "Taken by an officer", "unanswered": "Ended without being taken",
           "waiting": "Still waiting", "open": "Not closed yet", "climbed": "Climbed the ladder",
           "arrived": "An officer arrived", "false": "False, mistaken, unfounded, test",
           "handed": "Handed over to another station", "rung": "Phones were rung",
           "rung.silent": "No phone proved itself", "helped.yes": "Citizen: helped",
           "helped.partly": "Citizen: partly", "helped.no": "Citizen: not helped"},
}
BECAME: dict[Language, dict[str, str]] = {
    "id": {"incident": "petugas dipanggil", "handled": "ditangani", "checked": "diperiksa, tidak ditemukan",
           "noted": "dicatat untuk patroli", "passed_on": "diteruskan", "elsewhere": "bukan wewenang polisi",
           "joined": "sama dengan laporan lain", "open": "belum selesai"},
    "en": {"incident": "officers were called", "handled": "handled", "checked": "looked into, nothing found",
           "noted": "noted for patrol", "passed_on": "passed on", "elsewhere": "not a matter of the police",
           "joined": "the same as another", "open": "not ended yet"},
}
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}
SAID: dict[Language, dict[str, str]] = {
    "id": {
        "title": "Evaluasi Siharat", "interval": "Selang waktu", "from_to": "dari … sampai …", "measured": "Terukur",
        "unfinished": "Belum selesai", "impossible": "Mustahil", "not_due": "Tidak berlaku", "median": "Nilai tengah",
        "p90": "9 dari 10", "p95": "19 dari 20", "range": "Rentang", "target": "Sasaran", "share": "Tercapai",
        "rows": "Kejadian", "figures": "Angka", "definitions": "Definisi", "charts": "Grafik", "count": "Jumlah",
        "hour": "Pukul", "weekday": "Hari", "month": "Bulan", "category": "Jenis", "locality": "Wilayah",
        "channel": "Saluran", "disposition": "Hasil akhir", "few": "sedikit data", "none": "–",
        "presses_by_hour": "Penekanan menurut jam", "still_waiting": "Belum ada petugas tiba",
        "minutes": "menit sejak tombol ditekan", "seconds": "detik", "other": "lainnya",
        "unknown": "tidak diketahui", "as_of": "Keadaan buku kejadian per", "software": "Perangkat lunak",
        "station": "Satuan", "period": "Masa", "filters": "Disaring",
        "pressed": "Ditekan", "within": "dalam sasaran", "late": "di luar sasaran", "due": "semua yang berlaku",
    },
    "en": {
        "title": "Siharat evaluation", "interval": "Interval", "from_to": "from … to …", "measured": "Measured",
        "unfinished": "Unfinished", "impossible": "Impossible", "not_due": "Not due", "median": "Median",
        "p90": "9 of 10", "p95": "19 of 20", "range": "Range", "target": "Target", "share": "Within target",
        "rows": "Incidents", "figures": "Figures", "definitions": "Definitions", "charts": "Charts", "count": "Count",
        "hour": "Hour", "weekday": "Weekday", "month": "Month", "category": "Kind", "locality": "Area",
        "channel": "Channel", "disposition": "Disposition", "few": "few data", "none": "–",
        "presses_by_hour": "Presses by hour", "still_waiting": "No officer has arrived yet",
        "minutes": "minutes since the press", "seconds": "seconds", "other": "other", "unknown": "not known",
        "as_of": "The book as of", "software": "Software", "station": "Station", "period": "Period",
        "filters": "Narrowed to", "pressed": "Pressed", "within": "within target", "late": "not within target",
        "due": "all that were due",
    },
}
DEFINITIONS: dict[Language, tuple[tuple[str, str], ...]] = {
    "id": (
        ("Semua penekanan", "Setiap kejadian yang dibuka dalam masa ini. Hari menurut jam satuan; hari pertama dan "
         "terakhir termasuk."),
        ("Tersendiri", "Latihan warga, latihan satuan, dan kejadian ganda dihitung, tetapi tidak masuk angka lain."),
        ("Alarm", "Semua penekanan selain yang tersendiri."),
        ("Terukur", "Selang waktu yang dimulai dan berakhir. Nilai tengah dan persentil dihitung dari yang terukur, "
         "dengan interpolasi linear (tipe 7)."),
        ("Belum selesai", "Selang yang dimulai tetapi kejadian berakhir, atau masih berjalan, tanpa akhirnya. Masuk "
         "penyebut setiap bagian dan tidak pernah dihitung mencapai sasaran."),
        ("Mustahil", "Berakhir sebelum dimulai, atau lebih dari tiga puluh hari. Disimpan, dihitung, ditampilkan "
         "tersendiri."),
        ("Tidak berlaku", "Tidak pernah dimulai, tidak dicatat oleh sumbernya, atau ditutup tanpa ada yang perlu "
         "berangkat."),
        ("Rentang", "Selang kepercayaan 95 %: bootstrap persentil, 2.000 tarikan, benih siharat-1."),
        ("Sedikit data", "Kurang dari 30 kejadian terukur: angkanya dapat berubah banyak oleh satu kejadian."),
        ("Kurva menunggu", "Kaplan–Meier: yang belum selesai dihitung selama masih teramati. Dianggap kejadian tidak "
         "berakhir karena tidak ada yang akan datang."),
        ("Cakupan dering", "Dari semua ponsel yang dipanggil, berapa yang membuktikan sendiri bahwa ia berdering. "
         "Layanan push yang berkata terkirim bukan bukti."),
        ("Penilaian warga", "Satu pertanyaan sesudah selesai: apakah Anda tertolong? Bagian dihitung dari yang "
         "menjawab; yang diam tidak dihitung puas."),
        ("Sasaran tiba", "Menurut jarak dari markas; bila jaraknya tidak diketahui, berlaku sasaran terpendek."),
    ),
    "en": (
        ("All presses", "Every incident opened in the period. Days are those of the station's clock; the first and "
         "the last belong to it."),
        ("Apart", "Citizens' practices, station's drills and duplicates are counted, and are part of no other figure."),
        ("Alarms", "All presses but those apart."),
        ("Measured", "An interval that began and ended. Median and percentiles are of these, by linear interpolation "
         "(type 7)."),
        ("Unfinished", "An interval that began, while the incident ended, or goes on, without its end. Part of every "
         "denominator, never within a target."),
        ("Impossible", "Ends before it begins, or lasts over thirty days. Kept, counted, shown apart."),
        ("Not due", "Never began, is not recorded by its source, or was closed without anybody having to go."),
        ("Range", "95 per cent confidence range: bootstrap percentiles, 2,000 draws, seed siharat-1."),
        ("Few data", "Fewer than 30 measured incidents: one incident can move the figure far."),
        ("Waiting curve", "Kaplan–Meier: what is unfinished counts as long as it was watched. It assumes that an "
         "incident does not end because nobody would have come."),
        ("Ring coverage", "Of all phones that were called, how many have proved themselves that they rang. A push "
         "service that says it was sent proves nothing."),
        ("Citizens' answers", "One question when it is over: were you helped? Shares are of those who answered; who is "
         "silent does not count as satisfied."),
        ("Arrival target", "By distance from the station's seat; where it is not known, the shortest target holds."),
    ),
}


def spoken_time(seconds: float | None, language: Language) -> str:
    """``7 dtk``, ``5 mnt 40``, ``1 jam 05``: a part of a second counts as a whole one, for a time must not flatter."""
    if seconds is None:
        return "–"
    units = ("dtk", "mnt", "jam") if language == "id" else ("s", "min", "h")
    whole = max(0, -int(-seconds // 1))
    if whole < 60:
        return f"{whole}{GLUE}{units[0]}"
    if whole < 3_600:
        return f"{whole // 60}{GLUE}{units[1]}{GLUE}{whole % 60:02d}"
    return f"{whole // 3_600}{GLUE}{units[2]}{GLUE}{whole // 60 % 60:02d}"


def spoken_share(share: float | None, language: Language) -> str:
    """``95 %``. Cut, so that 99.6 does not become all."""
    if share is None:
        return "–"
    percent = int(share * 1_000 + 1e-6) / 10
    text = f"{percent:.1f}".removesuffix(".0") if percent < 10 or percent > 90 else f"{int(percent)}"
    return f"{text.replace('.', ',') if language == 'id' else text}{GLUE}%"


def spoken_count(count: int, language: Language) -> str:
    text = f"{count:,}"
    return text if language == "en" else text.replace(",", ".")


def spoken_day(day: str, language: Language) -> str:
    """``2026-10-31`` as ``31 Oktober 2026``."""
    year, month, of_month = day.split("-")
    return f"{int(of_month)} {MONTHS[language][int(month) - 1]} {year}"


def spoken_period(first: str, last: str, language: Language) -> str:
    """``Oktober 2026`` for a whole month, else both days."""
    year, month = int(first[:4]), int(first[5:7])
    if first.endswith("-01") and last == f"{first[:8]}{calendar.monthrange(year, month)[1]:02d}":
        return f"{MONTHS[language][month - 1]} {year}"
    return f"{spoken_day(first, language)} – {spoken_day(last, language)}"
