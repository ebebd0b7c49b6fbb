"""Figures come in: who owes which report by when, what was reported, and who took it or gave it back."""
