"""``python -m bench``: all rows, a table, ``bench/results.json``."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from bench import claims, evaluations, figures, floods, history, maps, presses, pushes, receipts, report, streams
from bench.measure import Bench
from bench.programs import Missing

ROWS = {
    "press": presses.full_station,
    "door": presses.quiet_station,
    "alone": presses.one_alone,
    "streams": streams.to_1500,
    "many-streams": streams.to_10000,
    "receipts": receipts.of_400,
    "flood": floods.of_pranks,
    "seal": pushes.sealed,
    "push": pushes.accepted,
    "claim": claims.race,
    "history": history.long_past,
    "evaluation": evaluations.of_history,
    "visit": figures.first_visit,
    "start": figures.start,
    "map": maps.evening_and_week,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=ROWS, help="these rows alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="few runs: shows that all of it works, not how fast it is")
    chosen = parser.parse_args()
    console = Console()
    with console.status("Beginning") as status:
        bench = Bench(chosen.quick, lambda what: status.update(f"{what} …"))
        for name in chosen.only or ROWS:
            try:
                ROWS[name](bench)
            except Missing as missing:
                bench.left_out.append(f"{name}: {missing}")
            report.save(bench)  # row by row: what was measured stays, whatever happens to the next
    report.show(console, bench)
    return 1 if any(row.verdict == "missed" for row in bench.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
