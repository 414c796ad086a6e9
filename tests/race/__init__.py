"""Many at once, with real threads and processes on real databases: who wins, and never two."""
