"""Reads a written report as any other report in words is read, and holds it against its figure sheet.

What the sheet lists and nobody can read in the text as a number is named in ``_unread``, with why; what may be
understood in more than one way, in ``_readings``. Nothing else is let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from binhyen.narratives.queries import narrative_in_file, read_narrative_text, read_vocabulary
from binhyen.narratives.values import Comparator, Direction, Figure, Kind, Vocabulary
from binhyen.publications.rules.printed import ESTIMATED, Meaning, Printed
from binhyen.publications.rules.sheet import ReportSheet

COUNTRY = "cả nước"
_NUMBER = re.compile(r"<?[0-9][0-9.]*(?:,[0-9]+)?")
_PART_OF_THE_PERIOD = re.compile(r"báo cáo cho phần kỳ từ (?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4})$")
_ACCEPTED, _OWED = ":accepted", ":owed"
_LEAST, _KINDS_OF_COUNTS = "limits:weak:least", (Kind.CONTEXT, Kind.RESULT)


class Told(NamedTuple):
    """What is understood of a figure."""

    value: Decimal
    denominator: Decimal | None
    code: str | None
    kind: Kind
    direction: Direction | None
    comparator: Comparator
    period: str | None
    place: str | None


def figures_in(path: Path) -> tuple[Figure, ...]:
    """What the reader finds in a file."""
    return read_narrative_text(narrative_in_file(path), _vocabulary()).figures


@cache
def _vocabulary() -> Vocabulary:
    return read_vocabulary()


@cache
def _background() -> frozenset[str]:
    """The indicators that say what the movement stands against."""
    own = _vocabulary().own
    return frozenset(
        each.code for family, of_it in own.items() if family.startswith("ctx_") for each in of_it
    )


def told(figure: Figure) -> Told:
    return Told(
        figure.value,
        figure.denominator,
        figure.code,
        figure.kind,
        figure.direction,
        figure.comparator,
        figure.period,
        figure.place and figure.place.lower(),
    )


def held_against(
    sheet: ReportSheet, printed: Sequence[Printed], found: Iterable[Figure]
) -> tuple[list[Printed], list[Figure]]:
    """The rows that no figure tells, and the figures that no row tells. Each is told once, save one on a picture."""
    rows = [(each, _readings(sheet, each, printed)) for each in printed if not _unread(each)]
    rows.sort(key=lambda row: len(row[1]))  # what may be understood in one way alone chooses first
    left: dict[Told, list[Figure]] = {}
    for figure in found:
        left.setdefault(told(figure), []).append(figure)
    missing = []
    for row, readings in rows:
        match = next((reading for reading in readings if left.get(reading)), None)
        if match is None:
            missing.append(row)
        else:
            left[match].pop(0)
    drawn = {_drawn(each) for each in printed if each.meaning is Meaning.PICTURED}
    return missing, [
        figure
        for reading, of_one in left.items()
        for figure in of_one
        if (reading.value, reading.code, reading.place) not in drawn
    ]


def _drawn(printed: Printed) -> tuple[Decimal | None, str, str]:
    """What the words of a picture tell, which are words of a PDF too."""
    return printed.value, printed.indicator, printed.of_name.lower()


def _unread(printed: Printed) -> bool:
    """Rows without a number of their own in the text.

    Those on pictures, which are drawn and not written; those that are told in words ("không thay đổi", "chưa có", "x",
    "…", "không so sánh được"); and how many reports were owed, which stands as the whole of "18/23 báo cáo".
    """
    told_in_words = not _NUMBER.fullmatch(printed.text.removesuffix(ESTIMATED))
    return printed.meaning is Meaning.PICTURED or told_in_words or printed.key.endswith(_OWED)


def _readings(sheet: ReportSheet, printed: Printed, among: Sequence[Printed]) -> list[Told]:
    """How a row may be understood: in one way, but for counts of units and reports.

    No indicator is behind those, and the common vocabulary does not say whether "đã được duyệt" is done or
    background. They hold for the period or, where the sentence names it, on the day of writing or from the day on which
    units began; what is to be done about them stands among the plans of the next period; and a local rule sets a
    target.
    """
    value = _number(printed)
    comparator = Comparator.LT if printed.text.startswith("<") else Comparator.EQ
    place = COUNTRY if printed.of_code == sheet.unit_code and _is_country(sheet) else printed.of_name.lower()
    if printed.meaning is not Meaning.REPORTS:
        code = printed.indicator + (f"/{printed.option}" if printed.option else "")
        kind, direction = _kind(sheet, printed)
        return [Told(value, None, code, kind, direction, comparator, printed.period.code, place)]
    kinds: tuple[Kind, ...] = _KINDS_OF_COUNTS
    periods = [sheet.period.code, sheet.composed_at.date().isoformat()]
    if printed.key.startswith(("tasks:", "limits:weak:")):
        kinds = (*kinds, Kind.TARGET)
    if printed.key.startswith("tasks:") and sheet.period.later is not None:
        periods.append(sheet.period.later.code)
    if day := _PART_OF_THE_PERIOD.search(printed.label):
        periods.append(f"{day['year']}-{day['month']}-{day['day']}")
    if printed.key == _LEAST:
        kinds, comparator = (Kind.TARGET,), Comparator.GE
    denominator = None
    if printed.key.endswith(_ACCEPTED):
        owed = printed.key.removesuffix(_ACCEPTED) + _OWED
        denominator = _number(next(each for each in among if each.key == owed))
    return [
        Told(value, denominator, None, kind, None, comparator, period, place)
        for kind, period in product(kinds, periods)
    ]


def _is_country(sheet: ReportSheet) -> bool:
    return not any(word in sheet.unit_name.lower() for word in ("tỉnh", "thành phố", "xã", "phường"))


def _number(printed: Printed) -> Decimal:
    """The number as it is printed, rounded as it is."""
    return Decimal(printed.text.strip(f"<{ESTIMATED}").replace(".", "").replace(",", "."))


def _kind(sheet: ReportSheet, printed: Printed) -> tuple[Kind, Direction | None]:
    if printed.meaning is Meaning.CHANGE:
        assert printed.value is not None
        return Kind.CHANGE, Direction.UP if printed.value > 0 else Direction.DOWN
    of_earlier = printed.period != sheet.period or (
        printed.meaning is Meaning.ESTIMATE and printed.earlier is not None
    )
    if of_earlier or printed.indicator in _background():
        return Kind.CONTEXT, None
    return Kind.RESULT, None
