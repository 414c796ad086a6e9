"""What was acknowledged survives a power cut; with ``synchronous=NORMAL`` it does not, and that is noticed."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.kill.powercut import cuts

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not shutil.which("cc"), reason="needs a C compiler")


def test_nothing_acknowledged_is_lost_by_a_power_cut(tmp_path):
    result = cuts(tmp_path, 100, seed=1)
    assert (result.kills, result.flaws) == (100, [])
    assert result.acknowledged > 5
    assert result.checkpoints > 0


def test_a_commit_that_is_not_synced_is_found_out(tmp_path):
    result = cuts(tmp_path, 60, seed=1, plants=("commit_without_sync",))
    assert any("I1" in flaw for flaw in result.flaws)
