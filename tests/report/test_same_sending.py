"""A phone that is not answered sends again, perhaps while the first try is still being stored: one report, one key."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siharat.db import Database, schema
from siharat.kernel import Identity, Keyring, Problem, SystemClock
from siharat.report import actions, keys, rules
from siharat.report.rules import NewReport
from tests.conftest import province

TRIES = 24
NEW = NewReport("018f4e8a-0000-7000-8000-000000000000", "nobody", "Balap liar di depan pasar.", "lainnya", None, None,
                None, "63.72", None, "")
FIELDS = ("id", "text", "category", "lat", "lon", "accuracy_m", "place", "happened_at", "station", "anonymous",
          "confidential", "under", "phone", "name")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """With the real threads of each, not inline: they must be able to meet."""
    return f"sqlite:///{tmp_path / 'siharat.db'}" if request.param == "sqlite" else \
        request.getfixturevalue("postgres_url")


async def all_at_once(url, news):
    clock = SystemClock()
    identity = Identity(clock)
    db = Database.connect(url, clock, identity, Keyring.fresh(identity))
    await db.open()
    try:
        if db.dialect == "sqlite":
            await db.write(schema.create)
            await db.write(province)
        return await asyncio.gather(*(db.write(actions.take_in, new, None) for new in news))
    finally:
        await db.close()


def test_the_same_sending_many_times_at_once_is_one_report(url):
    taken = asyncio.run(all_at_once(url, [NEW] * TRIES))
    assert sum(not each.duplicate for each in taken) == 1, f"of {TRIES}"
    assert len({(each.code, each.case_key) for each in taken}) == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_negative_control_sendings_that_nobody_compares_are_many_reports(url, monkeypatch):
    numbers = itertools.count()
    monkeypatch.setattr(keys, "sent_as", lambda *told: f"sending {next(numbers)}")
    taken = asyncio.run(all_at_once(url, [NEW] * TRIES))
    assert sum(not each.duplicate for each in taken) == TRIES


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60)))
def test_whatever_a_form_says_is_read_or_refused_by_name(said):
    read = read_or_refused(said)
    if isinstance(read, Problem):
        assert (read.status, bool(read.extra["field"])) == (422, True)
    else:
        assert read.under in ("name", "confidence", "nobody")
        assert read.phone is None or read.under != "nobody"


def read_or_refused(said):
    try:
        return rules.read_report(said, 1_800_000_000_000)
    except Problem as problem:
        return problem
