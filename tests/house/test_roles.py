"""The page about roles says what ``people/roles.py`` does."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from siharat.people.roles import RIGHTS, ROLES, may_give, rights_of, rings

TOOL = Path(__file__).parents[2] / "tools" / "write_roles.py"


def test_the_page_is_as_the_roles_are():
    spec = importlib.util.spec_from_file_location("write_roles", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run: python tools/write_roles.py"


def test_every_right_is_somebodys_and_an_administrator_has_them_all():
    assert frozenset().union(*ROLES.values()) == set(RIGHTS) == ROLES["administrator"]


def test_who_reads_everything_touches_nothing():
    assert ROLES["auditor"] == {"oversee", "audit"}
    assert [role for role in ROLES if not rings(role)] == ["auditor"], "the queries of officers.py name them so"


def test_a_duty_officer_off_duty_is_an_officer():
    assert rights_of("duty_officer", on_duty=False) == ROLES["officer"]
    assert rights_of("duty_officer", on_duty=True) == ROLES["operator"]


def test_nobody_gives_more_than_they_have():
    assert all(may_give(ROLES["administrator"], role) for role in ROLES)
    assert not any(may_give(ROLES["chief"], role) for role in ROLES), "a chief gives none: that is another right"
    assert not may_give({"people", "work"}, "operator")
    assert may_give({"people", "work"}, "officer")
