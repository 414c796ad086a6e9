"""The one page that says whether the machine is well: what is, what is not, since when, and what to do."""
