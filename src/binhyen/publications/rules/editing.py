"""How does a draft's text come out of one change, where others may be at work on the same text?

Every sentence is remembered with the revision of the draft at which it was changed last. Whoever changes one says
which revision the page had shown: what was written since by somebody else is then not written over unseen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.orgunits.values import Likeness, holds_a_personal_number, likeness_to_a_person
from binhyen.publications.rules.text import EditedText, Part, Reworded

LONGEST_SENTENCE = 600
MOST_OWN_SENTENCES = 40
LONGEST_KEY = 200
WRITTEN_BY_PEOPLE = frozenset({Part.LIMITS, Part.CAUSES, Part.TASKS, Part.PROPOSALS, Part.BODY})
"""The parts whose sentences are reworded, and that take sentences of one's own; results come from figures alone."""

_OWN = "own:"
_GROUPED_NUMBER = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]*\d)")


@dataclass(frozen=True)
class DraftText:
    """The text of a draft with the revision at which each sentence was changed last, by its key."""

    text: EditedText = field(default_factory=EditedText)
    changed: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the edition: ``EditedText`` reads the same, and passes over the revisions."""
        return self.text.to_json() | {"changed": dict(self.changed)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> DraftText:
        """The other way."""
        return cls(EditedText.from_json(kept), dict(kept.get("changed", {})))

    @property
    def standing(self) -> EditedText:
        """What goes into the document: own sentences that were taken out are not there at all."""
        return replace(
            self.text,
            own={
                part: tuple(pair for pair in pairs if pair[0] not in self.text.left_out)
                for part, pairs in self.text.own.items()
            },
        )

    @property
    def taken_out(self) -> tuple[tuple[Part, str, str], ...]:
        """Own sentences that were taken out and can be put back: part, key and words."""
        return tuple(
            (part, key, words)
            for part, pairs in self.text.own.items()
            for key, words in pairs
            if key in self.text.left_out
        )

    def is_later_than(self, key: str, seen: int) -> bool:
        """Whether the sentence was changed after the revision that a page had shown."""
        return self.changed.get(key, 0) > seen

    def words_of(self, key: str) -> str:
        """What people wrote under the key, or nothing where it stands as the rules propose."""
        if key in self.text.reworded:
            return self.text.reworded[key].text
        return next(
            (words for pairs in self.text.own.values() for own, words in pairs if own == key),
            "",
        )

    def has_own(self, key: str) -> bool:
        return any(own == key for pairs in self.text.own.values() for own, _words in pairs)

    def reworded(self, key: str, words: str, proposed: str, revision: int) -> DraftText:
        """With these words under the key; the words that the rules propose are no rewording."""
        text = self.text
        if self.has_own(key):
            own = {
                part: tuple((each, words if each == key else said) for each, said in pairs)
                for part, pairs in text.own.items()
            }
            return self._with(key, revision, replace(text, own=own, left_out=text.left_out - {key}))
        kept = {each: said for each, said in text.reworded.items() if each != key}
        if words != proposed:
            kept[key] = Reworded(words, proposed)
        return self._with(key, revision, replace(text, reworded=kept, left_out=text.left_out - {key}))

    def without(self, key: str, revision: int) -> DraftText:
        """The sentence left out; what was made of it is kept for the case that it is put back."""
        return self._with(key, revision, replace(self.text, left_out=self.text.left_out | {key}))

    def with_again(self, key: str, revision: int) -> DraftText:
        """The sentence put back, in the words in which it was left out."""
        return self._with(key, revision, replace(self.text, left_out=self.text.left_out - {key}))

    def with_own(self, part: Part, words: str, revision: int) -> tuple[DraftText, str]:
        """With a further sentence of one's own at the end of the part, and its key."""
        key = f"{_OWN}{1 + max(self._own_numbers, default=0)}"
        own = dict(self.text.own) | {part: (*self.text.own.get(part, ()), (key, words))}
        return self._with(key, revision, replace(self.text, own=own)), key

    def anew(self) -> DraftText:
        """The same text for a new edition, whose revisions begin again; what was taken out of it stays out."""
        return DraftText(self.standing)

    @property
    def _own_numbers(self) -> list[int]:
        """The numbers of the own sentences, which a new edition keeps from the one before."""
        return [int(key.removeprefix(_OWN)) for pairs in self.text.own.values() for key, _words in pairs]

    def _with(self, key: str, revision: int, text: EditedText) -> DraftText:
        return DraftText(text, dict(self.changed) | {key: revision})


def words_fit(words: str) -> Decision:
    """Whether these words may stand in a document: something is said, it is short, and it names nobody.

    Names and numbers of persons are looked for; what the search cannot find, people must see to.
    """
    if not words:
        return Refused("text-missing", _("Câu này chưa có chữ nào."), _("Ghi nội dung, hoặc bỏ câu."))
    if len(words) > LONGEST_SENTENCE:
        return Refused(
            "text-too-long",
            _("Câu dài quá %(most)s ký tự.") % {"most": LONGEST_SENTENCE},
            _("Viết ngắn lại, hoặc tách thành hai câu."),
        )
    numbers_aside = _GROUPED_NUMBER.sub("", words)
    if holds_a_personal_number(numbers_aside) or likeness_to_a_person(words) is Likeness.CERTAIN:
        return Refused(
            "text-names-a-person",
            _("“%s” trông như có tên hoặc số giấy tờ, số điện thoại của một người.") % words[:60],
            _("Không ghi tên người; ghi chức vụ hoặc tên cơ quan."),
        )
    return ALLOWED


def may_stand_in(part: Part, own_so_far: int) -> Decision:
    """Whether one more own sentence may stand in the part."""
    if part not in WRITTEN_BY_PEOPLE:
        return Refused(
            "results-from-figures",
            _("Phần kết quả chỉ gồm các câu lập từ số liệu."),
            _("Bỏ câu không cần, hoặc ghi ý của mình ở các phần sau."),
        )
    if own_so_far >= MOST_OWN_SENTENCES:
        return Refused(
            "too-many-sentences",
            _("Phần này đã có %(most)s câu tự viết.") % {"most": MOST_OWN_SENTENCES},
            _("Gộp các câu lại; phần còn thiếu viết tiếp trong Word."),
        )
    return ALLOWED
