"""The guards of the house that are tests: they walk the code base, and each is shown to complain when broken.

A guard is a function from what it examines to a list of complaints. One test holds the house to it; another
gives it something broken and sees the complaint. An exemption stands in a table with its reason, and one
that nothing needs any more is a complaint too.
"""
