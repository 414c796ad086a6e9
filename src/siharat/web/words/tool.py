"""``python -m siharat.web.words.tool``: gather the phrases, merge them into the catalogues, compile.

Needs Babel (a development dependency). The compiled catalogues are committed: running needs no tool.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from siharat.web.words import FOLDER, LANGUAGES

SOURCE = FOLDER.parent
SOME_DAY = datetime(2026, 11, 23, tzinfo=UTC)
"""In every catalogue: the same words give the same bytes, on any day."""
METHODS = [("**/tool.py", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}}


def gathered() -> Catalog:
    """Every phrase of the pages, with where it stands (files only: lines would change with each edit)."""
    phrases = Catalog(project="Siharat", charset="utf-8")
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, keywords={"_": None, "N_": None, "gettext": None})
    for file, _line, message, comments, context in found:
        phrases.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return phrases


def merged(language: str) -> Catalog:
    """The catalogue as it is, with new phrases empty and lost ones gone."""
    file = catalogue_file(language)
    if file.exists():
        with file.open("rb") as text:
            catalogue = read_po(text, locale=None if language == "bjn" else language)
    else:
        catalogue = Catalog(locale=None if language == "bjn" else language, charset="utf-8")
    catalogue.update(gathered(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = SOME_DAY
    return catalogue


def catalogue_file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "siharat.po"


def compiled(catalogue: Catalog) -> bytes:
    book = io.BytesIO()
    write_mo(book, catalogue)
    return book.getvalue()


def main() -> None:
    for language in LANGUAGES.keys() - {"id"}:
        catalogue = merged(language)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as text:
            write_po(text, catalogue, sort_output=True, omit_header=False, include_lineno=False, width=110)
        file.with_suffix(".mo").write_bytes(compiled(catalogue))
        empty = [message.id for message in catalogue if message.id and not message.string]
        print(f"{language}: {len(catalogue)} phrases, {len(empty)} not translated")


if __name__ == "__main__":
    main()
