"""``siharat officer enrol``: the first way in; ``siharat keys rotate``: a new key, beside a running server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from siharat.admin import road
from siharat.people import citizens, officers, resealing
from siharat.settings import Settings
from tests.cli.conftest import refused, started

Siharat = Callable[..., Result]
NRP = "85061234"


def test_the_code_alone_is_printed_and_what_to_do_beside_it(siharat: Siharat) -> None:
    result = siharat("officer", "enrol", "--nrp", NRP, "--role", "administrator")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}\n", result.stdout)
    assert "/petugas/daftar" in result.stderr
    assert "administrator" in siharat("officer", "list").stdout


def test_a_role_stays_unless_another_is_given(siharat: Siharat) -> None:
    siharat("officer", "enrol", "--nrp", NRP, "--role", "operator")
    assert "operator" in siharat("officer", "enrol", "--nrp", NRP).stderr


def test_nobody_and_nothing_is_refused_in_words(siharat: Siharat) -> None:
    assert "officer list" in refused(siharat("officer", "enrol", "--nrp", "0"))
    assert siharat("officer", "enrol", "--nrp", NRP, "--role", "king").exit_code == 2


def test_a_new_key_beside_a_running_server(siharat: Siharat, folder: Path) -> None:
    settings = Settings(data=str(folder))
    siharat("token", "citizen", "--phone", "0812 3456 7731", "--name", "Siti Aisyah")
    with started(folder, "serve", "--port", "0"):
        result = siharat("keys", "rotate")
        assert "with key 2" in result.stdout
        assert "Copy" in result.stderr
    assert not road.read(settings, resealing.unfinished)
    assert json.loads((folder / "keys.json").read_text())["field_keys"].keys() == {"1", "2"}
    assert road.read(settings, lambda tx: officers.title(tx, officers.by_nrp(tx, NRP)))
    assert road.read(settings, citizens.by_phone, "+6281234567731")


def test_a_rotation_that_was_broken_off_is_gone_on_with(siharat: Siharat, folder: Path) -> None:
    settings = Settings(data=str(folder))
    road.open_keys(settings).rotate(folder / "keys.json")  # and the power went
    assert road.read(settings, resealing.unfinished)
    result = siharat("keys", "rotate")
    assert "going on" in result.stderr
    assert "with key 2" in result.stdout
    assert not road.read(settings, resealing.unfinished)
