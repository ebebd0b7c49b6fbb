"""Editions of a unit's documents: which there are, and what each says, composed from now or from its kept sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.access.queries import Signature, signatures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import VIETNAM, now
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.vietnamese import fold
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.machinery.formats.documents import docx_of, pdf_of
from binhyen.orgunits.queries import UnitOnDay, unit_of_key
from binhyen.orgunits.values import TerritoryChoice, parse_territory
from binhyen.publications.models import DocumentKind, Edition, EditionFile, EditionState, FileKind
from binhyen.publications.permissions import may_open
from binhyen.publications.queries.last_read import LAST_READ
from binhyen.publications.queries.origins import origins_of
from binhyen.publications.queries.sheets import report_sheet_of
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.composing import compose
from binhyen.publications.reports.figure_sheet import figure_sheet_of
from binhyen.publications.rules.differing import Difference, Side
from binhyen.publications.rules.differing import difference_of as _difference_of
from binhyen.publications.rules.editing import DraftText
from binhyen.publications.rules.kept_figures import KeptFigures
from binhyen.publications.rules.origins import Origins
from binhyen.publications.rules.printed import Printed
from binhyen.publications.rules.sheet import ReportSheet
from binhyen.publications.rules.text import Part, Sentence, Wording

_STEMS = {
    DocumentKind.REPORT: "bao-cao",
    DocumentKind.CONCLUSIONS: "thong-bao-ket-luan",
    DocumentKind.LATE_UNITS: "danh-sach-cham-bao-cao",
    DocumentKind.TRANSMITTAL: "cong-van",
}


class KeptOtherwise(BadInput):
    """A frozen edition was kept by another version of the program than can read it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Văn bản này được chốt bằng một phiên bản khác của chương trình nên không hiện lại được trên trang."
            ),
            _("Ba tệp đã chốt vẫn nguyên vẹn: tải tệp để xem."),
        )


@dataclass(frozen=True, slots=True)
class Orphan:
    """What people made of a sentence that the rules no longer write; ``part`` is where it stood."""

    key: str
    part: Part
    words: str
    proposed: str


