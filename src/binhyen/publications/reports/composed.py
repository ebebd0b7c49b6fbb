"""What is a composed document, and what stands around the text of every one that a unit issues?"""

from __future__ import annotations

from dataclasses import dataclass

from binhyen.machinery.formats.documents import Header, OfficialDocument, Signature
from binhyen.publications.reports.holding_back import HeldBack
from binhyen.publications.rules.printed import Printed
from binhyen.publications.rules.sheet import ReportSheet
from binhyen.publications.rules.text import Sentence


@dataclass(frozen=True)
class Composed:
    """The document, the figures it prints in order, its sentences as they stand, and what was held back in it."""

    document: OfficialDocument
    printed: tuple[Printed, ...]
    sentences: tuple[Sentence, ...]
    held: HeldBack


def header_of(sheet: ReportSheet, mark: str = "") -> Header:
    """The head of the unit's documents, with blanks for number and day; ``mark`` in place of the reports' own."""
    issuing = sheet.issuing
    return Header(
        issuing.issuing_body,
        mark or issuing.mark,
        issuing.place,
        parent_body=issuing.parent_body,
        year=sheet.composed_at.year,
    )


def signature_of(sheet: ReportSheet) -> Signature:
    """Who signs for the unit."""
    issuing = sheet.issuing
    return Signature(issuing.authority, issuing.posts, office_posts=issuing.office_posts)
