"""What was acknowledged survives SIGKILL at any moment, has one winner, and rings again within five seconds."""

from __future__ import annotations

import pytest

from tests.kill.host import Nursery
from tests.kill.series import kills, settle


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


def test_nothing_acknowledged_is_lost_by_a_kill(nursery, tmp_path):
    result = kills(settle(tmp_path), nursery, 30, seed=1)
    assert (result.kills, result.flaws) == (30, [])
    assert result.acknowledged > 100
    assert result.claims > 10
    assert max(result.rang_after_s) < 5


def test_nothing_acknowledged_is_lost_by_a_kill_on_postgresql(nursery, tmp_path, postgres_server):
    import psycopg

    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kills")
    result = kills(settle(tmp_path, postgres_server.get_uri(database="kills")), nursery, 10, seed=1)
    assert (result.kills, result.flaws) == (10, [])
    assert result.acknowledged > 30


def test_an_answer_before_the_commit_is_found_out(nursery, tmp_path):
    result = kills(settle(tmp_path), nursery, 4, seed=1, plants=("answer_before_commit",))
    assert any(flaw.startswith("I1") for flaw in result.flaws)
