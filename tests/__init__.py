"""Tests across rooms, and what they stand on."""
