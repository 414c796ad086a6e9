"""What was acknowledged survives SIGKILL at any moment, has one winner, and rings again within five seconds."""

from __future__ import annotations

import psycopg
import pytest

from tests.kill.cluster import Cluster
from tests.kill.host import Nursery
from tests.kill.series import kills, outages, settle


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


def test_nothing_acknowledged_is_lost_by_a_kill(nursery, tmp_path):
    result = kills(settle(tmp_path), nursery, 30, seed=1)
    assert (result.kills, result.flaws) == (30, [])
    assert result.acknowledged > 30
    assert result.claims > 0
    assert max(result.rang_after_s) < 5


def test_nothing_acknowledged_is_lost_by_a_kill_on_postgresql(nursery, tmp_path, postgres_server):
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kills")
    result = kills(settle(tmp_path, postgres_server.get_uri(database="kills")), nursery, 10, seed=1)
    assert (result.kills, result.flaws) == (10, [])
    assert result.acknowledged > 10


def test_an_answer_before_the_commit_is_found_out(nursery, tmp_path):
    result = kills(settle(tmp_path), nursery, 80, seed=1, plants=("answer_before_commit",), stop_at_flaw=True)
    assert any(flaw.startswith("I1") for flaw in result.flaws)


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


def test_nothing_acknowledged_is_lost_when_postgresql_is_stopped_at_once(nursery, cluster, tmp_path):
    result = outages(settle(tmp_path, cluster.database("outage")), nursery, cluster, 3, seed=1)
    assert (result.kills, result.flaws) == (3, [])
    assert result.acknowledged > 30


def test_a_commit_that_does_not_wait_for_the_disk_is_found_out(nursery, cluster, tmp_path):
    result = outages(settle(tmp_path, cluster.database("hasty")), nursery, cluster, 8, seed=1,
                     plants=("commit_without_waiting",), stop_at_flaw=True)
    assert any(flaw.startswith("I1") for flaw in result.flaws)
