"""The doors: citizen, officer, command centre, province, and the documented API under them all."""
