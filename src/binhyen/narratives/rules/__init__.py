"""The grammar: pure functions from a text to proposed figures."""
