"""Views become pages: one Jinja environment per language, autoescaping, nothing undefined."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from siharat.web import moments
from siharat.web.shelf import Shelf
from siharat.web.shell import Shell
from siharat.web.words import LANGUAGES, catalogue

TEMPLATES = Path(__file__).parent / "templates"

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY, "cache-control": "no-store", "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}
"""Every page is somebody's own: none is stored."""


class Faces:
    def __init__(self, shelf: Shelf | None = None) -> None:
        self.shelf = shelf or Shelf()

    @cached_property
    def _environments(self) -> dict[str, Environment]:
        return {language: self._environment(language) for language in LANGUAGES}

    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
        )
        words = catalogue(language)
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # comes with ext.i18n, at run time
            words.gettext, words.ngettext, newstyle=True)
        environment.policies["ext.i18n.trimmed"] = True
        units = words.gettext("dtk mnt jam").split()
        environment.globals.update(asset=self.shelf.address, carries=self.shelf.items.__contains__,
                                   imports=lru_cache(self.shelf.imports), tongues=LANGUAGES,
                                   page_language=language)
        environment.filters.update(
            clock=_clock, hour=_hour, day=_day, elapsed=lambda ms: moments.elapsed(ms, units), number=_number,
            phone=moments.phone, zone_name=moments.zone_name, as_data=_as_data,
            metres=lambda m: moments.metres(m, language),
            decimal=lambda value: moments.decimal(value, language), seconds=lambda ms: moments.seconds(ms, language))
        return environment

    def page(self, template: str, shell: Shell, view: object, **more: object) -> str:
        return self._environments[shell.language].get_template(template).render(shell=shell, view=view, **more)


@pass_context
def _clock(context: Context, at: int) -> str:
    return moments.clock(at, context["shell"].zone)


@pass_context
def _hour(context: Context, at: int) -> str:
    return moments.hour(at, context["shell"].zone)


@pass_context
def _day(context: Context, at: int) -> str:
    return moments.day(at, context["shell"].zone, context["shell"].language)


@pass_context
def _number(context: Context, value: int) -> str:
    return moments.number(value, context["shell"].language)


def _as_data(value: Any) -> Markup:
    """JSON inside ``<script type="application/json">``: read by modules, run by nobody."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704  made safe here
