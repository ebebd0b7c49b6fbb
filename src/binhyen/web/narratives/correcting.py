"""The form in which a figure is put right or added: its fields from a figure, and a correction from what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import BadNumber, parse_number
from binhyen.narratives.models import Use
from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.values import Comparator, Kind, Proposed, period_code
from binhyen.web.frame.requests import whole_number
from binhyen.web.narratives import wording

LONGEST_QUOTE = 200
MOST_PLACES = 8
AROUND = 60
UNLISTED = "-"
"""How the form names that a figure is none of the catalogue."""


class BadField(BadInput):
    """What one field says cannot be taken."""

    def __init__(self, field: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put in place of a proposal, what becomes of it, and to which line of the report it goes."""

    said: Mapping[str, Any]
    use: Use
    line: str | None


# ---- what was sent -------------------------------------------------------------------------------------------


def correction_in(sent: QueryDict) -> Correction:
    """The correction that the form's fields say. Raises ``BadField``."""
    kind, direction = wording.kind_of_code(sent.get("loai", ""))
    family, code, label = _indicator_in(sent)
    said = {
        "value": _number(sent, "gia-tri", required=True),
        "value_max": _number(sent, "den"),
        "denominator": _number(sent, "tong"),
        "unit": sent.get("don-vi-tinh", ""),
        "comparator": sent["muc"] if sent.get("muc") in set(Comparator) else Comparator.EQ.value,
        "kind": kind,
        "direction": direction,
        "period": period_code(sent.get("ky", "")),
        "place": sent.get("noi", ""),
        "indicator": family,
        "code": code,
        "label_vi": label,
    }
    use = Use(chosen) if (chosen := sent.get("dung", "")) in set(Use) else Use.FIGURE
    return Correction(said, use, sent.get("dong") if "dong" in sent else None)


def _number(sent: QueryDict, name: str, *, required: bool = False) -> Decimal | None:
    text = sent.get(name, "").strip()
    if not text and not required:
        return None
    try:
        return parse_number(text)
    except BadNumber as bad:
        if not text:
            raise BadField(name, _("Chưa ghi số."), _("Ghi một số, ví dụ 1.234,5.")) from bad
        raise BadField(name, bad.sentence, bad.remedy) from bad


def _indicator_in(sent: QueryDict) -> tuple[str | None, str | None, str]:
    """Family, code and label of the indicator that was searched for, else of the one that was ticked."""
    searched = " ".join(sent.get("chi-tieu-khac", "").split())
    if searched:
        family = _by_name().get(searched.casefold())
        if family is None:
            raise BadField(
                "chi-tieu-khac",
                _("Danh mục không có chỉ tiêu “%s”.") % searched,
                _("Gõ vài chữ rồi chọn một tên trong danh sách, hoặc chọn “Chưa có trong danh mục”."),
            )
    else:
        family = sent.get("chi-tieu", "")
    if family not in indicator_names():
        return None, None, ""
    return family, _own_code(family), indicator_names()[family]


def found_in_text(text: str, sent: QueryDict) -> tuple[int, int]:
    """Where the quoted words stand in a text. Raises ``BadField`` where they do not, and where a choice is missing."""
    quote = sent.get("chu", "").strip()
    if not quote:
        raise BadField("chu", _("Chưa có lời nào của văn bản."), _("Chép đúng lời có con số."))
    start = _chosen_place(text, quote, sent)
    if start is not None:
        return start, start + len(quote)
    places = places_of(text, quote)
    if not places:
        raise BadField(
            "chu",
            _("Văn bản không có lời “%s”.") % quote[:80],
            _("Chép đúng từng chữ như trong văn bản, trong một đoạn."),
        )
    if len(places) > 1:
        raise BadField("tai", _("Lời này ở nhiều chỗ."), _("Chọn đúng chỗ, hoặc chép dài hơn."))
    return places[0], places[0] + len(quote)


def _chosen_place(text: str, quote: str, sent: QueryDict) -> int | None:
    """Where a person said that the words stand, among places that were offered or by marking them in the text."""
    said = (whole_number(sent.get(name, "")) for name in ("tai", "tu"))
    return next((at for at in said if at is not None and text.startswith(quote, at)), None)


