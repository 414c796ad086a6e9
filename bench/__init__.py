"""The measurements of the promises: the whole product beside its peers, in one run, on one machine.

Every row alternates ours with its peer and takes the median of the runs, for absolute times drift from
minute to minute where a ratio does not. ``scene`` sets the stage, ``tape`` records what the product does at
the database so that the C program does the same, ``servers`` starts who is measured and ``hands`` who
presses; each row is a function of ``presses``, ``streams``, ``pushes``, ``claims``, ``history``, ``figures``.
"""
