"""The page that a citizen's phone keeps for when there is no network: the button, and nobody's incident."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from siharat.web.citizen.look import Look
from siharat.web.citizen.phrases import LIVE
from siharat.web.citizen.views import Home
from siharat.web.shell import Shell
from siharat.web.visit import faces
from siharat.web.words import spoken


@dataclass(frozen=True, slots=True)
class Kept:
    page: str
    version: str
    """Changes when anything of the page does: then the phone fetches it anew."""


@lru_cache(maxsize=256)
def kept(language: str, zone: str, station: str, registered: bool, sms: str, look: Look) -> Kept:
    """Without the hour, a number, a proof or a press id: it may be opened in a year, by whoever holds the phone."""
    view = Home(station=station, press_id="", registered=registered, offline=True, sms=sms, look=look,
                phrases=spoken(LIVE, language))
    page = faces.page("citizen/home.html", Shell("warga", language, csrf="", now=0, zone=zone), view)
    return Kept(page, hashlib.sha256(page.encode()).hexdigest()[:12])
