"""Charts as SVG: one colour for the point, grey for context, the finding in the title, no legend.

The same picture stands in the page and in the PDF. Colours are attributes, which the paper shows as they are and
which the page's style sheet overrules by class, by day and by night.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from siharat.evaluate.papers import words
from siharat.evaluate.papers.words import Language

POINT, CONTEXT, LINE, SOFT, MARK = "#1254b3", "#c9d2de", "#c9d2de", "#4d5766", "#0b6e4f"
WIDTH, HEIGHT = 480, 220
BUSY_HOURS = 5
MINUTES_SHOWN = 30


def busiest(groups: Sequence[dict[str, Any]]) -> tuple[int, float]:
    """The five hours on end with the most presses: where they begin, and their share of all."""
    counts = [group["count"] for group in groups]
    windows = [sum(counts[(start + hour) % 24] for hour in range(BUSY_HOURS)) for start in range(24)]
    start = max(range(24), key=lambda hour: windows[hour])
    return start, windows[start] / sum(counts) if sum(counts) else 0.0


def hours_finding(groups: Sequence[dict[str, Any]], language: Language) -> str:
    start, share = busiest(groups)
    end = (start + BUSY_HOURS) % 24
    portion = words.spoken_share(share, language)
    if language == "id":
        return f"Pukul {start:02d}.00 sampai {end:02d}.00: {portion} dari semua alarm"
    return f"{start:02d}:00 to {end:02d}:00: {portion} of all alarms"


def hours(groups: Sequence[dict[str, Any]], language: Language) -> str:
    """A bar for each hour of the day; the five busiest on end stand out."""
    start, _ = busiest(groups)
    busy = {(start + hour) % 24 for hour in range(BUSY_HOURS)}
    counts = [group["count"] for group in groups]
    most = max([*counts, 1])
    highest = counts.index(most) if most in counts else None
    floor, room, step = HEIGHT - 26, HEIGHT - 52, WIDTH / 24
    parts = []
    for hour, group in enumerate(groups):
        height = round(group["count"] / most * room, 1)
        name, colour = ("chart-point", POINT) if hour in busy else ("chart-context", CONTEXT)
        parts.append(f'<rect class="{name}" fill="{colour}" x="{hour * step:.1f}" y="{floor - height:.1f}" '
                     f'width="{step - 5:.1f}" height="{height:.1f}" rx="2"/>')
        if hour == highest:
            parts.append(_text(hour * step + (step - 5) / 2, floor - height - 6, words.spoken_count(most, language),
                               anchor="middle"))
    parts += [_text(hour * step, HEIGHT - 6, f"{hour:02d}") for hour in (0, 6, 12, 18)]
    parts.append(_text(WIDTH - 5, HEIGHT - 6, "23", anchor="end"))
    return _svg(hours_finding(groups, language), parts)


def waiting_finding(curve: dict[str, Any], within_s: float, language: Language) -> str:
    share = _waiting_at(curve, within_s)
    minutes = f"{within_s / 60:g}"
    portion = words.spoken_share(share, language)
    if language == "id":
        return f"Setelah {minutes} menit, {portion} belum didatangi petugas"
    return f"After {minutes} minutes, {portion} have not been reached yet"


def waiting(curve: dict[str, Any], within_s: float, language: Language) -> str:
    """The share to whom nobody has come yet, falling with the minutes; the target as a line."""
    left, floor, room, width = 52, HEIGHT - 26, HEIGHT - 42, WIDTH - 62
    most = MINUTES_SHOWN * 60

    def x(seconds: float) -> float:
        return left + min(seconds, most) / most * width

    def y(share: float) -> float:
        return floor - share * room

    path, before = [f"M{x(0):.1f} {y(1):.1f}"], 1.0
    for seconds, share in zip(curve["seconds"], curve["share"], strict=True):
        if seconds > most:
            break
        path.append(f"L{x(seconds):.1f} {y(before):.1f}L{x(seconds):.1f} {y(share):.1f}")
        before = share
    path.append(f"L{x(most):.1f} {y(before):.1f}")
    parts = [_text(left - 6, y(share) + 5, f"{int(share * 100)} %", anchor="end") for share in (0, 0.5, 1)]
    parts += [f'<path class="chart-line" stroke="{LINE}" d="M{left} {y(share):.1f}H{left + width}"/>'
              for share in (0, 0.5, 1)]
    parts.append(f'<path class="chart-mark" stroke="{MARK}" stroke-dasharray="3 4" '
                 f'd="M{x(within_s):.1f} {y(1):.1f}V{floor}"/>')
    parts.append(f'<path class="chart-curve" stroke="{POINT}" stroke-width="3" fill="none" d="{"".join(path)}"/>')
    at = _waiting_at(curve, within_s)
    parts.append(f'<circle class="chart-point" fill="{POINT}" cx="{x(within_s):.1f}" cy="{y(at):.1f}" r="4.5"/>')
    label = words.SAID[language]["target"].lower()
    parts.append(_text(x(within_s) + 8, y(1) + 20, f"{label} {within_s / 60:g} {'mnt' if language == 'id' else 'min'}",
                       name="chart-said", colour=MARK))
    parts += [_text(x(minute * 60), HEIGHT - 6, f"{minute}", anchor="middle") for minute in (0, 10, 20, 30)]
    return _svg(waiting_finding(curve, within_s, language), parts)


def _waiting_at(curve: dict[str, Any], seconds: float) -> float:
    share = 1.0
    for at, left in zip(curve["seconds"], curve["share"], strict=True):
        if at > seconds:
            break
        share = left
    return share


def months(groups: Sequence[dict[str, Any]], language: Language) -> str:
    """Alarms of each month, when there are several."""
    most = max([group["count"] for group in groups] + [1])
    floor, room, step = HEIGHT - 26, HEIGHT - 52, WIDTH / max(len(groups), 6)
    parts = []
    for at, group in enumerate(groups):
        height = group["count"] / most * room
        middle = at * step + (step - 6) / 2
        parts.append(f'<rect class="chart-point" fill="{POINT}" x="{at * step:.1f}" y="{floor - height:.1f}" '
                     f'width="{step - 6:.1f}" height="{height:.1f}" rx="2"/>')
        if len(groups) <= 14:
            parts.append(_text(middle, floor - height - 6, words.spoken_count(group["count"], language), "middle"))
            parts.append(_text(middle, HEIGHT - 6, words.MONTHS[language][int(group["key"][5:]) - 1][:3], "middle"))
    return _svg(words.SAID[language]["month"], parts)


def _text(x: float, y: float, text: str, anchor: str = "start", name: str = "chart-soft", colour: str = SOFT) -> str:
    return (f'<text class="{name}" fill="{colour}" font-size="15" x="{x:.1f}" y="{y:.1f}" '
            f'text-anchor="{anchor}">{escape(text)}</text>')


def _svg(title: str, parts: Sequence[str]) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'font-family="Libertinus Serif" aria-label="{escape(title)}"><title>{escape(title)}</title>'
            f'{"".join(parts)}</svg>')
