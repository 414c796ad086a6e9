"""The road on which a station is set up: seven pages, each of which says what is done and what comes next."""
