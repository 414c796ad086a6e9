"""What changed since the period before, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.evaluate.actions import Question
from siharat.evaluate.compare import Change, Verdict
from siharat.evaluate.papers import words
from siharat.evaluate.papers.words import Language, spoken_count, spoken_share, spoken_time

NAMES: dict[Language, dict[str, str]] = {
    "id": {"queue.within": "Diangkat dalam sasaran", "response.within": "Tiba dalam sasaran",
           "false": "Palsu, salah tekan, tidak terbukti", "queue.median": "Nilai tengah sampai diangkat",
           "call_back.median": "Nilai tengah sampai terhubung", "response.median": "Nilai tengah sampai tiba"},
    "en": {"queue.within": "Taken within target", "response.within": "Arrived within target",
           "false": "False, mistaken, unfounded", "queue.median": "Median until taken",
           "call_back.median": "Median until reached", "response.median": "Median until arrival"},
}
VERDICTS: dict[Language, dict[Verdict, str]] = {
    "id": {"better": "membaik", "worse": "memburuk", "unclear": "tidak dapat dibedakan dari kebetulan",
           "few": "terlalu sedikit untuk disimpulkan"},
    "en": {"better": "better", "worse": "worse", "unclear": "cannot be told from chance",
           "few": "too few to conclude anything"},
}
MOODS: dict[Verdict, str] = {"better": "ready", "worse": "wait", "unclear": "none", "few": "none"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    name: str
    before: str
    now: str
    difference: str
    """With its range, of 95 per cent."""
    cases: str
    says: str
    mood: str


def changed_line(change: Change, language: Language) -> ChangeLine:
    share = not change.figure.endswith(".median")
    before, now = (_spoken(each, share, language) for each in (change.before, change.now))
    difference = "–"
    if change.difference is not None and change.range is not None:
        low, high = (_signed(each, share, language) for each in change.range)
        difference = f"{_signed(change.difference, share, language)} ({low} … {high})"
    cases = "/".join(spoken_count(each, language) for each in change.cases)
    return ChangeLine(NAMES[language][change.figure], before, now, difference, cases,
                      VERDICTS[language][change.verdict], MOODS[change.verdict])


def spoken_of(asked: Question, language: Language) -> str:
    return words.spoken_period(asked.period.first.isoformat(), asked.period.last.isoformat(), language)


def _spoken(value: float | None, share: bool, language: Language) -> str:
    return spoken_share(value, language) if share else spoken_time(value, language)


def _signed(value: float, share: bool, language: Language) -> str:
    sign = "−" if value < 0 else "+"
    if not share:
        return sign + spoken_time(abs(value), language)
    points = f"{abs(value) * 100:.1f}".removesuffix(".0")
    return f"{sign}{points.replace('.', ',') if language == 'id' else points}{words.GLUE}%"
