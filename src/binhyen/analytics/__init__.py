"""Figures become sums: what a place comes to, on how many units it rests, and where each part came from."""
