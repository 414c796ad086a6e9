"""A province that is not there: its stations are real, its people made up.

``cast`` makes people, ``province`` puts them into the database of the demonstration, ``behaviour``
decides what an officer's phone and its officer would do and when (pure), ``robots`` does it over the
public API, as a program of its own.
"""
