"""The lint for one clock finds every road to another one, and leaves honest code alone."""

from pathlib import Path

import pytest
from tools import lint_time_and_chance as lint


@pytest.mark.parametrize(
    "leak",
    [
        "import time\nstarted = time.time()",
        "import time as t\nstarted = t.monotonic()",
        "from time import perf_counter as tick\nstarted = tick()",
        "import datetime\nnow = datetime.datetime.now(datetime.UTC)",
        "from datetime import datetime as moment\nnow = moment.utcnow()",
        "from datetime import date\ntoday = date.today()",
        "import uuid\nid = uuid.uuid4()",
        "from uuid import uuid7\nid = uuid7()",
        "import random\npick = random.choice([1, 2])",
        "from random import Random\ndice = Random()",
        "import secrets\ntoken = secrets.token_hex()",
        "import os\nkey = os.urandom(16)",
        "from sqlalchemy import func\ncolumn = func.now()",
        "from sqlalchemy import text\nSAVE = text('INSERT INTO a VALUES (CURRENT_TIMESTAMP)')",
        "import sqlalchemy as sa\nSAVE = sa.text('SELECT random() FROM a')",
    ],
)
def test_finds_each_road_to_a_second_clock_or_to_chance(leak: str) -> None:
    assert [finding.line for finding in lint.findings(leak)] == [2]


def test_finds_a_clock_handed_on_without_being_called() -> None:
    source = "from dataclasses import field\nfrom time import time\nat = field(default_factory=time)"
    assert [(finding.line, finding.name) for finding in lint.findings(source)] == [(3, "time.time")]


@pytest.mark.parametrize(
    "honest",
    [
        "now = clock.now()",
        "at = tx.now",
        "import time\ntime.sleep(1)",
        "from datetime import datetime\nmoment = datetime.fromisoformat('2026-11-23')",
        "import uuid\nid = uuid.UUID('0' * 32)",
        "import hmac\nsame = hmac.compare_digest('a', 'b')",
        "from sqlalchemy import text\nSAVE = text('UPDATE a SET at = :now')",
        "def random(): ...\nrandom()",
        '"""Never call time.time() here."""',
    ],
)
def test_leaves_honest_code_alone(honest: str) -> None:
    assert lint.findings(honest) == []


def test_one_planted_leak_turns_the_lint_red(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kernel").mkdir()
    (tmp_path / "kernel" / "clock.py").write_text("import time\nnow = time.time()\n")
    chapter = tmp_path / "claim.py"
    chapter.write_text("def lapses(now):\n    return now + 30_000\n")
    assert lint.main(tmp_path) == 0

    chapter.write_text("import time\n\n\ndef lapses():\n    return time.time() + 30\n")
    assert lint.main(tmp_path) == 1
    assert f"{chapter}:5: time.time: take the time from the Clock" in capsys.readouterr().out


def test_checking_nothing_is_not_a_success(tmp_path: Path) -> None:
    assert lint.main(tmp_path) == 2
