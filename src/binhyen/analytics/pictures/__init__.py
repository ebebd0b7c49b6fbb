"""Figures as maps: SVG that stands by itself. Pure: no database, no clock."""
