"""What an administrator does at the machine itself: stations, officers, tokens.

Each command is a plain function on a :class:`~siharat.db.Tx`, known by a name. With PostgreSQL, or when
no server runs, the command line runs it itself. A SQLite file has one writer only: while a server holds
it, the command travels through a socket in the data folder and runs there, the very same function
(ADR 18). What only reads goes past the server in either case.
"""
