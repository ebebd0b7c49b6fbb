"""How is a value written in a table that a program or a person filled?"""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import nfc, parse_number
from binhyen.indicators.values import FormLine

_WHOLE = re.compile(r"[0-9]{1,15}")
_POINT = re.compile(r"[0-9]+\.(?P<places>[0-9]+)")
_IN_GROUPS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_WORDS_OF_NOT_APPLICABLE = frozenset({"x", Absence.NOT_APPLICABLE.words})


def parse_value(line: FormLine, text: str) -> Figure:
    """Read one value of a line: ``12``, ``1234.5`` (as programs write), ``1.234,5`` (as people do), ``x``, or nothing.

    Nothing is missing, ``x`` is not applicable. A point before exactly three digits may be either, so it is asked
    back unless the line is of whole numbers only in groups of thousands. Raises :class:`BadInput`.
    """
    if _WHOLE.fullmatch(text):
        return Quantity(Decimal(text), line.unit)
    written = nfc(text).strip()
    if not written or written.lower() == Absence.MISSING.words:
        return Absence.MISSING
    if written.lower() in _WORDS_OF_NOT_APPLICABLE:
        return Absence.NOT_APPLICABLE
    point = _POINT.fullmatch(written)
    if point is None:
        return Quantity(parse_number(written), line.unit)
    if len(point["places"]) == 3:
        grouped = written.replace(".", "")
        raise BadInput(
            _("“%(text)s” có thể là %(grouped)s, cũng có thể là số lẻ.")
            % {"text": written, "grouped": grouped},
            _("Ý anh/chị là %(text)s? Ghi %(grouped)s, hoặc dùng dấu phẩy cho số lẻ.")
            % {"text": written, "grouped": grouped},
        )
    return Quantity(Decimal(written), line.unit)


def parse_typed(line: FormLine, text: str) -> Figure:
    """The same for what somebody types into a cell: of whole numbers alone, *1.234* can only be meant one way."""
    whole = line.decimals == 0 and _IN_GROUPS.fullmatch(text.strip())
    return parse_value(line, text.replace(".", "") if whole else text)
