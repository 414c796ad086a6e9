"""The officer calls back, goes there, arrives; both sides write and share places while it is open.

None of it has a table of its own: each is a line in the log. What this chapter adds is the next wake-up
after each, so that no claimed incident falls asleep either.
"""
