"""A made-up quarter for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.report import clustering
from siharat.report.clustering import WINDOWS, Effect
from siharat.web import sample_area
from siharat.web.citizen.report_samples import HOUR, STATION, T0
from siharat.web.command.cluster_views import Cell, Clusters, Helped, PlaceRow, Tip
from siharat.web.command.clusters import heat, hours
from siharat.web.command.drill_views import DAYS

COUNTS = {"Loktabat Utara": 31, "Guntung Manggis": 22, "Komet": 17, "Sungai Ulin": 9, "Syamsudin Noor": 6, "Cempaka": 3}
WEEK = [[(day * 5 + window * 3) % 4 for window in range(WINDOWS)] for day in range(6)] + [[1, 0, 0, 2, 1, 2, 3, 11]]


def places() -> list[PlaceRow]:
    return [PlaceRow(name, clustering.rate(count), count // 3, count - count // 3, heat(count, 31))
            for name, count in COUNTS.items()]


def full() -> Clusters:
    week = [(day, [Cell(count, heat(count, 11)) for count in row]) for day, row in zip(DAYS, WEEK, strict=True)]
    tip = Tip("Loktabat Utara", 6, 7, DAYS[6], hours(7), 11, 3.4, "2026-11-29T21:00", "2026-11-30T00:00")
    helped = [
        Helped("Komet", DAYS[4], hours(6), T0 - 40 * 24 * HOUR, Effect(10, 1, 0.01, 0.7, 61, 58)),
        Helped("Guntung Manggis", DAYS[1], hours(0), T0 - 60 * 24 * HOUR, Effect(4, 2, 0.05, 3.5, 61, 58)),
        Helped("Loktabat Utara", DAYS[6], hours(7), T0 - 24 * HOUR, None)]
    return Clusters(STATION, 12, sum(COUNTS.values()), places(), week, [hours(each) for each in range(WINDOWS)],
                    tips=[tip], helped=helped, plan=sample_area.plan())


def few() -> Clusters:
    week = [(day, [Cell(0, 0)] * WINDOWS) for day in DAYS]
    return Clusters(STATION, 4, 0, [], week, [hours(each) for each in range(WINDOWS)])


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "titik-rawan": lambda: ("command/clusters.html", full()),
    "titik-rawan-sepi": lambda: ("command/clusters.html", few()),
}
