"""Every phone at once: one ``Ring`` per device, written before it is sent, followed until it proved itself.

The rings of an alarm are written as ``pending`` in the alarm's own transaction by one ``INSERT …
SELECT``. Each moves ``pending → sending → sent → received → shown → opened``, or ``failed`` / ``gone``.
What a carrier acknowledges is ``sent``, never more; ``received`` and ``shown`` come only from the phone.
All of them ring again every few seconds until somebody claims.

``actions.py`` decides who rings and until when, ``sending.py`` carries it to the phones, ``receipts.py`` takes what
they answer, ``proofs.py`` writes rings of no incident, by which a phone proves beforehand that it would ring.
"""

from siharat.ring import tables

__all__ = ["tables"]
