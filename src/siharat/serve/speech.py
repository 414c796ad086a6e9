"""Where the program speaks: events on standard error, one line each."""

from __future__ import annotations

import sys

import structlog


def speak_on_stderr() -> None:
    """What a command prints on standard output may be read by another program."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper("iso", utc=True),
                    structlog.processors.format_exc_info,
                    structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