@dataclass(frozen=True)
class EditionOf:
    """An edition with what it is composed of.

    ``whole`` is the same document with every sentence in its place, those left out among them: what a page shows on
    which they can be put back. ``kept`` is what a frozen edition keeps of its figures, ``signature`` who froze it.
    """

    edition: Edition
    unit: UnitOnDay
    sheet: ReportSheet
    composed: Composed
    kept: KeptFigures | None = None
    signature: Signature | None = None

    @property
    def kind(self) -> DocumentKind:
        return DocumentKind(self.edition.kind)

    @property
    def period(self) -> Period:
        return self.sheet.period

    @property
    def draft(self) -> DraftText:
        return DraftText.from_json(self.edition.text)

    @cached_property
    def whole(self) -> Composed:
        if not self.draft.text.left_out:
            return self.composed
        text = replace(self.draft.text, left_out=frozenset())
        with translation.override("vi"):
            return compose(self.kind, self.sheet, text)

    @property
    def printed(self) -> tuple[Printed, ...]:
        """Its figures: of a frozen edition those that it keeps."""
        return self.composed.printed if self.kept is None else self.kept.printed

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences: of a frozen edition those that it keeps."""
        return self.composed.sentences if self.kept is None else self.kept.sentences

    @property
    def reads_as_kept(self) -> bool:
        """Whether a frozen edition composes to what it keeps; another version of the program may word it otherwise."""
        return (self.printed, self.sentences) == (self.composed.printed, self.composed.sentences)

    @property
    def stale(self) -> tuple[Sentence, ...]:
        """Sentences in people's words whose figures are others by now."""
        return tuple(each for each in self.composed.sentences if each.stale)

    @property
    def unknown(self) -> tuple[Sentence, ...]:
        """Sentences in people's words with numbers that no figure of the document bears out."""
        return tuple(
            each
            for each in self.composed.sentences
            if each.unknown and each.wording in (Wording.REWORDED, Wording.OWN)
        )

    @property
    def orphaned(self) -> tuple[Orphan, ...]:
        """Sentences that people reworded and that the figures of now give no cause for."""
        there = {each.key for each in self.composed.sentences}
        return tuple(
            Orphan(key, _part_of(key), each.text, each.proposed)
            for key, each in self.draft.text.reworded.items()
            if key not in there
        )

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as text and figures are: what a page shows before it is frozen."""
        said = [
            [[each.key, each.text] for each in self.composed.printed],
            [
                [each.key, each.text]
                for each in self.composed.sentences
                if each.wording is not Wording.LEFT_OUT
            ],
            self.edition.compared,
            self.edition.territory,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EditionFileOf:
    """A file of an edition with its name."""

    name: str
    content: bytes


def _part_of(key: str) -> Part:
    """The part that begins the key of a sentence."""
    name = key.partition(":")[0]
    return Part(name) if name in set(Part) else Part.PROPOSALS


# Which there are


def editions_visible_to(actor: Actor) -> ScopedQuerySet[Edition]:
    """The editions within reach, without what only their pages need."""
    return Edition.objects.visible_to(actor).defer("sheet", "figures", "text")


def editions_of(actor: Actor, unit_id: int) -> tuple[tuple[Edition, Signature | None], ...]:
    """The unit's editions that the actor may open, with who froze each; the latest period first, then by kind, the
    latest edition first. Two statements."""
    found = [each for each in editions_visible_to(actor).filter(unit_id=unit_id) if may_open(actor, each)]
    found.sort(key=lambda each: each.number, reverse=True)
    found.sort(key=lambda each: each.kind)
    found.sort(key=lambda each: period_of_edition(each).first_day, reverse=True)
    signatures = _signatures(found)
    return tuple((each, signatures.get(each.pk)) for each in found)


def drafts_to_freeze(actor: Actor, units: Collection[int]) -> tuple[Edition, ...]:
    """Drafts of these units that wait for the actor to freeze them, those changed last at the end. One statement."""
    drafts = editions_visible_to(actor).filter(unit_id__in=units, state=EditionState.DRAFT)
    return tuple(
        each
        for each in drafts.order_by("changed_at", "pk")
        if actor.may(Permission.FREEZE_EDITION, at=each.unit_path)
    )


def earlier_editions(actor: Actor, edition: Edition) -> tuple[Edition, ...]:
    """The frozen editions of the same document but for this one, the latest first. One statement."""
    same = editions_visible_to(actor).filter(**document_of(edition), state=EditionState.FROZEN)
    return tuple(same.exclude(pk=edition.pk).order_by("-number"))


def document_of(edition: Edition) -> dict[str, object]:
    """The columns that all editions of one document share."""
    return {
        "unit_id": edition.unit_id,
        "kind": edition.kind,
        "calendar": edition.calendar,
        "period": edition.period,
    }


def period_of_edition(edition: Edition) -> Period:
    """The period that the edition speaks of."""
    return parse_period(edition.period, calendar_of(edition.calendar))


def compared_of(edition: Edition) -> Period | None:
    """The period that the edition was told to compare with, or None for the one that the rules choose."""
    return parse_period(edition.compared, calendar_of(edition.calendar)) if edition.compared else None


def territory_of(edition: Edition) -> TerritoryChoice | None:
    """The territory that the edition was told to compare on, or None for the unit's own map."""
    return parse_territory(edition.territory) if edition.territory else None


# What one says


def edition_of(actor: Actor, pk: int, *, as_last_read: bool = False) -> EditionOf | None:
    """The edition with all that it says, or None where the actor may not open it.

    A draft is composed from the figures as they stand, a frozen edition from its kept sheet. Raises ``BadInput`` where
    a draft cannot be composed now: nobody owes a report any more, figures are changing, a setting cannot be read.
    ``as_last_read`` takes the figures of a draft as they were when it was opened, if that is not long ago. A constant
    number of statements.
    """
    edition = Edition.objects.visible_to(actor).filter(pk=pk).first()
    if edition is None or not may_open(actor, edition):
        return None
    if edition.state == EditionState.FROZEN:
        return _as_kept(actor, edition)
    sheet = LAST_READ.of(actor, edition) if as_last_read else None
    if sheet is not None:
        return _composed(edition, _place_of(actor, edition, sheet.period), sheet)
    found = edition_from_now(actor, edition)
    LAST_READ.keep(actor, edition, found.sheet)
    return found


