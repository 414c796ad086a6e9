"""History that a station brings along: from the rows of its spreadsheets to cases, all of them or none.

``mapping`` says which column is what, ``dates`` reads times as they are written here, ``rows`` makes a case of a
row, ``spool`` holds them while the whole file is looked through, ``store`` brings them into the database, in blocks.
"""
