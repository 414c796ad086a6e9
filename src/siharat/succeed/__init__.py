"""What becomes of a station: renamed, closed or merged into another, opened again; its settings carried in a file.

Its code stays for ever, and so does its book. A closed station stands below the one that took its place: there its
history is read, and there presses from its former area ring.
"""

from siharat.succeed import tables

__all__ = ["tables"]
