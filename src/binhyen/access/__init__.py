"""Who may: accounts, roles and appointments, and what follows from them today."""
