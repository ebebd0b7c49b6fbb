"""What may be kept of a number that somebody published, how is it said again, and what makes it doubtful?

A published number is quoted: with its hedge, its days and its source. It is never part of a sum. What is about persons
stands under the same limits as reported figures: no name, no number of fewer than five, tips by a line of the
catalogue alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import PERCENT, Precision, parse_quantity
from binhyen.foundations.vietnamese import fold, format_date, format_number, nfc, parse_date, tidy
from binhyen.indicators.values import GUARDED_WORDS, IndicatorDefinition
from binhyen.orgunits.values import Likeness, holds_a_personal_number, likeness_to_a_person

LONGEST = {
    "label": 200,
    "measure": 40,
    "as_written": 120,
    "title": 300,
    "publisher": 200,
    "address": 500,
    "doubt": 300,
}
"""How many letters each text may have; the doubts of rules are written behind that of a person."""
LARGEST = Decimal(10**13)
MOST_DECIMALS = 6
FEWEST_PERSONS = 5
"""Numbers of persons below this are told to nobody but their unit; published ones are not kept at all."""
LEVELS = ("country", "province", "district", "commune")
"""The levels of units of which published figures are kept: nothing below the commune."""

ONE_FOR_EACH_COMMUNE = frozenset(
    {
        "org_steering_committees",
        "safe_commune_total",
        "safe_commune_count",
        "safe_commune_graded",
        "safe_commune_fair",
    }
)
"""Lines that count something of which each commune has one at most."""
SLACK = Decimal("0.1")
"""How far *nearly*, *about* and *more than* may lie from what was counted before the two are said to differ."""

_RANGE = re.compile(
    r"(?:từ\s+)?(?P<low>[0-9][0-9.,]*)\s*(?P<percent>%?)\s*(?:-|–|đến|tới)\s*(?P<high>[0-9][0-9.,]*.*)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?)?")
_MONTH = re.compile(r"(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)")
_ADDRESS = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?", re.IGNORECASE)
_PERSONS = re.compile(
    r"người\b|thành viên\b|cá nhân\b|tổ viên\b|hội viên\b|đối tượng\b|cán bộ\b", re.IGNORECASE
)
_TIMES_OF_PERSONS = re.compile(r"lượt\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as a source means it; ``value_max`` is the end of a range, which is exact in itself."""

    value: Decimal
    precision: Precision = Precision.EXACT
    value_max: Decimal | None = None
    measure: str = ""

    @property
    def least(self) -> Decimal | None:
        """What it comes to at least, where the source says so."""
        return self.value if self.precision in _FROM_BELOW else None

    @property
    def most(self) -> Decimal | None:
        """What it comes to at most, where the source says so."""
        if self.value_max is not None:
            return self.value_max
        return self.value if self.precision in _FROM_ABOVE else None


_FROM_BELOW = (Precision.EXACT, Precision.MORE_THAN, Precision.AT_LEAST)
_FROM_ABOVE = (Precision.EXACT, Precision.LESS_THAN, Precision.AT_MOST, Precision.NEARLY)


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was published. ``published`` is a day, or as much of it as is known: ``2025-09-25``, ``2024-01``."""

    title: str
    published: str
    publisher: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One published number of a unit over some days. ``line`` is a line of the catalogue, else ``label`` tells it."""

    unit_id: int
    stated: Stated
    as_written: str
    first_day: date
    last_day: date
    source: Source
    line: str = ""
    label: str = ""
    doubt: str = ""

    def tidied(self) -> StatedFigure:
        """The same with texts in NFC and without needless spaces."""
        source = Source(*(tidy(getattr(self.source, name)) for name in Source.__slots__))
        return replace(
            self,
            stated=replace(self.stated, measure=tidy(self.stated.measure)),
            as_written=tidy(self.as_written),
            source=source,
            line=self.line.strip(),
            label=tidy(self.label),
            doubt=tidy(self.doubt),
        )

    @property
    def indicator(self) -> str:
        return self.line.partition("/")[0]


@dataclass(frozen=True, slots=True)
class PublicFault:
    """Why a published figure cannot be kept; ``number`` counts from 1, ``field`` is what of it is wrong."""

    number: int
    field: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class UnitSpokenOf:
    """The unit a source speaks of: its level, name and the days it lived (``until`` is its first day no more)."""

    level: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class CommunesThen:
    """How many communes a unit had on a day, and before the last change of the map within a year of it."""

    day: date
    count: int
    changed_on: date | None = None
    count_before: int = 0


# ---- words -----------------------------------------------------------------------------------------------


