"""Measurements: what a thing costs, beside the least that it could cost, measured in the same run."""
