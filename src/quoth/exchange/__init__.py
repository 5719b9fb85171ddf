"""Between copies of a project: what one shares and another takes in.

A share file is the journal's rows of one coder in one copy, in order; a merge is the union of rows. Nothing here
decides for people: what two copies say differently is listed until somebody answers.
"""
