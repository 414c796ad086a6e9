"""The end: a truthful disposition. Phones fall silent, sharing stops, nothing is due any more."""