def edition_from_now(actor: Actor, edition: Edition, at: datetime | None = None) -> EditionOf:
    """A draft as it reads with the figures as they stand. Raises ``BadInput``."""
    period = period_of_edition(edition)
    place = _place_of(actor, edition, period)
    with translation.override("vi"):  # the document's own language, whatever the reader's
        sheet = report_sheet_of(
            actor,
            place,
            period,
            at=at or now(),
            demonstration=settings.DATA_FOLDER.demonstration,
            compared=compared_of(edition),
            territory=territory_of(edition),
        )
    return _composed(edition, place, sheet)


def _composed(edition: Edition, place: UnitOnDay, sheet: ReportSheet) -> EditionOf:
    with translation.override("vi"):
        composed = compose(DocumentKind(edition.kind), sheet, DraftText.from_json(edition.text).standing)
    return EditionOf(edition, place, sheet, composed)


def origins_of_edition(actor: Actor, found: EditionOf) -> Origins:
    """Where its figures come from: as kept, or as it stands now. No statement for a frozen edition."""
    if found.kept is not None:
        return found.kept.origins
    with translation.override("vi"):
        return origins_of(actor, found.unit, found.period, found.sheet.reporters, found.sheet.compared)


def file_of(kind: FileKind, found: EditionOf, origins: Origins) -> EditionFileOf:
    """One file of an edition, set anew. The same sheet, text and origins give the same bytes."""
    document = found.composed.document
    match kind:
        case FileKind.WORD:
            content = docx_of(document)
        case FileKind.PDF:
            content = pdf_of(document)
        case FileKind.SHEET:
            content = figure_sheet_of(found.sheet, found.composed, origins)
    return EditionFileOf(_name_of(kind, found), content)


def edition_file_of(actor: Actor, pk: int, kind: FileKind) -> EditionFileOf | None:
    """A file of an edition as it is kept; of a draft as it reads now, its name says so. None as ``edition_of``."""
    edition = editions_visible_to(actor).filter(pk=pk).first()
    if edition is None or not may_open(actor, edition):
        return None
    if edition.state == EditionState.FROZEN:
        file = EditionFile.objects.visible_to(actor).get(edition_id=pk, kind=kind)
        return EditionFileOf(file.name, bytes(file.content))
    found = edition_of(actor, pk)
    return None if found is None else file_of(kind, found, origins_of_edition(actor, found))


def difference_of(edition: EditionOf, other: EditionOf) -> Difference:
    """What stands otherwise in ``edition`` than in ``other``."""
    return _difference_of(
        Side(other.printed, other.sentences),
        Side(edition.printed, edition.sentences),
    )


def _as_kept(actor: Actor, edition: Edition) -> EditionOf:
    place = _place_of(actor, edition, period_of_edition(edition))
    try:
        sheet, kept = ReportSheet.from_json(edition.sheet or {}), KeptFigures.from_json(edition.figures or {})
    except (KeyError, TypeError, ValueError) as error:
        raise KeptOtherwise from error
    return replace(
        _composed(edition, place, sheet),
        kept=kept,
        signature=_signatures([edition]).get(edition.pk),
    )


def _place_of(actor: Actor, edition: Edition, period: Period) -> UnitOnDay:
    place = unit_of_key(actor, edition.unit_id, period.last_day)
    if place is None:
        raise BadInput(
            _("Đơn vị này không có vào ngày cuối %(period)s.") % {"period": period.label},
            _("Chọn kỳ mà đơn vị đang hoạt động."),
        )
    return place


def _signatures(editions: Collection[Edition]) -> dict[int, Signature]:
    """Who froze each, by role and unit. All are of one unit. One statement, where any is frozen."""
    acted = {
        each.pk: (each.frozen_by, _day(each.frozen_at))
        for each in editions
        if each.frozen_by is not None and each.frozen_at is not None
    }
    if not acted:
        return {}
    path = next(each.unit_path for each in editions if each.pk in acted)
    found = signatures_of(set(acted.values()), path, named=False)
    return {pk: found[key] for pk, key in acted.items() if key in found}


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _name_of(kind: FileKind, found: EditionOf) -> str:
    edition = found.edition
    unit = fold(found.unit.name).replace(" ", "-")
    sheet = "-so-lieu" if kind is FileKind.SHEET else ""
    which = f"lan-{edition.number}" if edition.state == EditionState.FROZEN else "du-thao"
    return f"{_STEMS[found.kind]}-{unit}-{edition.period}-{which}{sheet}.{kind}"
