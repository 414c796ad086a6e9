"""A real server, killed at any moment; and what its clients remember of it."""
