"""Read a draft out of plain values, as YAML, JSON or a page hands them over.

Everything that is wrong is found at once: each fault says where it stands, and nothing of the draft is taken then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import BadDate, fold, parse_date, tidy
from binhyen.orgunits.rules.naming import AREA, CLUSTER, FREE_KINDS, KIND_WORDS, WORKPLACE, kinds_of_level
from binhyen.orgunits.rules.reorganising.drafts import (
    ENTIRELY,
    IN_PARTS,
    MEASURES,
    PART,
    WHOLE,
    BadDraft,
    ChangeKind,
    Draft,
    End,
    EndLevel,
    Fault,
    Found,
    Move,
    NewUnit,
    PartOf,
    Recode,
    Rename,
    Step,
    Territory,
)

LONGEST_TEXT = 200
MOST_STEPS = 20_000

LEVEL_OF_KIND: dict[str, str] = {
    kind: level for level in (*KIND_WORDS, *FREE_KINDS) for kind in kinds_of_level(level)
}
"""The one level of which a unit of each kind is."""

_WORDS = {fold(word): kind for words in reversed(KIND_WORDS.values()) for word, kind in words.items()} | {
    "cum khu dan cu": "cluster",
    "thon": "hamlet",
    "to dan pho": "residential-group",
    "co quan": "agency",
    "doanh nghiep": "enterprise",
    "nha truong": "school",
}

_LEVELS = ("province", "district", "commune", CLUSTER, AREA, WORKPLACE, "body")


def draft_from(mapping: Any) -> Draft:
    """The draft that plain values tell. Raises :class:`BadDraft` with every fault that was found.

    Keys: ``title``, ``legal_basis``, ``effective`` (a day), ``under`` (the code of the unit within which it happens)
    and ``steps``, a list of mappings whose first word says what is done: ``merge``, ``split``, ``territory``,
    ``move``, ``rename``, ``recode``, ``change_kind``, ``new_level``, ``found``, ``end_level``, ``end``. Shares are
    from 0 to 1, as numbers or text (``0,6`` and ``60%`` too); kinds are ours or their Vietnamese words.
    """
    return _Reader().draft(mapping)


def kind_of(text: str) -> str | None:
    """The kind that a text means, ours or its Vietnamese word; None where it means none."""
    return text if text in LEVEL_OF_KIND else _WORDS.get(fold(text))


def share_from(text: str) -> Decimal:
    """A share from 0 to 1: ``0.6``, ``0,6``, ``60%``. Raises ``ValueError`` for anything else."""
    written = text.strip().replace(",", ".")
    percent = written.endswith("%")
    try:
        share = Decimal(written.removesuffix("%").strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    share = share / 100 if percent else share
    if not share.is_finite() or not 0 <= share <= 1:
        raise ValueError(text)
    return share.quantize(Decimal("0.00000001")).normalize() + 0


_Reading: TypeAlias = "Callable[[_Reader, str, Mapping[str, Any]], Sequence[Step]]"


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def draft(self, mapping: Any) -> Draft:
        if not isinstance(mapping, Mapping):
            self._fault(
                "", "no-draft", _("Nội dung không phải một bản sắp xếp."), _("Xem mẫu trong hướng dẫn.")
            )
            raise BadDraft(tuple(self.faults))
        self._only(mapping, "", {"title", "legal_basis", "effective", "under", "steps"})
        effective = self._day(mapping)
        read = Draft(
            title=self._text(mapping, "title", ""),
            legal_basis=self._text(mapping, "legal_basis", ""),
            effective=effective or date.min,
            under_code=self._text(mapping, "under", ""),
            steps=tuple(self._steps(mapping.get("steps"))),
        )
        if self.faults:
            raise BadDraft(tuple(self.faults))
        return read

    def _day(self, mapping: Mapping[str, Any]) -> date | None:
        written = mapping.get("effective")
        if isinstance(written, date):
            return written
        if written in (None, ""):
            self._fault(
                "effective",
                "no-day",
                _("Chưa ghi ngày có hiệu lực."),
                _("Ghi ngày/tháng/năm, ví dụ 01/07/2026."),
            )
            return None
        try:
            return parse_date(str(written))
        except BadDate as bad:
            self._fault("effective", "no-day", bad.sentence, bad.remedy)
            return None

    def _steps(self, steps: Any) -> list[Step]:
        if not isinstance(steps, list) or not steps:
            self._fault("steps", "no-steps", _("Chưa có việc sắp xếp nào."), _("Ghi ít nhất một việc."))
            return []
        if len(steps) > MOST_STEPS:
            self._fault(
                "steps",
                "too-many-steps",
                _("Có nhiều hơn %s việc trong một lần sắp xếp.") % MOST_STEPS,
                _("Chia thành nhiều lần."),
            )
            return []
        return [read for index, step in enumerate(steps) for read in self._step(f"steps[{index}]", step)]

    def _step(self, place: str, step: Any) -> Sequence[Step]:
        verbs = [verb for verb in _VERBS if isinstance(step, Mapping) and verb in step]
        if len(verbs) != 1:
            self._fault(
                place,
                "no-such-step",
                _("Không rõ việc phải làm.") if not verbs else _("Một bước chỉ ghi một việc."),
                _("Các việc: %s.") % ", ".join(_VERBS),
            )
            return []
        place = str(step.get("place") or place)
        return _VERBS[verbs[0]](self, place, step)

    # ---- one method a verb --------------------------------------------------------------------------------

    def _merge(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "merge", "into"})
        parts = step["merge"]
        if not isinstance(parts, list) or not parts:
            self._fault(place, "no-predecessors", _("Chưa ghi các đơn vị nhập vào."), _("Ghi danh sách mã."))
            parts = []
        return self._territory_of(
            place, [self._part(place, part, WHOLE) for part in parts], self._unit(place, step.get("into"))
        )

    def _split(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "split", "into"})
        code = self._code(place, step["split"])
        into = step.get("into")
        if not isinstance(into, list) or not into:
            self._fault(
                place, "no-successors", _("Chưa ghi các đơn vị được chia ra."), _("Ghi danh sách đơn vị mới.")
            )
            into = []
        shares = {*MEASURES, "relation", "source", "note"}
        read: list[Step] = []
        for index, each in enumerate(into):
            at = f"{place}, into[{index}]"
            if not isinstance(each, Mapping):
                self._fault(at, "no-unit", _("Chưa ghi đơn vị mới."), _("Ghi tên, loại và mã."))
                continue
            part = {"code": code} | {name: value for name, value in each.items() if name in shares}
            unit = {name: value for name, value in each.items() if name not in shares}
            read += self._territory_of(at, [self._part(at, part, PART)], self._unit(at, unit))
        return read

    def _territory(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "territory"})
        inner = step["territory"]
        if not isinstance(inner, Mapping) or not isinstance(inner.get("predecessors"), list):
            self._fault(place, "no-predecessors", _("Chưa ghi các đơn vị trước."), _("Ghi predecessors."))
            return []
        self._only(inner, place, {"predecessors", "successor"})
        parts = [self._part(place, part, WHOLE) for part in inner["predecessors"]]
        return self._territory_of(place, parts, self._unit(place, inner.get("successor")))

    def _territory_of(
        self, place: str, parts: Sequence[PartOf | None], successor: NewUnit | None
    ) -> Sequence[Step]:
        if successor is None or not parts or None in parts:
            return []
        return [Territory(place, tuple(part for part in parts if part), successor)]

    def _move(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "move", "under"})
        return [Move(place, self._code(place, step["move"]), self._code(place, step.get("under")))]

    def _rename(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "rename", "name"})
        return [Rename(place, self._code(place, step["rename"]), self._text(step, "name", place))]

    def _recode(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "recode", "code"})
        return [Recode(place, self._code(place, step["recode"]), self._code(place, step.get("code")))]

    def _change_kind(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "change_kind", "kind", "name"})
        kind = self._kind(place, step.get("kind"))
        name = self._text(step, "name", place)
        return [ChangeKind(place, self._code(place, step["change_kind"]), kind, name)]

    def _new_level(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "new_level", "units"})
        level, units = self._level(place, step["new_level"]), step.get("units")
        if not isinstance(units, list) or not units:
            self._fault(place, "no-units", _("Chưa ghi các đơn vị của cấp mới."), _("Ghi units."))
            return []
        read: list[Step] = []
        for index, each in enumerate(units):
            at = f"{place}, units[{index}]"
            if not isinstance(each, Mapping):
                self._fault(at, "no-unit", _("Chưa ghi đơn vị mới."), _("Ghi tên, loại và mã."))
                continue
            unit = {"level": level} | {name: value for name, value in each.items() if name != "children"}
            read += self._found_of(at, unit, each.get("children", []))
        return read

    def _found(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "found", "children"})
        return self._found_of(place, step["found"], step.get("children", []))

    def _found_of(self, place: str, unit: Any, children: Any) -> Sequence[Step]:
        if not isinstance(children, list):
            self._fault(place, "no-list", _("Các đơn vị trực thuộc phải là danh sách mã."), "")
            children = []
        read = self._unit(place, unit)
        if read is None:
            return []
        return [Found(place, read, tuple(self._code(place, code) for code in children))]

    def _end(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "end"})
        return [End(place, self._code(place, step["end"]))]

    def _end_level(self, place: str, step: Mapping[str, Any]) -> Sequence[Step]:
        self._only(step, place, {"place", "end_level", "within"})
        return [EndLevel(place, self._level(place, step["end_level"]), self._text(step, "within", place))]

    # ---- parts of a step ----------------------------------------------------------------------------------

    def _part(self, place: str, part: Any, relation: str) -> PartOf | None:
        part = {"code": part} if isinstance(part, str) else part
        if not isinstance(part, Mapping):
            self._fault(place, "no-unit", _("Chưa ghi mã đơn vị."), _('Ghi mã trong nháy, ví dụ "04831".'))
            return None
        at = str(part.get("place") or place)
        self._only(part, at, {"place", "code", "relation", *MEASURES, "source", "note"})
        told = str(part.get("relation") or relation)
        if told not in (*ENTIRELY, *IN_PARTS):
            self._fault(
                at,
                "no-such-relation",
                _("“%s” không phải quan hệ giữa hai đơn vị.") % told,
                _("Các quan hệ: %s.") % ", ".join((*ENTIRELY, *IN_PARTS)),
            )
        return PartOf(
            code=self._code(at, part.get("code")),
            relation=told,
            **{measure: self._share(at, measure, part.get(measure)) for measure in MEASURES},
            source=self._text(part, "source", at),
            note=self._text(part, "note", at),
            place=str(part.get("place") or ""),
        )

    def _unit(self, place: str, unit: Any) -> NewUnit | None:
        if not isinstance(unit, Mapping):
            self._fault(place, "no-unit", _("Chưa ghi đơn vị mới."), _("Ghi tên, loại và mã."))
            return None
        self._only(unit, place, {"name", "level", "kind", "code", "under"})
        kind = self._kind(place, unit["kind"]) if unit.get("kind") else ""
        level = self._level(place, unit["level"]) if unit.get("level") else LEVEL_OF_KIND.get(kind, "")
        return NewUnit(
            name=self._text(unit, "name", place),
            level=level,
            kind=kind,
            code=self._code(place, unit["code"]) if unit.get("code") else "",
            parent_code=self._code(place, unit["under"]) if unit.get("under") else "",
        )

    def _share(self, place: str, measure: str, share: Any) -> Decimal | None:
        if share is None or share == "":
            return None
        try:
            return share_from(str(share))
        except ValueError:
            self._fault(
                place,
                "share-out-of-range",
                _("Tỷ lệ “%s” không phải một số từ 0 đến 1.") % share,
                _("Ghi phần của đơn vị cũ, ví dụ 0,6 hoặc 60%; chưa biết thì để trống."),
            )
            return None

    def _kind(self, place: str, kind: Any) -> str:
        found = kind_of(str(kind or ""))
        if found is None:
            self._fault(
                place,
                "no-such-kind",
                _("“%s” không phải loại đơn vị.") % (kind or ""),
                _("Ghi một loại, ví dụ xã, phường, thôn, tổ dân phố."),
            )
            return ""
        return found

    def _level(self, place: str, level: Any) -> str:
        if level not in _LEVELS:
            self._fault(
                place,
                "no-such-level",
                _("“%s” không phải một cấp đơn vị.") % level,
                _("Các cấp: %s.") % ", ".join(_LEVELS),
            )
            return ""
        return str(level)

    def _code(self, place: str, code: Any) -> str:
        if not isinstance(code, str) or not code.strip():
            self._fault(
                place,
                "no-code",
                _("Chưa ghi mã đơn vị, hoặc mã không phải chữ."),
                _('Ghi mã trong nháy, ví dụ "04831", để không mất số 0 ở đầu.'),
            )
            return ""
        return tidy(code)

    def _text(self, mapping: Mapping[str, Any], name: str, place: str) -> str:
        text = mapping.get(name)
        if text is None:
            return ""
        kept = tidy(str(text))
        if len(kept) > LONGEST_TEXT:
            self._fault(
                place or name,
                "text-too-long",
                _("Nội dung dài %(length)s ký tự, nhiều hơn %(most)s.")
                % {"length": len(kept), "most": LONGEST_TEXT},
                _("Viết gọn lại."),
            )
        return kept

    def _only(self, mapping: Mapping[str, Any], place: str, known: set[str]) -> None:
        for name in mapping:
            if name not in known:
                self._fault(
                    place,
                    "no-such-key",
                    _("Không có mục “%s” ở đây.") % name,
                    _("Các mục: %s.") % ", ".join(sorted(known - {"place"})),
                )

    def _fault(self, place: str, code: str, sentence: str, remedy: str) -> None:
        self.faults.append(Fault(place, code, sentence, remedy))


_VERBS: dict[str, _Reading] = {
    "territory": _Reader._territory,
    "merge": _Reader._merge,
    "split": _Reader._split,
    "move": _Reader._move,
    "rename": _Reader._rename,
    "recode": _Reader._recode,
    "change_kind": _Reader._change_kind,
    "new_level": _Reader._new_level,
    "found": _Reader._found,
    "end_level": _Reader._end_level,
    "end": _Reader._end,
}
