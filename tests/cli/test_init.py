"""``siharat init``, and what every command says when what it needs is not there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from siharat.admin import road
from siharat.cli import COMMANDS, main
from siharat.db import version
from siharat.kernel import Problem
from siharat.settings import Settings
from tests.cli.conftest import call, refused


def test_makes_folder_keys_and_database(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    assert "Copy them now" in call(folder, "init").stdout
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "siharat.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_time_changes_nothing(folder: Path) -> None:
    keys = (folder / "keys.json").read_bytes()
    assert "Up to date" in call(folder, "init").stdout
    assert (folder / "keys.json").read_bytes() == keys
    assert "Ahmad Rizani" in call(folder, "officer", "list").stdout


@pytest.mark.parametrize("words", [("station", "list"), ("token", "officer", "--nrp", "1"), ("log", "verify"),
                                   ("serve", "--port", "0"), ("officer", "list")])
def test_without_it_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "siharat init" in refused(call(tmp_path / "nothing", *words))


def test_a_missing_database_is_not_made_by_looking(folder: Path) -> None:
    (folder / "siharat.db").unlink()
    assert "siharat init" in refused(call(folder, "station", "list"))
    assert "siharat init" in refused(call(folder, "token", "officer", "--nrp", "85061234"))
    assert not (folder / "siharat.db").exists()


def test_new_keys_never_replace_lost_ones(folder: Path) -> None:
    (folder / "keys.json").unlink()
    assert "copy" in refused(call(folder, "init"))
    assert not (folder / "keys.json").exists()
    assert "copy" in refused(call(folder, "officer", "list"))


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"root": "zz", "field_keys": {}}', "\x00\x01"])
def test_damaged_keys(folder: Path, damage: str) -> None:
    (folder / "keys.json").write_text(damage)
    assert "damaged" in refused(call(folder, "station", "list"))
    assert "damaged" in refused(call(folder, "init"))


def test_a_newer_database_is_left_alone(folder: Path) -> None:
    with sqlite3.connect(folder / "siharat.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for words in (("init",), ("station", "list"), ("serve", "--port", "0"), ("token", "officer", "--nrp", "1")):
        assert "newer than this program" in refused(call(folder, *words))


def test_an_older_database_is_brought_up_by_init(tmp_path: Path) -> None:
    from siharat.db import migrations

    folder = tmp_path / "data"
    assert call(folder, "init").exit_code == 0
    migrations.downgrade(f"sqlite:///{folder / 'siharat.db'}", version.known()[0])
    assert "siharat init" in refused(call(folder, "station", "list"))
    assert call(folder, "init").exit_code == 0
    assert call(folder, "station", "list").exit_code == 0


def test_an_empty_database(folder: Path) -> None:
    (folder / "siharat.db").write_bytes(b"")
    assert "siharat init" in refused(call(folder, "station", "list"))


@pytest.mark.parametrize("words", [("init",), ("station", "list"), ("token", "officer", "--nrp", "1")])
def test_a_database_that_is_none(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "siharat.db").write_bytes(b"this is no database" * 300)
    assert "cannot be used" in refused(call(folder, *words))


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Check the path" in refused(call(tmp_path / "file", "init"))
    assert "Check the path" in refused(call(tmp_path / "file" / "below", "init"))


@pytest.mark.parametrize(("name", "value", "said"), [
    ("SIHARAT_DATABASE", "mysql://x/y", "postgresql://"), ("SIHARAT_PORT", "many", "port"),
    ("SIHARAT_CONFIG", "/nowhere/settings.toml", "SIHARAT_CONFIG"),
    ("SIHARAT_DATABASE", "postgresql://127.0.0.1:1/none", "does not answer")])
def test_a_setting_that_cannot_be_used(folder: Path, name: str, value: str, said: str) -> None:
    assert said in refused(call(folder, "station", "list", **{name: value}))


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert all(f"  {name} " in shown.stdout for name in COMMANDS)
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2


def test_known_versions_are_those_of_the_migrations() -> None:
    from alembic.script import ScriptDirectory

    from siharat.db import migrations

    scripts = ScriptDirectory(str(migrations.FOLDER))
    assert [each.revision for each in reversed([*scripts.walk_revisions()])] == version.known()


def test_what_was_not_thought_of_is_still_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(road, "read", break_down)
    result = call(folder, "station", "list")
    assert result.exit_code == 2
    assert "out of cheese" in result.stderr
    assert "SIHARAT_DEBUG=1" in result.stderr


def test_a_writer_elsewhere_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from siharat.db.lock import WriterLock

    monkeypatch.setattr(road, "TRIES", 2)
    lock = WriterLock(folder / "siharat.db")
    lock.take()
    try:
        assert "running" in refused(call(folder, "token", "officer", "--nrp", "85061234"))
        with pytest.raises(Problem, match="running"):
            road.write_here(Settings(data=str(folder)), lambda tx: None)
    finally:
        lock.release()


def test_a_copied_folder_is_the_same_station(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert call(tmp_path / "copy", "officer", "list").stdout == call(folder, "officer", "list").stdout
