"""The paper a chief signs: one page that is read in a minute, then the tables, then the definitions. PDF/A, tagged.

What it says is put together here, in words; how it looks stands in ``paper.typ``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

from siharat.evaluate.actions import Question
from siharat.evaluate.papers import charts, words
from siharat.evaluate.papers.words import Language, spoken_count, spoken_day, spoken_share, spoken_time

TEMPLATE = files(__name__.rpartition(".")[0]) / "paper.typ"
STANDARD: Literal["a-2a"] = "a-2a"
"""PDF/A-2, level A: may be archived for decades, and can be read aloud."""
MOST_LINES = 8
RANKS = {"polda": "DAERAH", "polresta": "RESOR KOTA", "polres": "RESOR", "polsek": "SEKTOR"}
HEADS = {"polda": "Kepala Kepolisian Daerah", "polresta": "Kepala Kepolisian Resor Kota",
         "polres": "Kepala Kepolisian Resor", "polsek": "Kepala Kepolisian Sektor"}
NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MARK = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#14181f" '
        'd="M32 6 56 26 32 58 8 26Z"/><path fill="none" stroke="#fff" stroke-width="3" stroke-linejoin="round" '
        'd="M8 26H56M22 26 32 58 42 26 32 6Z"/></svg>')

SAID: dict[Language, dict[str, str]] = {
    "id": {
        "lead": "Dari {alarms}, {taken} diangkat petugas dalam {answer}.{never} Setengah dari petugas tiba dalam "
                "{median}; sembilan dari sepuluh dalam {p90}.",
        "lead_none": "Tidak ada alarm pada masa ini.", "alarms": "{n} alarm",
        "never": " {n} berakhir tanpa diangkat.", "waiting": " {n} masih menunggu.",
        "no_arrival": "Dari {alarms}, {taken} diangkat petugas dalam {answer}.{never} Waktu tiba belum terukur.",
        "taken": "diangkat dalam {answer}{range}", "median": "nilai tengah sampai diangkat{range}",
        "arrived": "tiba dalam sasaran{range}", "false": "palsu, salah tekan, tidak terbukti, uji coba{range}",
        "note": "Tersendiri: {practice} latihan warga, {drill} latihan satuan, {duplicate} ganda. Kejadian yang belum "
                "selesai dihitung sebagai belum tiba. Angka dalam kurung: rentang 95 %.{few}",
        "few": " Masa ini memuat kurang dari 30 waktu terukur: satu kejadian dapat mengubah angkanya.",
        "times_note": "Mustahil: berakhir sebelum dimulai. Tidak berlaku: tidak dimulai, tidak dicatat, atau tidak "
                      "perlu. Rentang: 95 %, dari nilai tengah.",
        "times": "Waktu", "methods": "Cara menghitung dan definisi", "of": "Bagian", "median_short": "Tiba, tengah",
        "kinds": "Jenis", "ends": "Hasil akhir", "places": "Wilayah", "weekdays": "Hari", "months": "Bulan",
        "sources": "Dihitung dari buku kejadian per {as_of} oleh {software}. Definisi yang sama berlaku untuk semua "
                   "satuan.", "footer": "{station} · {period}", "made": "dicetak {day}",
        "number": "B/        /{month}/{year}", "coverage": "Cakupan dering", "phones": "Ponsel dipanggil",
        "proved": "Terbukti berdering", "answers": "Penilaian warga", "reports": "Laporan warga",
    },
    "en": {
        "lead": "Of {alarms}, {taken} were taken by an officer within {answer}.{never} Half of the officers arrived "
                "within {median}; nine of ten within {p90}.",
        "lead_none": "There was no alarm in this period.", "alarms": "{n} alarms",
        "never": " {n} ended without being taken.", "waiting": " {n} are still waiting.",
        "no_arrival": "Of {alarms}, {taken} were taken by an officer within {answer}.{never} No arrival was measured.",
        "taken": "taken within {answer}{range}", "median": "median until taken{range}",
        "arrived": "arrived within target{range}", "false": "false, mistaken, unfounded, test{range}",
        "note": "Apart: {practice} citizens' practices, {drill} station's drills, {duplicate} duplicates. What is "
                "unfinished counts as not arrived. In brackets: 95 % ranges.{few}",
        "few": " Fewer than 30 times were measured: one incident can move the figures.",
        "times_note": "Impossible: ends before it begins. Not due: never began, not recorded, or not needed. "
                      "Range: 95 %, of the median.",
        "times": "Times", "methods": "Methods and definitions", "of": "Share", "median_short": "Arrival, median",
        "kinds": "Kind", "ends": "Disposition", "places": "Area", "weekdays": "Weekday", "months": "Month",
        "sources": "Counted from the book of incidents as of {as_of} by {software}. The same definitions hold for "
                   "all stations.", "footer": "{station} · {period}", "made": "printed {day}",
        "number": "B/        /{month}/{year}", "coverage": "Ring coverage", "phones": "Phones that were rung",
        "proved": "Proved that they rang", "answers": "Citizens' answers", "reports": "Citizens' reports",
    },
}


def pdf_of(document: dict[str, Any], asked: Question, language: Language) -> bytes:
    """The same document gives the same bytes: it is dated by ``as_of``, and uses the fonts that typst carries."""
    import typst

    told = json.dumps(content(document, asked, language), ensure_ascii=False)
    found: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": told}, format="pdf",
                                 ignore_system_fonts=True, pdf_standards=STANDARD, timestamp=asked.as_of // 1_000)
    return found


def content(document: dict[str, Any], asked: Question, language: Language) -> dict[str, Any]:
    """All that the paper says."""
    said, period = SAID[language], document["period"]
    spoken = words.spoken_period(period["from"], period["to"], language)
    day = datetime.fromtimestamp(asked.as_of / 1_000, UTC).astimezone(ZoneInfo(asked.period.zone)).date()
    printed = spoken_day(day.isoformat(), language)
    return {
        "language": language, "mark": MARK, "station": asked.name,
        "title": f"{words.SAID[language]['title']}, {spoken}",
        "letterhead": letterhead(asked), "number": said["number"].format(month=ROMAN[day.month - 1], year=day.year),
        "made": said["made"].format(day=printed), "footer": said["footer"].format(station=asked.name, period=spoken),
        "lead": lead(document, language), "four": four(document, language), "charts": pictures(document, language),
        "note": _note(document, language), "sign": _sign(asked, printed), "words": said,
        "times": _times(document, language), "tables": _tables(document, language),
        "definitions": [*((words.INTERVALS[language][name], span) for name, span in words.SPANS[language].items()),
                        *words.DEFINITIONS[language]],
        "sources": said["sources"].format(as_of=_as_of(asked, printed), software=document["software"]),
    }


def _as_of(asked: Question, printed: str) -> str:
    at = datetime.fromtimestamp(asked.as_of / 1_000, UTC).astimezone(ZoneInfo(asked.period.zone))
    return f"{printed}, {at:%H.%M} {NAMES.get(asked.period.zone, asked.period.zone)}"


def letterhead(asked: Question) -> list[str]:
    lines = ["KEPOLISIAN NEGARA REPUBLIK INDONESIA"]
    return [*lines, *(_formal(name) for name in (*asked.above, asked.name))]


def _formal(name: str) -> str:
    """``Polres Banjarbaru`` as ``RESOR BANJARBARU``."""
    kind, _, place = name.partition(" ")
    return f"{RANKS.get(kind.lower(), kind.upper())} {place.upper()}".strip()


def _sign(asked: Question, printed: str) -> dict[str, str]:
    kind, _, place = asked.name.partition(" ")
    return {"place": f"{place or asked.name}, {printed}", "office": HEADS.get(kind.lower(), "Kepala Satuan")}


def lead(document: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    """The first sentence, its figures strong."""
    said, counts, intervals = SAID[language], document["counts"], document["intervals"]
    if not counts["alarms"]:
        return [{"text": said["lead_none"], "strong": False}]
    never = "".join(said[name].format(n=spoken_count(counts[count], language))
                    for name, count in (("never", "unanswered"), ("waiting", "waiting")) if counts[count])
    response, target = intervals["response"], intervals["queue"]["target"]
    pattern = said["lead"] if response["measured"] else said["no_arrival"]
    figures = {"alarms": said["alarms"].format(n=spoken_count(counts["alarms"], language)),
               "taken": spoken_count(target["count"], language), "never": never,
               "answer": spoken_time(target["steps"][0]["seconds"], language),
               "median": spoken_time(response["median_s"], language), "p90": spoken_time(response["p90_s"], language)}
    parts = []
    for piece in pattern.replace("{", "\0{").replace("}", "}\0").split("\0"):
        if piece.startswith("{"):
            parts.append({"text": figures[piece[1:-1]], "strong": piece not in ("{never}", "{answer}")})
        elif piece:
            parts.append({"text": piece, "strong": False})
    return parts


def four(document: dict[str, Any], language: Language) -> list[dict[str, str]]:
    """The four figures a chief is asked for first."""
    said, intervals = SAID[language], document["intervals"]
    queue, response, false = intervals["queue"], intervals["response"], document["false"]
    answer = spoken_time(queue["target"]["steps"][0]["seconds"], language)
    times = queue["ranges"]["median_s"] if queue["ranges"] else None
    return [
        {"figure": "queue.within", "value": spoken_share(queue["target"]["share"], language),
         "says": said["taken"].format(answer=answer, range=_shares(queue["target"]["range"], language))},
        {"figure": "queue.measured", "value": spoken_time(queue["median_s"], language),
         "says": said["median"].format(range=_spans(times, language))},
        {"figure": "response.within", "value": spoken_share(response["target"]["share"], language),
         "says": said["arrived"].format(range=_shares(response["target"]["range"], language))},
        {"figure": "false", "value": spoken_share(false["share"], language),
         "says": said["false"].format(range=_shares(false["range"], language))},
    ]


def _shares(found: list[float] | None, language: Language) -> str:
    if found is None:
        return ""
    low, high = (spoken_share(each, language) for each in found)
    return f" ({low.removesuffix(f'{words.GLUE}%')}–{high})"


def _spans(found: list[float] | None, language: Language) -> str:
    return f" ({spoken_time(found[0], language)}–{spoken_time(found[1], language)})" if found else ""


def pictures(document: dict[str, Any], language: Language) -> list[dict[str, str]]:
    response = document["intervals"]["response"]
    within = response["target"]["steps"][0]["seconds"]
    found = [{"title": charts.hours_finding(document["by"]["hour"], language),
              "svg": charts.hours(document["by"]["hour"], language)}]
    if response["still_waiting"]["seconds"]:
        found.append({"title": charts.waiting_finding(response["still_waiting"], within, language),
                      "svg": charts.waiting(response["still_waiting"], within, language)})
    return found


def _note(document: dict[str, Any], language: Language) -> str:
    said, counts = SAID[language], document["counts"]
    few = said["few"] if document["intervals"]["response"]["few"] else ""
    return said["note"].format(**{name: spoken_count(counts[name], language)
                                  for name in ("practice", "drill", "duplicate")}, few=few)


def _times(document: dict[str, Any], language: Language) -> dict[str, Any]:
    said = words.SAID[language]
    rows = []
    for name, found in document["intervals"].items():
        span = _spans(found["ranges"]["median_s"] if found["ranges"] else None, language)
        rows.append([words.INTERVALS[language][name], spoken_time(found["median_s"], language), span.strip(" ()"),
                     spoken_time(found["p90_s"], language), spoken_time(found["p95_s"], language),
                     *(spoken_count(found[each], language) for each in ("measured", "unfinished", "impossible",
                                                                        "not_due"))])
    return {"head": ["", said["median"], said["range"], said["p90"], said["p95"], said["measured"], said["unfinished"],
                     said["impossible"], said["not_due"]], "rows": rows, "note": SAID[language]["times_note"]}


def _tables(document: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    said, by = SAID[language], document["by"]
    dispositions = words.DISPOSITIONS[language]
    found = [_table(said["ends"], by["disposition"], lambda key: dispositions.get(key, key), language)]
    found += [_table(said["kinds"], by["category"], lambda key: _known(key, language), language),
              _table(said["places"], by["locality"], lambda key: _known(key, language), language),
              _table(said["weekdays"], by["weekday"], lambda key: words.WEEKDAYS[language][int(key) - 1], language)]
    return [*_proofs(document, language), *(each for each in found if each["rows"])]


def _proofs(document: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    """How many phones proved that they rang, and what citizens answered; nothing where neither is recorded."""
    said, counts, rings, helped = SAID[language], words.COUNTS[language], document["rings"], document["helped"]
    found = []
    if rings["phones"]:
        found.append({"title": said["coverage"], "head": ["", words.SAID[language]["count"], said["of"]], "rows": [
            [said["phones"], spoken_count(rings["phones"], language), ""],
            [said["proved"], spoken_count(rings["proved"], language), spoken_share(rings["share"], language)],
            [counts["rung.silent"], spoken_count(rings["silent"], language), ""]]})
    if helped["of"]:
        found.append({"title": said["answers"], "head": ["", words.SAID[language]["count"], said["of"]], "rows": [
            [counts[f"helped.{name}"], spoken_count(count, language), spoken_share(count / helped["of"], language)]
            for name, count in helped["kinds"].items()]})
    reports = document.get("reports", {"all": 0})
    if reports["all"]:
        found.append({"title": said["reports"], "head": ["", words.SAID[language]["count"], said["of"]], "rows": [
            [words.BECAME[language][name], spoken_count(count, language),
             spoken_share(count / reports["all"], language)] for name, count in reports["became"].items() if count]})
    return found


def _table(title: str, groups: list[dict[str, Any]], name: Any, language: Language) -> dict[str, Any]:
    said = SAID[language]
    shown = groups if len(groups) <= MOST_LINES else groups[:MOST_LINES - 1]
    rows = [[name(group["key"]), spoken_count(group["count"], language),
             spoken_time(group["response"]["median_s"], language)] for group in shown]
    if rest := groups[len(shown):]:
        rows.append([_known("other", language), spoken_count(sum(group["count"] for group in rest), language), "–"])
    return {"title": title, "head": ["", words.SAID[language]["count"], said["median_short"]], "rows": rows}


def _known(key: str, language: Language) -> str:
    return words.SAID[language][key] if key in ("other", "unknown") else key


