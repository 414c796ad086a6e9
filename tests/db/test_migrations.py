"""Up, down, up; and the migrated tables are the declared ones."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
import sqlalchemy as sa

import siharat
from siharat.db import migrations, schema
from siharat.kernel import Problem


@pytest.fixture
def every_table():
    """All chapters declare theirs, wherever they do it."""
    for module in pkgutil.walk_packages(siharat.__path__, "siharat."):
        if module.name.endswith((".tables", ".store")):
            importlib.import_module(module.name)


def test_up_down_up(url, every_table):
    newest = migrations.current(url)
    assert newest is not None
    migrations.upgrade(url)  # nothing to do
    assert migrations.drift(url) == []
    migrations.downgrade(url, "base")
    assert migrations.current(url) is None
    migrations.upgrade(url)
    assert migrations.current(url) == newest
    assert migrations.drift(url) == []


def test_a_column_nobody_migrated_is_seen(url, every_table, monkeypatch):
    """Negative control of ``drift``."""
    grown = sa.MetaData(naming_convention=schema.metadata.naming_convention)
    for table in schema.metadata.sorted_tables:
        table.to_metadata(grown)
    grown.tables["wakeup"].append_column(sa.Column("forgotten", sa.Text))
    monkeypatch.setattr(migrations, "metadata", grown)
    assert [change[0] for change in migrations.drift(url)] == ["add_column"]


def test_a_failing_migration_leaves_everything_as_it_was(url, monkeypatch):
    migrations.downgrade(url, "base")

    def fail(connection, to):
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise OSError("power")

    def upgrade(config, to):
        fail(config.attributes["connection"], to)

    with monkeypatch.context() as patched:
        patched.setattr(migrations.command, "upgrade", upgrade)
        with pytest.raises(OSError, match="power"):
            migrations.upgrade(url)
    assert "half" not in str(migrations.drift(url))
    migrations.upgrade(url)


async def test_a_running_server_is_not_migrated_from_under_its_feet(sqlite_url, opened):
    async with opened(sqlite_url):
        with pytest.raises(Problem, match="server is running"):
            migrations.upgrade(sqlite_url)
        assert migrations.current(sqlite_url) is not None  # looking is free


def test_nothing_is_made_by_looking(tmp_path: Path):
    assert migrations.current(f"sqlite:///{tmp_path / 'none.db'}") is None
    assert list(tmp_path.iterdir()) == []
