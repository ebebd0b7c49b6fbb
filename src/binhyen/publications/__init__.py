"""Sums become official documents, every figure of which can be traced."""
