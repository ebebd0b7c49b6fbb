"""The one act on sums: to rebuild them."""

from binhyen.analytics.actions.rebuilding import Difference, RebuildReport, rebuild

__all__ = ["Difference", "RebuildReport", "rebuild"]
