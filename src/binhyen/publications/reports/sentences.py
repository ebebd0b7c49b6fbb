"""How do the sentences by the rules become those of the document, with what people made of them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from binhyen.machinery.formats.documents import Paragraph
from binhyen.publications.rules.own_words import numbers_in, unknown_in
from binhyen.publications.rules.printed import Ledger, Printed
from binhyen.publications.rules.text import EditedText, Part, Proposal, Sentence, Wording


@dataclass(frozen=True)
class Draft:
    """A sentence by the rules with the figures that it would print, and the key of the sentence that it goes with.

    An option of a disaggregation goes with its total: it is left out with it.
    """

    proposal: Proposal
    printed: tuple[Printed, ...] = ()
    goes_with: str = ""


@dataclass
class Sentences:
    """The sentences of one document. Only what stands in it prints its figures into the ledger."""

    text: EditedText
    ledger: Ledger
    found: list[Sentence] = field(default_factory=list)

    def stands(self, draft: Draft) -> bool:
        """Whether the sentence is in the document."""
        return self.text.left_out.isdisjoint({draft.proposal.key, draft.goes_with})

    def of(self, part: Part, drafts: Iterable[Draft]) -> Iterator[Paragraph]:
        """The rules' sentences of a part as people left them, each a paragraph."""
        for draft in drafts:
            sentence, printed = self._as_left(part, draft)
            self.found.append(sentence)
            if sentence.wording is not Wording.LEFT_OUT:
                for each in printed:
                    self.ledger.print(each)
                yield Paragraph.of(sentence.text, figures=tuple(each.key for each in printed))

    def own(self, part: Part) -> Iterator[Paragraph]:
        """What people added to a part."""
        for key, text in self.text.own.get(part, ()):
            self.found.append(Sentence(part, key, text, Wording.OWN))
            yield Paragraph.of(text)

    def known(self) -> tuple[Sentence, ...]:
        """All sentences, once everything is printed; numbers in people's words that nothing bears out are noted."""
        printed = [each for each in self.ledger.printed.values() if each.value is not None]
        return tuple(_judged(sentence, printed) for sentence in self.found)

    def _as_left(self, part: Part, draft: Draft) -> tuple[Sentence, tuple[Printed, ...]]:
        proposal = draft.proposal
        if not self.stands(draft):
            left_out = Sentence(part, proposal.key, proposal.text, Wording.LEFT_OUT, proposal.text)
            return left_out, ()
        reworded = self.text.reworded.get(proposal.key)
        if reworded is None:
            standing = Sentence(
                part, proposal.key, proposal.text, Wording.PROPOSED, proposal.text, proposal.figures
            )
            return standing, draft.printed
        printed = tuple(each for each in draft.printed if _is_told(each, reworded.text))
        standing = Sentence(
            part,
            proposal.key,
            reworded.text,
            Wording.REWORDED,
            proposal.text,
            tuple(each.key for each in printed),
            stale=reworded.proposed != proposal.text,
        )
        return standing, printed


def _is_told(printed: Printed, text: str) -> bool:
    if printed.value is None:
        return printed.text in text
    value = printed.value
    return any(spoken.words == printed.text or spoken.is_borne_out_by(value) for spoken in numbers_in(text))


def _judged(sentence: Sentence, printed: list[Printed]) -> Sentence:
    if sentence.wording not in (Wording.REWORDED, Wording.OWN):
        return sentence
    known = [value for each in printed for value in _told_as(each)]
    keys = dict.fromkeys((*sentence.figures, *(each.key for each in _first_of(sentence, printed))))
    return replace(sentence, figures=tuple(keys), unknown=unknown_in(sentence.text, known))


def _told_as(printed: Printed) -> tuple[Decimal, ...]:
    """The exact value and, where it was rounded for print, the value as printed."""
    assert printed.value is not None  # noqa: S101
    spoken = numbers_in(printed.text)
    return (printed.value, *(each.value for each in spoken))


def _first_of(sentence: Sentence, printed: list[Printed]) -> Iterator[Printed]:
    """For every number of the words the first printed figure that bears it out."""
    for spoken in numbers_in(sentence.text):
        if any(
            spoken.is_borne_out_by(value)
            for each in printed
            if each.key in sentence.figures
            for value in _told_as(each)
        ):
            continue
        yield from [
            each for each in printed if any(spoken.is_borne_out_by(value) for value in _told_as(each))
        ][:1]
