"""Words on screen: Indonesian is the source, English a catalogue, Banjar a greeting.

The person chooses, a cookie remembers (``bahasa``). A phrase without a translation stays Indonesian:
a mixed screen can still be read by everybody here.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
COOKIE = "bahasa"
LANGUAGES = {"id": "Bahasa Indonesia", "bjn": "Bahasa Banjar", "en": "English"}


def N_(phrase: str) -> str:
    """Marks a phrase for the catalogue; it is translated later, where the language is known."""
    return phrase


def chosen(language: str | None) -> str:
    """What the cookie says, as long as we speak it."""
    return language if language in LANGUAGES else "id"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("siharat", FOLDER, [language], fallback=True)


def spoken(phrases: dict[str, str], language: str) -> dict[str, str]:
    """A table of phrases for the page's modules, in the person's language."""
    translate = catalogue(language).gettext
    return {key: translate(phrase) for key, phrase in phrases.items()}
