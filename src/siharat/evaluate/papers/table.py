"""The rows as CSV (RFC 4180, UTF-8 with a mark that Excel understands)."""

from __future__ import annotations

import csv
import io

from siharat.evaluate.figures import Evaluation
from siharat.evaluate.papers import cells


def csv_of(evaluation: Evaluation) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(cells.COLUMNS)
    writer.writerows(cells.rows(evaluation))
    return text.getvalue().encode("utf-8-sig")
