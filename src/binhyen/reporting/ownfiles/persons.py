"""May the labels of this file be remembered? Lists of people never come in, whatever their numbers say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import fold
from binhyen.orgunits.values import Likeness, holds_a_personal_number, likeness_to_a_person
from binhyen.reporting.ownfiles.tables import Table
from binhyen.reporting.workbooks.faults import Unreadable

MOST_NAMES = 2
"""Whoever made and whoever signed a file may stand below it; more names are a list."""

_HEADS_OF_LISTS = re.compile(
    r"(?:ho(?: va|,)? (?:chu dem va )?ten|ho ten|ten thanh vien|ngay(?:,? thang,? nam)? sinh|nam sinh"
    r"|(?:so )?(?:cccd|cmnd|can cuoc(?: cong dan)?|dinh danh(?: ca nhan)?)|sdt|so dien thoai|dien thoai|so dt)"
)


def lists_persons(tables: Iterable[Table], texts: Mapping[str, Sequence[Sequence[str]]]) -> Unreadable | None:
    """Why the file is refused: a column of names, births or numbers of people, several names, or one in a label.

    It cannot find names that stand singly, in small letters or without a known family name; see the threat model.
    """
    names = 0
    for sheet, rows in texts.items():
        for row in rows:
            for text in row:
                if heads_a_list(text):
                    return _refused(sheet)
                names += likeness_to_a_person(text) is Likeness.CERTAIN
                if names > MOST_NAMES:
                    return _refused(sheet)
    for table in tables:
        for figure_row in table.rows:
            for label in (*figure_row.above, figure_row.label):
                if holds_a_personal_number(label) or likeness_to_a_person(label) is Likeness.CERTAIN:
                    return _refused(table.sheet)
    return None


def heads_a_list(text: str) -> bool:
    """Whether a cell is the heading of a list of persons."""
    return _HEADS_OF_LISTS.fullmatch(fold(text).strip(" .:()")) is not None


def names_a_person(text: str) -> bool:
    """Whether a cell names a person for sure, or holds a personal number."""
    return holds_a_personal_number(text) or likeness_to_a_person(text) is Likeness.CERTAIN


def _refused(sheet: str) -> Unreadable:
    return Unreadable(
        "persons",
        _("Trang “%(sheet)s” có tên người hoặc số giấy tờ, số điện thoại, như một danh sách cá nhân.")
        % {"sheet": sheet},
        _("Tệp không được lưu. Xóa trang hoặc cột đó, chỉ để số đếm, rồi gửi lại."),
    )
