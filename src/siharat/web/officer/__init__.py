"""The officer's door: is this phone ready to ring, and when it rings, one answer."""
