"""The long proofs of the three invariants, with their controls: ``python -m tests.prove``."""