def in_words(stated: Stated) -> str:
    """A number with its hedge, for people: *hơn 500 tổ*, *gần 1.000*, *từ 3 đến 5 vụ*, *trên 94%*."""
    number = format_number(stated.value)
    if stated.value_max is not None:
        number = _("từ %(low)s đến %(high)s") % {"low": number, "high": format_number(stated.value_max)}
    elif stated.precision is not Precision.EXACT:
        number = f"{stated.precision.word} {number}"
    if not stated.measure:
        return number
    return number + (PERCENT if stated.measure == PERCENT else f" {stated.measure}")


def read_as_written(text: str) -> Stated:
    """Read what a source wrote: *hơn 5.000 tổ*, *gần 100%*, *từ 3 đến 5 vụ*. Raises ``BadInput``.

    The words behind the number are taken for its unit of measure.
    """
    written = " ".join(nfc(text).split())
    found = _RANGE.fullmatch(written)
    if found is None:
        quantity = parse_quantity(written)
        return Stated(quantity.value, quantity.precision, measure=quantity.unit)
    low, high = parse_quantity(found["low"]), parse_quantity(found["high"])
    if low.value >= high.value:
        raise BadInput(
            _("“%s” không phải một khoảng tăng.") % written, _("Ghi số nhỏ trước, ví dụ: từ 3 đến 5 vụ.")
        )
    return Stated(low.value, value_max=high.value, measure=high.unit)


def read_published(text: str) -> str:
    """When something was published, as it is kept: *25/09/2025* is ``2025-09-25``, *01/2024* ``2024-01``, *2024* it.

    Raises ``BadInput``.
    """
    written = text.strip()
    if _PUBLISHED.fullmatch(written):
        known_days(written)
        return written
    if month := _MONTH.fullmatch(written):
        kept = f"{month['year']}-{int(month['month']):02d}"
        known_days(kept)
        return kept
    return parse_date(written).isoformat()


def known_days(published: str) -> tuple[date, date]:
    """The first and last day on which it can have been published. Raises ``BadInput``."""
    found = _PUBLISHED.fullmatch(published)
    try:
        if found is None:
            raise ValueError(published)
        year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise BadInput(
            _("“%s” không phải ngày công bố.") % published,
            _("Ghi ngày như 25/09/2025; chỉ biết tháng hoặc năm thì ghi 09/2025 hoặc 2025."),
        ) from None


def published_in_words(published: str) -> str:
    """*25/09/2025*, *tháng 01/2024*, *năm 2024*."""
    first, last = known_days(published)
    if first == last:
        return format_date(first)
    if first.month == last.month:
        return _("tháng %(month)02d/%(year)d") % {"month": first.month, "year": first.year}
    return _("năm %d") % first.year


def days_in_words(first_day: date, last_day: date) -> str:
    """The days a number speaks of: *năm 2023*, *ngày 25/09/2025*, *01/01/2025–30/06/2025*."""
    if first_day == last_day:
        return _("ngày %s") % format_date(first_day)
    whole_year = (first_day.month, first_day.day, last_day.month, last_day.day) == (1, 1, 12, 31)
    if whole_year and first_day.year == last_day.year:
        return _("năm %d") % first_day.year
    return f"{format_date(first_day)}–{format_date(last_day)}"


def speaks_of(first_day: date, last_day: date, first: date, last: date) -> bool:
    """Whether a number of the days from ``first_day`` to ``last_day`` speaks of a period from ``first`` to ``last``.

    More than half of the shorter must lie in the longer: sources count by calendar years, periods often end on a 14th.
    """
    shared = (min(last_day, last) - max(first_day, first)).days + 1
    return 2 * shared > 1 + min((last_day - first_day).days, (last - first).days)


# ---- refusals --------------------------------------------------------------------------------------------


def faults_of(
    number: int,
    figure: StatedFigure,
    unit: UnitSpokenOf,
    lines: Mapping[str, IndicatorDefinition],
    today: date,
) -> Iterator[PublicFault]:
    """Every reason why a figure cannot be kept. ``lines`` are the lines of the catalogue, by code."""
    for field, sentence, remedy in (
        *_counting(figure, lines),
        *_of_the_number(figure, lines.get(figure.line)),
        *_of_days(figure, unit, today),
        *_of_texts(figure),
        *_of_the_source(figure.source, today),
    ):
        yield PublicFault(number, field, sentence, remedy)


Found = Iterator[tuple[str, str, str]]


