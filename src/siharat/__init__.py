"""The whole story.

A citizen presses one button (``alarm``), and before the thumb is lifted the press
is on disk (``db``) as an ``incident`` of the station whose area it came from (``people``).
In the same transaction every device of every officer gets a row in the ledger (``ring``);
after the commit all of them ring at once, and again every five seconds.
One officer takes it (``claim``): all other phones fall silent and say who.
Nobody does? It climbs (``escalate``). The officer calls back, goes there, arrives
(``respond``), and closes it with a truthful disposition (``close``). Whoever is in danger
shows what is there (``attach``). A desk sends others, joins two calls for one distress, hands over to
another station (``desk``), and warns all citizens of an area (``broadcast``). Stations rehearse it
(``drill``), a new one is set up (``setup``), they count what they achieved (``evaluate``), tell other
systems (``exchange``), and are watched while they wait (``watch``).
And a citizen who is only worried sends a ``report``, by name or as nobody, before it happens.

What happens *next* is written in one file, ``story.py``. A chapter knows its past,
never its future: the folders stand in the order in which an alarm lives.
"""
