"""The desk directs: it sends officers, asks for backup, notes, refers, joins what is one, and hands over.

An incident has one station in charge of it, a column of its own row, so there are never two. It is handed over by an
offer: until another desk accepts, nothing changes where it is; silence gives the offer back. Whom the desk has sent is
read from the log; every wait has a wake-up.
"""