def _counting(figure: StatedFigure, lines: Mapping[str, IndicatorDefinition]) -> Found:
    if figure.line and figure.line not in lines:
        yield (
            "line",
            _("Không có chỉ tiêu “%s”.") % figure.line,
            _("Chọn một chỉ tiêu trong danh mục, hoặc để trống và ghi nội dung đếm."),
        )
    if not figure.line and not figure.label:
        yield "label", _("Chưa ghi số này đếm gì."), _("Chọn chỉ tiêu khớp đúng, hoặc ghi nội dung đếm.")
    words = f" {fold(figure.label)} "
    if any(f" {fold(word)} " in words for word in GUARDED_WORDS):
        yield (
            "label",
            _("Số về tin báo, vụ việc, đối tượng chỉ được ghi bằng chỉ tiêu có trong danh mục."),
            _("Chọn chỉ tiêu khớp đúng; không có chỉ tiêu thì không ghi số này."),
        )


def _of_the_number(figure: StatedFigure, line: IndicatorDefinition | None) -> Found:
    stated = figure.stated
    for value in (stated.value, stated.value_max):
        exponent = value.as_tuple().exponent if value is not None else 0
        if value is not None and not (
            0 <= value < LARGEST and isinstance(exponent, int) and -exponent <= MOST_DECIMALS
        ):
            yield "as_written", _("Số phải từ 0 trở lên và có nghĩa."), _("Xem lại số trong nguồn.")
    if stated.value_max is not None and stated.value_max <= stated.value:
        yield "as_written", _("Số cuối của khoảng phải lớn hơn số đầu."), _("Ghi số nhỏ trước.")
    if line is not None and line.unit != stated.measure and (PERCENT in (line.unit, stated.measure)):
        yield (
            "as_written",
            _("Chỉ tiêu “%(line)s” tính bằng %(unit)s.") % {"line": line.name, "unit": line.unit},
            _("Chọn chỉ tiêu khác, hoặc để trống và ghi nội dung đếm."),
        )
    if counts_persons(figure, line) and 0 < stated.value < FEWEST_PERSONS:
        yield (
            "as_written",
            _("Số người dưới 5 không được ghi ở đây."),
            _("Bỏ số này: số nhỏ có thể làm lộ một người cụ thể."),
        )


def counts_persons(figure: StatedFigure, line: IndicatorDefinition | None) -> bool:
    """Whether the number is one of persons: by the line, else by the words of what is counted."""
    if line is not None:
        return line.counts_persons
    words = f"{figure.stated.measure} {figure.as_written} {figure.label}"
    return bool(_PERSONS.search(words)) and not _TIMES_OF_PERSONS.search(words)


def _of_days(figure: StatedFigure, unit: UnitSpokenOf, today: date) -> Found:
    if unit.level not in LEVELS:
        yield (
            "unit_id",
            _("Số liệu đã công bố chỉ ghi cho xã, phường, đặc khu và cấp trên."),
            _("Ghi cho đơn vị cấp xã trở lên."),
        )
    if figure.last_day < figure.first_day:
        yield "last_day", _("Ngày cuối trước ngày đầu."), _("Đổi lại ngày đầu và ngày cuối.")
    if figure.first_day > today:
        yield (
            "first_day",
            _("Số liệu của những ngày chưa tới."),
            _("Chỉ ghi kết quả đã có, không ghi mục tiêu."),
        )
    if not unit.since <= figure.last_day:
        yield (
            "unit_id",
            _("%(unit)s bắt đầu từ %(day)s; số đến %(last)s là của đơn vị trước đó.")
            % {
                "unit": unit.name,
                "day": format_date(unit.since),
                "last": format_date(figure.last_day),
            },
            _("Chọn đơn vị của thời gian ấy: số của đơn vị cũ không phải của đơn vị mới."),
        )
    if unit.until is not None and figure.last_day >= unit.until:
        yield (
            "unit_id",
            _("%(unit)s kết thúc từ %(day)s; số đến %(last)s là của đơn vị sau đó.")
            % {
                "unit": unit.name,
                "day": format_date(unit.until),
                "last": format_date(figure.last_day),
            },
            _("Chọn đơn vị của thời gian ấy, hoặc sửa lại ngày cuối."),
        )


def _of_texts(figure: StatedFigure) -> Found:
    source = figure.source
    texts = {
        "label": figure.label,
        "measure": figure.stated.measure,
        "as_written": figure.as_written,
        "title": source.title,
        "publisher": source.publisher,
        "address": source.address,
        "doubt": figure.doubt,
    }
    for field, text in texts.items():
        if len(text) > LONGEST[field]:
            yield field, _("Dài quá %d ký tự.") % LONGEST[field], _("Viết gọn lại.")
        elif field == "address":
            continue
        elif holds_a_personal_number(text) or likeness_to_a_person(text) is Likeness.CERTAIN:
            yield (
                field,
                _("“%s” trông như có tên hoặc số giấy tờ của một người.") % text[:60],
                _("Không ghi tên người, kể cả tác giả; số điện thoại, số giấy tờ cũng vậy."),
            )
    if not figure.as_written:
        yield "as_written", _("Chưa ghi số như trong nguồn."), _("Ghi cả từ chỉ mức độ, như: hơn 5.000 tổ.")


