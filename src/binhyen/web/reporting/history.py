"""What happened to a report, in words for its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_number, join_words
from binhyen.indicators.values import FormLayout
from binhyen.narratives.values import place_in, title_in
from binhyen.reporting.models import FigureSource, Obligation
from binhyen.reporting.queries import NOT_APPLICABLE, Happening
from binhyen.web.frame.words import label_of

_LOOKS: dict[str, tuple[str, str]] = {
    "record": ("draft", ""),
    "submit": ("file", ""),
    "take-back": ("returned", ""),
    "return": ("returned", "waiting"),
    "accept": ("double-check", "good"),
    "lock": ("locked", "good"),
    "adjust": ("draft", "waiting"),
    "extend-deadline": ("waiting", ""),
}


def happenings_of(
    timeline: Sequence[Happening],
    layout: FormLayout,
    obligation: Obligation,
    *,
    withheld: frozenset[str],
    files: bool,
) -> list[dict[str, Any]]:
    """The entries as ``reporting/timeline.html`` takes them, each with its changed cells.

    Lines that are ``withheld`` are left out; ``files`` says whether files may be opened.
    """
    return [
        {
            "at": each.at,
            "what": _what(each),
            "who": _who(each),
            "note": each.reason,
            "icon": _LOOKS[each.act][0],
            "tone": _LOOKS[each.act][1],
            "changes": [
                _change(change, layout, each.source) for change in each.changes if change[0] not in withheld
            ],
            "of_text": each.source == FigureSource.NARRATIVE,
            "file_name": each.file_name,
            "file_url": reverse("report_file", args=[obligation.pk, each.file_id])
            if each.file_id and files
            else "",
        }
        for each in timeline
    ]


def _what(happening: Happening) -> str:
    if happening.act == "record":
        cells = len(happening.changes)
        if not cells and happening.notes:
            return _("Ghi giải trình ở %d dòng") % len(happening.notes)
        if happening.source == FigureSource.NARRATIVE:
            return _read_in_words(happening)
        return {
            FigureSource.WORKBOOK: _("Nhận sổ Excel, %d ô thay đổi"),
            FigureSource.BULK: _("Nạp từ tệp CSV, %d ô thay đổi"),
        }.get(FigureSource(happening.source), _("Ghi số liệu, %d ô thay đổi")) % cells
    return {
        "submit": _("Nộp báo cáo"),
        "take-back": _("Rút lại báo cáo để sửa"),
        "return": _("Trả lại để sửa"),
        "accept": _("Duyệt báo cáo"),
        "lock": _("Khoá kỳ"),
        "adjust": _("Điều chỉnh sau khoá"),
        "extend-deadline": _("Gia hạn nộp báo cáo"),
    }[happening.act]


def _read_in_words(happening: Happening) -> str:
    """What was read from a text: several texts where several were read in one go."""
    titles = dict.fromkeys(f"“{title_in(address)}”" for *_cell, address in happening.changes if address)
    return _("Đọc từ văn bản %(titles)s, %(number)d ô") % {
        "titles": join_words(list(titles)),
        "number": len(happening.changes),
    }


def _who(happening: Happening) -> str:
    by = happening.by
    if happening.account_id is None:
        return "" if happening.act == "lock" else _("người vận hành hệ thống")
    if by is None:
        return _("vai trò không còn ghi nhận")
    told = [by.name, f"{by.role}, {by.unit_name}"]
    if happening.delivered:
        told.append(_("chuyển tệp của đơn vị"))
    return " · ".join(part for part in told if part)


def _change(change: Sequence[Any], layout: FormLayout, source: str) -> dict[str, str]:
    code, old, new, address = change
    line = layout.by_code.get(code)
    return {
        "label": label_of(line) if line else str(code),
        "old": kept_text(old),
        "new": kept_text(new),
        "address": place_in(address) if source == FigureSource.NARRATIVE else address,
    }


def kept_text(kept: str | None) -> str:
    """A value as histories keep it: a plain number, ``x`` for not applicable, nothing for missing."""
    if not kept:
        return _("chưa có")
    return _("không áp dụng") if kept == NOT_APPLICABLE else format_number(Decimal(kept))
