"""Pages of accounts: who is appointed where, slips, the trail, support access, and what a unit is told.

Accounts are exported as CSV and Excel. What a search of the trail finds is not: see ``trail.py``.
"""
