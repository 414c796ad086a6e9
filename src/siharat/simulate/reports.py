"""The demonstration's calm reports: a quarter in which something happens each Saturday night in one place, and little
anywhere else; today a few that wait for the desk. Told by the real verbs, each at its own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from siharat.db import Tx
from siharat.kernel.clock import HOUR
from siharat.kernel.errors import not_found
from siharat.kernel.place import Place
from siharat.people import officers, sessions, wilayah
from siharat.people.access import OfficerCaller
from siharat.report import actions, desk, tasks
from siharat.report.rules import NewReport

WEEKS = 11
ANY = text("SELECT 1 FROM report LIMIT 1")

LOKTABAT, KOMET = Place(-3.4402, 114.8211), Place(-3.4440, 114.8440)
ELSEWHERE = (Place(-3.4787, 114.7756), Place(-3.4540, 114.7500), Place(-3.4650, 114.8500), KOMET)
RACING = (
    "Balap liar lagi di depan pasar, belasan motor.", "Suara motor keras sekali sampai tengah malam.",
    "Anak-anak muda balapan di lampu merah, hampir menabrak orang.", "Tiap malam Minggu begini terus, tolong.",
)
QUIET = (
    ("curanmor", "Ada yang mencoba-coba motor di parkiran masjid."), ("keributan", "Ribut di warung sampai subuh."),
    ("orang_mencurigakan", "Mobil tak dikenal mondar-mandir di gang kami."),
    ("narkotika", "Rumah kosong itu didatangi orang tiap malam."), ("miras", "Minum-minum di dekat sekolah."),
)
TODAY = (
    (3, "balap_liar", LOKTABAT, "Kata anak saya malam ini mereka balapan lagi di depan pasar."),
    (2, "curanmor", KOMET, "Dua orang memeriksa motor satu per satu di parkiran. Plat DA, saya catat."),
    (1, "sosial", ELSEWHERE[0], "Nenek di ujung gang tinggal sendiri dan tidak bisa berjalan lagi."),
)


def settle(tx: Tx, desk_nrp: str) -> None:
    """Once: where there is a report already, nothing is added."""
    if tx.value(ANY):
        return
    now, caller = tx.now, _desk(tx, desk_nrp)
    for week in range(1, WEEKS):
        kind, words = QUIET[week % len(QUIET)]
        _told(tx, _moment(now, week, 5, 22), "balap_liar", RACING[week % len(RACING)], LOKTABAT, caller)
        _told(tx, _moment(now, week, week % 7, 2 * week + 1), kind, words, ELSEWHERE[week % len(ELSEWHERE)], caller)
    for hours, kind, where, words in TODAY:
        tx.now = now - hours * HOUR
        _send(tx, kind, words, where, None)
    tx.now = now
    tasks.make(tx, caller, None, {"what": "Parkiran masjid waktu salat Magrib.", "place": "Komet",
                                  "category": "curanmor"})


def _desk(tx: Tx, nrp: str) -> OfficerCaller:
    row = officers.by_nrp(tx, nrp)
    if row is None:
        raise not_found("officer")
    return sessions.officer_caller(tx, row.id)


def _told(tx: Tx, at: int, kind: str, words: str, where: Place, caller: OfficerCaller) -> None:
    """Told the morning after, and closed."""
    tx.now = at + 10 * HOUR
    report = _send(tx, kind, words, where, at)
    tx.now += 2 * HOUR
    desk.close(tx, caller, report, "noted", "Terima kasih. Kami perhatikan di patroli berikutnya.")


def _send(tx: Tx, kind: str, words: str, where: Place, happened_at: int | None) -> str:
    new = NewReport(tx.identity.uuid7(), "nobody", words, kind, where, None, happened_at, None, None, "")
    return actions.open_with(tx, str(actions.take_in(tx, new, None).case_key)).id


def _moment(now: int, weeks_ago: int, weekday: int, hour: int) -> int:
    there = datetime.fromtimestamp(now / 1_000, ZoneInfo(wilayah.TIMEZONE))
    day = there - timedelta(days=there.weekday() - weekday, weeks=weeks_ago)
    return round(day.replace(hour=hour % 24, minute=15).timestamp() * 1_000)