def _of_the_source(source: Source, today: date) -> Found:
    if not source.title:
        yield (
            "title",
            _("Chưa ghi tên bài hoặc tên văn bản."),
            _("Ghi tên bài; bài không có tên thì tả ngắn, như: Tin hội nghị tổng kết năm 2023."),
        )
    if source.address and not _ADDRESS.fullmatch(source.address):
        yield "address", _("Địa chỉ không đọc được."), _("Chép nguyên địa chỉ, bắt đầu bằng https://.")
    try:
        first, _last = known_days(source.published)
    except BadInput as bad:
        yield "published", bad.sentence, bad.remedy
        return
    if first > today:
        yield "published", _("Ngày công bố chưa tới."), _("Xem lại ngày đăng.")


# ---- doubts ----------------------------------------------------------------------------------------------


def doubts_of(
    figure: StatedFigure,
    communes: CommunesThen | None,
    wholes: Mapping[str, str],
    beside: Mapping[str, Stated],
) -> tuple[str, ...]:
    """What speaks against a number, in sentences. It is kept all the same: a quotation is not corrected.

    ``wholes`` tells of which line another is a part; ``beside`` are published numbers of the same unit and days, by
    line.
    """
    return tuple(
        filter(
            None,
            (
                _more_than_communes(figure, communes),
                _beyond_all(figure),
                _beyond_its_whole(figure, wholes, beside),
            ),
        )
    )


def _more_than_communes(figure: StatedFigure, communes: CommunesThen | None) -> str:
    least = figure.stated.least
    if figure.indicator not in ONE_FOR_EACH_COMMUNE or communes is None or least is None:
        return ""
    if least <= communes.count:
        return ""
    told = {
        "stated": format_number(least),
        "count": format_number(communes.count),
        "day": format_date(communes.day),
    }
    sentence = _("Nhiều hơn số đơn vị cấp xã: %(stated)s, mà ngày %(day)s có %(count)s.") % told
    if communes.changed_on is None:
        return sentence
    before = {"before": format_number(communes.count_before), "changed": format_date(communes.changed_on)}
    return f"{sentence} " + _("Trước %(changed)s có %(before)s: có thể là số của bản đồ cũ.") % before


def _beyond_all(figure: StatedFigure) -> str:
    least = figure.stated.least
    if figure.stated.measure != PERCENT or least is None or least <= 100:
        return ""
    return _("Tỷ lệ lớn hơn 100%.")


def _beyond_its_whole(figure: StatedFigure, wholes: Mapping[str, str], beside: Mapping[str, Stated]) -> str:
    whole = beside.get(wholes[figure.line]) if figure.line in wholes else None
    least = figure.stated.least
    if whole is None or whole.most is None or least is None or least <= whole.most:
        return ""
    return _("Lớn hơn tổng số mà nguồn nêu: %s.") % in_words(whole)


def wholes_among(lines: Iterable[IndicatorDefinition]) -> dict[str, str]:
    """Of which line another is a part: the parts of every share of a hundred in the catalogue."""
    return {each.numerator: each.denominator for each in lines if each.numerator and each.unit == PERCENT}


def agrees(stated: Stated, counted: Decimal) -> bool:
    """Whether what was counted is what a source can have meant.

    Exact is exact, a range holds its ends. *At least* and *at most* are open on their far side; *nearly*, *about*,
    *more than* and *less than* reach as far as :data:`SLACK`.
    """
    value = stated.value
    if stated.value_max is not None:
        return value <= counted <= stated.value_max
    far = value * SLACK
    low, high = {
        Precision.EXACT: (value, value),
        Precision.MORE_THAN: (value, value + far),
        Precision.AT_LEAST: (value, None),
        Precision.LESS_THAN: (value - far, value),
        Precision.AT_MOST: (None, value),
        Precision.NEARLY: (value - far, value),
        Precision.ABOUT: (value - far, value + far),
    }[stated.precision]
    return (low is None or low <= counted) and (high is None or counted <= high)


def doubt_text(by_person: str, by_rules: Sequence[str]) -> str:
    """What is kept as the doubt: what a person wrote, then what the rules found and the person did not say already."""
    return " ".join(dict.fromkeys(filter(None, (by_person, *by_rules))))
