"""Signing in: password, second factor, first use of a slip."""
