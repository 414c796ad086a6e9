"""How the citizen's pages look on this phone: like what they are, or like a notebook. Kept in a cookie: the server need
not know, and no other phone of the person shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from siharat.web.signing_in import cookie

COOKIE = "siharat_rupa"
LIVES_S = 2 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Look:
    disguised: bool = False
    """Name, icon and title are those of a notebook."""
    silent: bool = False
    """The button presses silently, until the person says otherwise."""


def look_of(headers: Mapping[str, str]) -> Look:
    """From the headers of a request, names in lower case."""
    said = cookie(headers, COOKIE)
    return Look("c" in said, "s" in said)


def look_cookie(look: Look) -> str:
    said = f"{'c' if look.disguised else ''}{'s' if look.silent else ''}"
    return f"{COOKIE}={said}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LIVES_S}"
