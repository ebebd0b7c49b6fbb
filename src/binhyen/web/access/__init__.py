"""Pages of accounts: who is appointed where, slips, the trail, support access, and what a unit is told."""