def places_of(text: str, quote: str) -> list[int]:
    """Where words stand in a text, so many places at most as a page offers."""
    places, at = list[int](), text.find(quote)
    while at >= 0 and len(places) < MOST_PLACES:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


# ---- what is shown -------------------------------------------------------------------------------------------


def fields_of(figure: Proposed | None, use: str, line: str, lines: Iterable[Any]) -> dict[str, Any]:
    """The fields of a figure as the form shows them; of none, empty ones."""
    held = figure or Proposed(Decimal(0))
    chosen = held.indicator if held.indicator in indicator_names() else UNLISTED
    offered = dict.fromkeys([chosen, *(each.indicator for each in held.alternatives), UNLISTED])
    return {
        "value": wording.typed(held.value) if figure else "",
        "value_max": wording.typed(held.value_max),
        "denominator": wording.typed(held.denominator),
        "unit": held.unit,
        "period": wording.period_in_words(held.period),
        "place": held.place or "",
        "comparators": _choices(wording.comparators().items(), held.comparator),
        "kinds": _choices(wording.kinds().items(), wording.kind_code(held.kind, held.direction)),
        "indicators": [
            {
                "code": each,
                "label": indicator_names().get(each or "", _("Chưa có trong danh mục")),
                "current": each == chosen,
            }
            for each in offered
        ],
        "other": "",
        "uses": _choices(wording.uses().items(), use or _use_of(held.kind)),
        "lines": _choices(((each.code, each.label) for each in lines), line),
    }


def with_typed(fields: dict[str, Any], sent: QueryDict) -> dict[str, Any]:
    """The same with what was typed into them."""
    kept: dict[str, Any] = {
        name: sent.get(sent_as, "")
        for name, sent_as in {
            "value": "gia-tri",
            "value_max": "den",
            "denominator": "tong",
            "unit": "don-vi-tinh",
            "period": "ky",
            "place": "noi",
            "other": "chi-tieu-khac",
        }.items()
    }
    for name, sent_as in {
        "comparators": "muc",
        "kinds": "loai",
        "indicators": "chi-tieu",
        "uses": "dung",
        "lines": "dong",
    }.items():
        kept[name] = [each | {"current": str(each["code"]) == sent.get(sent_as, "")} for each in fields[name]]
    return fields | kept


def adding_fields(lines: Sequence[Any], text: str, sent: QueryDict | None) -> dict[str, Any]:
    """The fields of a figure that is to be added, with the places among which to choose where none is known."""
    fields = fields_of(None, "", "", lines) | {"quote": "", "start": "", "places": []}
    if sent is None:
        return fields
    quote = sent.get("chu", "").strip()
    start = _chosen_place(text, quote, sent)
    places = places_of(text, quote) if quote and start is None else []
    return with_typed(fields, sent) | {
        "quote": sent.get("chu", ""),
        "start": "" if start is None else start,
        "places": [
            {
                "start": at,
                "before": text[max(0, at - AROUND) : at],
                "after": text[at + len(quote) : at + len(quote) + AROUND],
            }
            for at in (places if len(places) > 1 else [])
        ],
    }


def _choices(pairs: Iterable[tuple[Any, Any]], chosen: Any) -> list[dict[str, Any]]:
    return [{"code": str(code), "label": label, "current": str(code) == str(chosen)} for code, label in pairs]


def _use_of(kind: str) -> Use:
    """What a figure of this kind is for, unless somebody says otherwise."""
    return {Kind.TARGET: Use.TARGET, Kind.CONTEXT: Use.CONTEXT}.get(Kind(kind), Use.FIGURE)


@cache
def indicator_names() -> Mapping[str, str]:
    """The families that the reader knows, by their keys."""
    return {family.id: family.name for family in read_vocabulary().families.values()}


@cache
def _by_name() -> Mapping[str, str]:
    return {name.casefold(): family for family, name in indicator_names().items()}


@cache
def _own_code(family: str) -> str | None:
    """The indicator of our catalogue that a family is told by as a rule."""
    own = read_vocabulary().own.get(family, ())
    return own[0].code if own else None
