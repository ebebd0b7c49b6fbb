"""What this room does: it writes a unit's official report, and the note on a report handed in."""

from binhyen.publications.actions.writing import NoteWritten, ReportFormat, Written, write_note, write_report

__all__ = ["NoteWritten", "ReportFormat", "Written", "write_note", "write_report"]
