"""A station is set up: named, its area drawn, its officers listed, let in by paper, its ladder chosen, a drill held,
and only then live.

What has been done is counted from what is there, so that anybody may go on where somebody stopped. Until it is live,
an alarm in its area rings the nearest live station above.
"""

from siharat.setup import tables

__all__ = ["tables"]
