"""Made-up ladders for ``/-/patterns``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siharat.incident.policy import EscalationPolicy, shipped
from siharat.web.command.ladder_views import Ladder, Past, Row

NOW = 1_795_439_653_000
DAY = 86_400_000


def _ladder(policy: EscalationPolicy, **more: Any) -> Ladder:
    rows = [Row(step, "74110042" if step.whom == "named" else "") for step in policy.steps]
    return Ladder("Polres Banjarbaru", policy, [*rows, Row(), Row()], **more)


SAMPLES: dict[str, Callable[[], tuple[str, object]]] = {
    "tangga": lambda: ("command/ladder.html", _ladder(shipped(1))),
    "tangga-pratinjau": lambda: ("command/ladder.html", _ladder(shipped(2), preview=True, past=[
        Past(2, "Aiptu Agus Salim", NOW - DAY, 5), Past(1, "Aiptu Agus Salim", NOW - 9 * DAY, 4)])),
    "tangga-salah": lambda: ("command/ladder.html", _ladder(
        shipped(1), wrong="steps[1].after: must be 1 to 900 seconds")),
}
