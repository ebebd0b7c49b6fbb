"""Figures: what a unit comes to in a period, and where each number comes from."""
