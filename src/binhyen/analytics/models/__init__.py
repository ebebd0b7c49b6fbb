"""Tables of sums: rebuilt from the reports at any time, to the same rows."""

from binhyen.analytics.models.sums import ConsolidatedFigure, Consolidation, Standing

__all__ = ["ConsolidatedFigure", "Consolidation", "Standing"]
