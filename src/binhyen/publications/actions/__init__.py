"""What this room does: it writes a unit's official report."""

from binhyen.publications.actions.writing import ReportFormat, Written, write_report

__all__ = ["ReportFormat", "Written", "write_report"]
