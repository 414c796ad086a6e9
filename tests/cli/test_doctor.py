"""``siharat doctor``: ok, or what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.cli.conftest import call

Siharat = Callable[..., Result]


def test_a_good_station(siharat: Siharat) -> None:
    result = siharat("doctor", "--offline")
    assert result.exit_code == 0, result.output
    for part in ("Python", "packages", "data folder", "disk", "keys", "database", "server", "clock", "stations",
                 "officers", "channel web_push", "HTTPS", "open files"):
        assert part in result.stdout


def test_a_number_on_the_list_rings_nobody_where_nothing_can_phone_it(siharat: Siharat) -> None:
    said = " ".join(siharat("doctor", "--offline").stdout.split())
    assert "0 of 2 have something that rings with the page closed" in said
    assert "numbers that this server cannot reach: 1" in said
    assert "connect a channel: SIHARAT_SMS_SPOOL" in said
    gateway = {"SIHARAT_SMS_URL": "http://127.0.0.1:9/", "SIHARAT_SMS_SECRET": "gateway"}
    said = " ".join(siharat("doctor", "--offline", **gateway).stdout.split())
    assert "1 of 2 have something that rings with the page closed" in said
    assert "cannot reach: " not in said


def test_nothing_there(tmp_path: Path) -> None:
    result = call(tmp_path / "nothing", "doctor", "--offline")
    assert result.exit_code == 1
    assert "siharat init" in result.stdout
    assert "database" not in result.stdout.replace("data folder", "")


def test_keys_that_belong_elsewhere(siharat: Siharat, folder: Path, tmp_path: Path) -> None:
    call(tmp_path / "other", "init")
    shutil.copy(tmp_path / "other" / "keys.json", folder / "keys.json")
    result = siharat("doctor", "--offline")
    assert result.exit_code == 1
    assert "does not open the names" in result.stdout


def test_an_open_folder_and_open_keys(siharat: Siharat, folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "keys.json").chmod(0o644)
    result = siharat("doctor", "--offline")
    assert result.exit_code == 1
    assert "chmod 600" in result.stdout
    assert "chmod 700" in result.stdout


def test_a_clock_that_went_back(siharat: Siharat, folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(folder / "siharat.db") as connection:
        connection.execute("INSERT INTO log_head VALUES ('63.72', 4000000000000000, '')")
    connection.close()
    result = siharat("doctor", "--offline")
    assert result.exit_code == 1
    assert "gone back" in result.stdout
