"""What this room keeps: editions of documents, and the files of those that were frozen."""

from binhyen.publications.models.editions import DocumentKind, Edition, EditionFile, EditionState, FileKind

__all__ = ["DocumentKind", "Edition", "EditionFile", "EditionState", "FileKind"]
