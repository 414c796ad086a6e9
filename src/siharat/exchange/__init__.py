"""What other systems are told, and what they may tell us.

A *webhook* is the address of another system that wants to know what happens at a station: each event is a *delivery*, a
row in the transaction of the event, sent afterwards until it is taken or three days have passed. A *source* is another
system that may raise an alarm. Both sign what they send in the same way (Standard Webhooks), and neither learns who a
citizen is. Who may see an incident may take it away in the forms that other systems read: PIDF-LO, EIDO, GeoJSON.
"""

from siharat.exchange import tables

__all__ = ["tables"]
