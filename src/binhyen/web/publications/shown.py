"""A document as a page shows it: block by block in its order, each sentence with what may be done to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from binhyen.machinery.formats.charts import for_page
from binhyen.machinery.formats.documents import (
    Alignment,
    Block,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Table,
    annex_labels,
)
from binhyen.publications.models import DocumentKind, Edition, EditionState
from binhyen.publications.queries import EditionOf
from binhyen.publications.values import WRITTEN_BY_PEOPLE, Part, Printed, Sentence, Wording

FIGURE = "ma"
MOST_CELLS_AT_ONCE = 400
"""An annex with more cells than this is shown when somebody opens it."""

PARTS: Mapping[Part, Any] = {
    Part.RESULTS: _("Kết quả"),
    Part.LIMITS: _("Tồn tại, hạn chế"),
    Part.CAUSES: _("Nguyên nhân"),
    Part.TASKS: _("Nhiệm vụ"),
    Part.PROPOSALS: _("Đề xuất, kiến nghị"),
    Part.BODY: _("Nội dung"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph or cell; ``url`` leads from a figure to where it comes from."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence in its place, and what became of the last attempt to change it.

    ``typed`` are words that could not be kept, ``refused`` says why; ``stands`` is what somebody else wrote meanwhile.
    """

    anchor: str
    key: str
    part: Part
    pieces: tuple[Piece, ...]
    words: str
    proposed: str
    left_out: bool
    own: bool
    reworded: bool
    stale: bool
    unknown: tuple[str, ...]
    rewords: bool
    typed: str = ""
    refused: Any = None
    stands: str | None = None

    @property
    def swaps(self) -> str:
        """What of the page changes when it is left out: with a line of results its breakdown goes too."""
        return self.anchor if self.rewords else "document"


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A heading, paragraph, note, table or picture; ``sentence`` where the paragraph is one that can be changed.

    ``adds_to``: after this block own sentences of the part are added.
    """

    kind: str
    level: int = 0
    pieces: tuple[Piece, ...] = ()
    sentence: SentenceShown | None = None
    table: Table | None = None
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    total: tuple[tuple[Piece, ...], ...] = ()
    picture: Any = None
    adds_to: Part | None = None

    @property
    def part_label(self) -> Any:
        return PARTS[self.adds_to] if self.adds_to else ""

    @property
    def svg(self) -> SafeString:
        """The picture in the colours of the page. It was drawn by this program from figures."""
        return SafeString(for_page(self.picture.svg))


@dataclass(frozen=True, slots=True)
class AnnexShown:
    """An annex; one with many cells has its blocks only while it is ``open``."""

    number: int
    title: str
    blocks: tuple[BlockShown, ...]
    open: bool
    url: str
    cells: int


@dataclass(frozen=True)
class Attempt:
    """What somebody tried to do to a sentence, or to add to a part, and why it did not come about."""

    key: str = ""
    part: Part | None = None
    typed: str = ""
    refused: Any = None
    stands: str | None = None


class InOrder:
    """Printed figures as the cells of a table come upon them, one after the other."""

    def __init__(self, printed: Iterable[Printed]) -> None:
        self._rest = iter(printed)
        self._next = next(self._rest, None)

    def take(self, text: str) -> Printed | None:
        """The next figure, if that is how it reads."""
        found = self._next if self._next is not None and self._next.text == text else None
        if found is not None:
            self._next = next(self._rest, None)
        return found


@dataclass
class Preview:
    """Lays out an edition. ``edits``: the reader may change it; ``opened``: number of the annex to show."""

    found: EditionOf
    edits: bool
    attempt: Attempt = field(default_factory=Attempt)
    opened: int = 0

    def __post_init__(self) -> None:
        edition = self.found.edition
        self.shown = self.found.whole if self.edits else self.found.composed
        self.document: OfficialDocument = self.shown.document
        self.figure_url = reverse("edition_figure", args=[edition.pk])
        self.printed = {each.key: each for each in self.shown.printed}
        self.now = {each.key: each for each in self.found.composed.sentences}
        self.taken_out = self.found.draft.taken_out if self.edits else ()

    # The text

    def body(self) -> list[BlockShown]:
        """The blocks of the body; after the last sentence of a part comes the place to add one."""
        waiting = list(self.shown.sentences)
        blocks: list[BlockShown] = []
        for block in self.document.body:
            if isinstance(block, Paragraph) and waiting and block.text == waiting[0].text:
                sentence = waiting.pop(0)
                blocks.append(BlockShown("sentence", sentence=self._sentence(sentence)))
            else:
                blocks.append(self._block(block, InOrder(())))
        return list(self._with_places(blocks)) if self.edits else blocks

    def _with_places(self, blocks: Sequence[BlockShown]) -> Iterator[BlockShown]:
        """Where own sentences are added: at the end of each part that people write, be there a sentence or not."""
        parts = self._parts_in_order(blocks)
        for at, block in enumerate(blocks):
            yield block
            for part in parts.get(at, ()):
                for _part, key, words in (each for each in self.taken_out if each[0] is part):
                    yield BlockShown("sentence", sentence=self._taken_out(part, key, words))
                yield BlockShown("add", adds_to=part)

    def _parts_in_order(self, blocks: Sequence[BlockShown]) -> dict[int, list[Part]]:
        """Behind which block each part ends."""
        ends: dict[Part, int] = {}
        for at, block in enumerate(blocks):
            if block.sentence is not None and block.sentence.part in WRITTEN_BY_PEOPLE:
                ends[block.sentence.part] = at
        for part, at in self._ends_of_empty_parts(blocks):
            ends.setdefault(part, at)
        found: dict[int, list[Part]] = {}
        for part, at in ends.items():
            found.setdefault(at, []).append(part)
        return found

    def _ends_of_empty_parts(self, blocks: Sequence[BlockShown]) -> Iterator[tuple[Part, int]]:
        """A part without a sentence is a heading with a place that its desk fills in."""
        wanted = _PARTS_OF[self.found.kind]
        if wanted == (Part.BODY,):
            yield Part.BODY, len(blocks) - 1
            return
        headings = [at for at, block in enumerate(blocks) if block.kind == "heading"]
        ends = [*(at - 1 for at in headings[1:]), len(blocks) - 1]
        leaves = [
            end
            for at, end in zip(headings, ends, strict=True)
            if end > at and not _of_results(blocks[at : end + 1])
        ][-len(wanted) :]
        yield from zip(wanted, leaves, strict=False)

    def _sentence(self, sentence: Sentence) -> SentenceShown:
        now = self.now.get(sentence.key, sentence)
        attempt = self.attempt if self.attempt.key == sentence.key else Attempt()
        return SentenceShown(
            anchor=anchor_of(sentence.key),
            key=sentence.key,
            part=sentence.part,
            pieces=self._linked(sentence.text, sentence.figures),
            words=sentence.text,
            proposed=sentence.proposed,
            left_out=now.wording is Wording.LEFT_OUT,
            own=sentence.wording is Wording.OWN,
            reworded=sentence.wording is Wording.REWORDED,
            stale=now.stale,
            unknown=now.unknown,
            rewords=sentence.part in WRITTEN_BY_PEOPLE,
            typed=attempt.typed,
            refused=attempt.refused,
            stands=attempt.stands,
        )

    def _taken_out(self, part: Part, key: str, words: str) -> SentenceShown:
        sentence = Sentence(part, key, words, Wording.OWN)
        return replace(self._sentence(sentence), left_out=True)

    # Blocks

    def _block(self, block: Block, printed: InOrder) -> BlockShown:
        match block:
            case Heading():
                return BlockShown("heading", level=block.level + 1, pieces=(Piece(block.text),))
            case Paragraph():
                return BlockShown("paragraph", pieces=self._linked(block.text, block.figures))
            case Note():
                return BlockShown("note", pieces=(Piece(block.text),))
            case Table():
                return self._table(block, printed)
        return BlockShown("picture", picture=block)

    def _linked(self, text: str, keys: Iterable[str]) -> tuple[Piece, ...]:
        """The words with a link on each of these figures, in the order in which they were printed."""
        pieces, rest = [], text
        for key in keys:
            printed = self.printed.get(key)
            found = (
                re.search(rf"(?<![\d.,]){re.escape(printed.text)}(?![\d]|[.,]\d)", rest) if printed else None
            )
            if found and printed:
                pieces += [Piece(rest[: found.start()]), Piece(printed.text, self.url_of(printed))]
                rest = rest[found.end() :]
        return tuple(piece for piece in (*pieces, Piece(rest)) if piece.text)

    def url_of(self, printed: Printed) -> str:
        return f"{self.figure_url}?{urlencode({FIGURE: printed.key})}"

    # Annexes

    def annexes(self) -> list[AnnexShown]:
        """The annexes: small ones at once, others when they are opened."""
        page = reverse("edition", args=[self.found.edition.pk])
        labels = annex_labels(len(self.document.annexes))
        found = []
        for number, (label, annex) in enumerate(zip(labels, self.document.annexes, strict=True), start=1):
            cells = sum(
                len(block.rows) * len(block.columns) for block in annex.blocks if isinstance(block, Table)
            )
            is_open = cells <= MOST_CELLS_AT_ONCE or number == self.opened
            printed = InOrder([each for each in self.shown.printed if each.place.startswith(f"{label},")])
            found.append(
                AnnexShown(
                    number,
                    f"{label}. {annex.title}",
                    tuple(self._block(block, printed) for block in annex.blocks) if is_open else (),
                    is_open,
                    f"{page}?{urlencode({'phu-luc': number})}#phu-luc-{number}",
                    cells,
                )
            )
        return found

    def _table(self, table: Table, printed: InOrder) -> BlockShown:
        """A table whose figures are linked: they were printed in the order in which its cells stand."""

        def cells(row: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
            return tuple(
                (self._cell(text, printed) if column.alignment is Alignment.RIGHT else Piece(text),)
                for column, text in zip(table.columns, row, strict=True)
            )

        return BlockShown(
            "table",
            table=table,
            rows=tuple(cells(row) for row in table.rows),
            total=cells(table.total) if table.total is not None else (),
        )

    def _cell(self, text: str, printed: InOrder) -> Piece:
        figure = printed.take(text)
        return Piece(text, self.url_of(figure)) if figure else Piece(text)


_PARTS_OF: Mapping[DocumentKind, tuple[Part, ...]] = {
    DocumentKind.REPORT: (Part.LIMITS, Part.CAUSES, Part.TASKS, Part.PROPOSALS),
    DocumentKind.CONCLUSIONS: (Part.BODY,),
    DocumentKind.LATE_UNITS: (Part.BODY,),
    DocumentKind.TRANSMITTAL: (Part.BODY,),
}


def _of_results(blocks: Sequence[BlockShown]) -> bool:
    return any(block.sentence is not None and block.sentence.part is Part.RESULTS for block in blocks)


def anchor_of(key: str) -> str:
    """Where on the page a sentence stands."""
    return f"cau-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def title_of(kind: DocumentKind) -> str:
    return str(DocumentKind(kind).label)


def state_of(edition: Edition) -> str:
    """The tag of an edition (``frame/states.py``)."""
    return "frozen" if edition.state == EditionState.FROZEN else "drafted"
