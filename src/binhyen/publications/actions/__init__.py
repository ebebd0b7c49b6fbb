"""What this room does: it keeps editions of official documents, writes reports, and the note on a report handed in."""

from binhyen.publications.actions.editions import (
    Dropped,
    FiguresMoved,
    StaleSentences,
    WrittenMeanwhile,
    add_sentence,
    compare_with,
    drop_draft,
    freeze_edition,
    leave_out,
    put_back,
    restore_draft,
    reword,
    start_edition,
)
from binhyen.publications.actions.writing import NoteWritten, ReportFormat, Written, write_note, write_report

__all__ = [
    "Dropped",
    "FiguresMoved",
    "NoteWritten",
    "ReportFormat",
    "StaleSentences",
    "Written",
    "WrittenMeanwhile",
    "add_sentence",
    "compare_with",
    "drop_draft",
    "freeze_edition",
    "leave_out",
    "put_back",
    "restore_draft",
    "reword",
    "start_edition",
    "write_note",
    "write_report",
]
