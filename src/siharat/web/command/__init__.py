"""The command centre's door: every alarm, every phone, at a glance."""
