"""The page that tells the life of an alarm says what ``story.py`` does."""

from __future__ import annotations

import importlib.util
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "write_life.py"


def test_the_page_is_as_the_story_is():
    spec = importlib.util.spec_from_file_location("write_life", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run: python tools/write_life.py"
