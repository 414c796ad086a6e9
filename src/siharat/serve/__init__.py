"""Starting and stopping the server: uvicorn around the composed application, and nothing left behind.

SIGTERM ends it within three seconds whatever is still open: streams are closed first (their readers
come back to whoever serves next), requests in flight get two seconds, the database is closed last.
"""
