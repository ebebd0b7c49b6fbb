"""PostgreSQL: the embedded server, the two roles, row-level security and what a transaction may see."""
