"""Made-up other systems for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable

from siharat.web.command.systems_views import KINDS, Hook, Origin, Sent, Shown, Systems

NOW = 1_795_439_653_000
DAY = 86_400_000
ALL = [kind for kind in KINDS if kind != "test"]

CITY = Hook("1", "Pusat Data Kota Banjarbaru", "https://hooks.banjarbaru.example.id/siharat", ALL, last=[
    Sent("a", "incident.closed", NOW - 900_000, "sent", "SHR-4F2K9Q", 1, 204),
    Sent("b", "incident.opened", NOW - 2_700_000, "sent", "SHR-4F2K9Q", 2, 200),
    Sent("c", "test", NOW - DAY, "sent", "", 1, 204)])
HOSPITAL = Hook("2", "RSD Idaman: gawat darurat", "https://rsd.example.id/panggilan/polres", ["incident.opened"],
                waiting=2, dead=1, troubled=True, last=[
                    Sent("d", "incident.opened", NOW - 60_000, "pending", "SHR-4F2M2X", 3, 503, "Service Unavailable",
                         NOW + 120_000),
                    Sent("e", "incident.opened", NOW - 4 * DAY, "dead", "SHR-4F1Z7T", 18, 0, "Connection timed out")])
OLD = Hook("3", "Peta lama", "https://peta.example.id/x", ["incident.closed"], off="gone")
ORIGINS = [Origin("4", "Pusat Alarm Loktabat", NOW - 40 * DAY, 12),
           Origin("5", "Sensor pintu lama", NOW - 90 * DAY, 3, True)]
SECRET = f"whsec_{'contoh0' * 6}c="

STATION = "Polres Banjarbaru"
SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "sistem-lain": lambda: ("command/systems.html", Systems(STATION, [CITY, HOSPITAL, OLD], ORIGINS)),
    "sistem-lain-kosong": lambda: ("command/systems.html", Systems(STATION)),
    "sistem-lain-kunci": lambda: ("command/systems.html", Systems(STATION, [CITY], ORIGINS, shown=Shown(
        "Pusat Alarm Loktabat", SECRET, "https://siharat.example.id/api/v1/sources/0193a5c0/alarms"))),
    "sistem-lain-salah": lambda: ("command/systems.html", Systems(
        STATION, wrong="Alamat itu tidak boleh dituju: harus https, di internet umum.",
        said={"name": "Pusat Data", "url": "http://10.0.0.5/x", "kind.incident.opened": "1"})),
}
