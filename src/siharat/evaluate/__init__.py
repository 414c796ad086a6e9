"""What was achieved, in figures that can be checked.

Every figure comes from the log's raw times, has a definition, a denominator and a range, and opens into the
incidents that made it. ``rules`` measures one incident, ``cases`` holds very many side by side, ``statistics``
says what they amount to, ``figures`` puts the evaluation together, ``store`` reads the book. What was not
answered or not finished is counted as such, never left out; what cannot be (an arrival before the call) is kept
and shown apart.
"""

from siharat.evaluate import tables

__all__ = ["tables"]
