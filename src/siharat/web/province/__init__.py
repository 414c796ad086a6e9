"""The province's door: each station at a glance, as aggregates only."""
