"""What this room keeps: editions of documents, and the files of those that were frozen."""

from binhyen.publications.models.editions import DocumentKind, Edition, EditionFile, FileKind
from binhyen.publications.rules.states import EditionState

__all__ = ["DocumentKind", "Edition", "EditionFile", "EditionState", "FileKind"]
