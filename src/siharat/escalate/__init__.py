"""Nobody answers: it climbs. First to the next channel of each silent phone, then step by step to others.

The ladder is data of the station (``incident.policy``), frozen into the incident. One wake-up after the other
leads up it while the incident rings; a claim ends the climb, and where a claim ends, it begins anew.
"""

from siharat.escalate import tables

__all__ = ["tables"]
