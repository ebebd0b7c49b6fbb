"""What do the files of the catalogue say? Indicators, disaggregations, forms and regimes, as values.

The files are read elsewhere; here their content becomes definitions and form layouts, or a refusal that names the
file and the entry. Whether what they say makes sense is judged in ``mistakes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from binhyen.foundations.deadlines import Deadline
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import PeriodKind
from binhyen.indicators.rules.definitions import (
    CategoryDefinition,
    Check,
    Clearance,
    Comparison,
    FormLayout,
    FormLine,
    Handling,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    MeaningChange,
    Option,
    OverTime,
    OverUnits,
    Section,
    Source,
    Term,
    line_code,
)
from binhyen.indicators.rules.regimes import deadline_from

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

PERCENT = "%"

CATEGORIES, FAMILIES, REGIMES = "categories.yaml", "families.yaml", "regimes.yaml"
LEFT_OUT = "left_out"
"""Beside the areas of the families: why some of them have no indicator."""
OVERVIEW = "overview.yaml"
"""Which lines lead an overview; a folder of the operator's may leave it out."""
INDICATORS, FORMS = "indicators/", "forms/"
"""Files by their names below the folder of the catalogue; of the last two, every file in that folder."""


class BadCatalogue(BadInput):
    """An entry of the catalogue cannot be used. ``place`` is the file and the entry in it."""

    def __init__(self, place: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{place}: {sentence}", remedy)
        self.place = place


@dataclass(frozen=True, slots=True)
class SectionSource:
    """A section of a form as it is written: its heading, the indicators under it, and who fills it in."""

    title: str
    title_en: str
    indicators: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True, slots=True)
class FormSource:
    """One version of a form as it is written; with the indicators it becomes a :class:`FormLayout`."""

    place: str
    code: str
    version: int
    valid_from: date
    name: str
    name_en: str
    calendar: str
    period_kind: PeriodKind
    levels: tuple[str, ...]
    kinds: tuple[str, ...]
    under: tuple[str, ...]
    sections: tuple[SectionSource, ...]
    checks: tuple[Check, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators it asks for, in order, as often as it asks for them."""
        return tuple(code for section in self.sections for code in section.indicators)


@dataclass(frozen=True, slots=True)
class RegimeSource:
    """By when a form must be in, as it is written."""

    place: str
    form: str
    level: str
    province_code: str
    deadline: Deadline
    deadline_content: Mapping[str, Any]
    basis: str
    local_rule: bool
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Headlines:
    """Which lines of forms lead the overview of units of a level, over periods of these kinds: codes with reasons."""

    place: str
    level: str
    calendar: str
    periods: tuple[PeriodKind, ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _why in self.lines)


@dataclass(frozen=True, slots=True)
class Written:
    """An indicator with the place where it is written."""

    definition: IndicatorDefinition
    place: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a family of the common vocabulary has no indicator, in both languages."""

    why: str
    why_en: str


@dataclass(frozen=True)
class Catalogue:
    """All that the files say. ``families`` are the known ids of the common vocabulary.

    ``left_out`` says of those that have no indicator why they have none.
    """

    indicators: tuple[Written, ...] = ()
    categories: tuple[CategoryDefinition, ...] = ()
    forms: tuple[FormSource, ...] = ()
    regimes: tuple[RegimeSource, ...] = ()
    headlines: tuple[Headlines, ...] = ()
    families: frozenset[str] = frozenset()
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)

    @property
    def definitions(self) -> dict[str, IndicatorDefinition]:
        """The indicators by code; of two with one code the first."""
        return {each.definition.code: each.definition for each in reversed(self.indicators)}

    @property
    def options(self) -> dict[str, CategoryDefinition]:
        """The disaggregations by code; of two with one code the first."""
        return {each.code: each for each in reversed(self.categories)}


def catalogue_from(documents: Mapping[str, Any]) -> Catalogue:
    """The catalogue of the files' contents, by their names below its folder; raises :class:`BadCatalogue`."""
    catalogue, faults = read_entries(documents)
    if faults:
        raise faults[0]
    return catalogue


def read_entries(documents: Mapping[str, Any]) -> tuple[Catalogue, tuple[BadCatalogue, ...]]:
    """Every entry that can be used, and why each of the others cannot."""
    faults: list[BadCatalogue] = []

    def usable(entries: Iterator[_Entry], make: Callable[[_Entry], T]) -> tuple[T, ...]:
        made: list[T] = []
        try:
            for entry in entries:
                try:
                    made.append(make(entry))
                except BadCatalogue as fault:
                    faults.append(fault)
        except BadCatalogue as fault:  # the list itself cannot be read
            faults.append(fault)
        return tuple(made)

    indicator_files = [name for name in sorted(documents) if name.startswith(INDICATORS)]
    form_files = [name for name in sorted(documents) if name.startswith(FORMS)]
    vocabulary = usable((_Entry(documents.get(name), name) for name in (FAMILIES,)), _vocabulary)
    families, left_out = vocabulary[0] if vocabulary else (frozenset[str](), {})
    catalogue = Catalogue(
        indicators=tuple(
            written
            for name in indicator_files
            for written in usable(_indicator_entries(documents[name], name), _indicator)
        ),
        categories=usable(_listed(documents.get(CATEGORIES), CATEGORIES), _category),
        forms=usable((_Entry(documents[name], name) for name in form_files), _form),
        regimes=usable(_listed(documents.get(REGIMES), REGIMES), _regime),
        headlines=usable(_listed(documents.get(OVERVIEW, []), OVERVIEW), _headlines),
        families=families,
        left_out=left_out,
    )
    return catalogue, tuple(faults)


def headlines_from(document: Any) -> tuple[Headlines, ...]:
    """What the file of overviews says; raises :class:`BadCatalogue`."""
    return tuple(map(_headlines, _listed(document, OVERVIEW)))


def layouts_of(catalogue: Catalogue) -> dict[str, FormLayout]:
    """The layout of every form, by its code. Raises KeyError for what ``mistakes`` would have found."""
    return {form.code: _layout(form, catalogue) for form in catalogue.forms}


def lines_of(
    indicator: IndicatorDefinition,
    categories: Mapping[str, CategoryDefinition],
    period: PeriodKind | None = None,
) -> tuple[FormLine, ...]:
    """The lines of an indicator on a form: itself, or its total with one line for each option below it.

    On a form of a longer ``period`` than the indicator's own they are known from the shorter reports.
    """
    carried = period is not None and period is not indicator.home_period
    role = LineRole.CARRIED if carried else LineRole.INPUT
    if not indicator.category:
        return (_line(indicator, role=role),)
    options = tuple(_line(indicator, option, role) for option in categories[indicator.category].options)
    return (_line(indicator, role=LineRole.TOTAL, parts=tuple(option.code for option in options)), *options)


def _layout(form: FormSource, catalogue: Catalogue) -> FormLayout:
    indicators, categories = catalogue.definitions, catalogue.options
    return FormLayout(
        data_set=form.code,
        version=form.version,
        name=form.name,
        name_en=form.name_en,
        calendar=form.calendar,
        period_kind=form.period_kind,
        levels=form.levels,
        kinds=form.kinds,
        under=form.under,
        sections=tuple(
            Section(
                section.title,
                section.title_en,
                tuple(
                    line
                    for code in section.indicators
                    for line in lines_of(indicators[code], categories, form.period_kind)
                ),
                section.body,
            )
            for section in form.sections
        ),
        checks=form.checks,
    )


def _line(
    indicator: IndicatorDefinition,
    option: Option | None = None,
    role: LineRole = LineRole.INPUT,
    parts: tuple[str, ...] = (),
) -> FormLine:
    if indicator.kind is IndicatorKind.DERIVED:
        role, parts = LineRole.RATE, (indicator.numerator, indicator.denominator)
    return FormLine(
        code=line_code(indicator.code, option.code if option else ""),
        indicator=indicator.code,
        option=option.code if option else "",
        label=option.name if option else indicator.name,
        label_en=option.name_en if option else indicator.name_en,
        unit=indicator.unit,
        unit_en=indicator.unit_en,
        kind=indicator.kind,
        role=role,
        parts=parts,
        per=indicator.per,
        decimals=indicator.decimals,
        is_percent=indicator.unit == PERCENT,
        indent=1 if option else 0,
        home=indicator.home_period if role is LineRole.CARRIED else None,
    )


def _indicator_entries(document: Any, name: str) -> Iterator[_Entry]:
    file = _Entry(document, name)
    inherited = dict(file.inner("defaults").content) if "defaults" in file.content else {}
    inherited["area"] = file.take("area", str)
    for entry in file.entries("indicators"):
        yield _Entry(inherited | dict(entry.content), entry.place)


def _indicator(entry: _Entry) -> Written:
    entry.refuse_others(_INDICATOR_FIELDS)
    return Written(
        IndicatorDefinition(
            **{name: entry.take(name, str) for name in _TEXTS},
            kind=entry.choose("kind", IndicatorKind),
            over_units=entry.choose("over_units", OverUnits),
            over_time=entry.choose("over_time", OverTime),
            home_period=entry.choose("home_period", PeriodKind),
            source=entry.choose("source", Source),
            clearance=entry.choose("clearance", Clearance),
            handling=frozenset(entry.choose_each("handling", Handling)),
            synonyms=entry.texts("synonyms"),
            valid_from=entry.take("valid_from", date),
            valid_until=entry.may_take("valid_until", date, None),
            category=entry.may_take("category", str, ""),
            decimals=entry.may_take("decimals", int, 0),
            numerator=entry.may_take("numerator", str, ""),
            denominator=entry.may_take("denominator", str, ""),
            per=entry.may_take("per", int, 100),
            clearance_decided_by=entry.may_take("clearance_decided_by", str, ""),
            clearance_decided_on=entry.may_take("clearance_decided_on", date, None),
            changed=tuple(map(_meaning_change, entry.entries("changed")))
            if "changed" in entry.content
            else (),
        ),
        entry.place,
    )


def _meaning_change(entry: _Entry) -> MeaningChange:
    entry.refuse_others(frozenset({"from", "what", "what_en", "comparable"}))
    return MeaningChange(
        entry.take("from", date),
        entry.take("what", str),
        entry.take("what_en", str),
        entry.take("comparable", bool),
    )


_TEXTS = (
    "code",
    "family",
    "area",
    "name",
    "name_en",
    "definition",
    "definition_en",
    "unit",
    "unit_en",
    "calendar",
    "lowest_level",
)
_INDICATOR_FIELDS = frozenset(IndicatorDefinition.__dataclass_fields__)


def _category(entry: _Entry) -> CategoryDefinition:
    return CategoryDefinition(
        entry.take("code", str),
        entry.take("name", str),
        entry.take("name_en", str),
        tuple(
            Option(option.take("code", str), option.take("name", str), option.take("name_en", str))
            for option in entry.entries("options")
        ),
    )


def _vocabulary(entry: _Entry) -> tuple[frozenset[str], Mapping[str, LeftOut]]:
    """The families of all areas, and those that are left out with their reasons."""
    areas = [area for area in entry.content if area != LEFT_OUT]
    reasons = entry.inner(LEFT_OUT) if LEFT_OUT in entry.content else _Entry({}, entry.place)
    return (
        frozenset(family for area in areas for family in entry.texts(area)),
        {family: _reason(reasons.inner(family)) for family in reasons.content},
    )


def _reason(entry: _Entry) -> LeftOut:
    return LeftOut(entry.take("why", str), entry.take("why_en", str))


def _form(entry: _Entry) -> FormSource:
    return FormSource(
        place=entry.place,
        code=entry.take("code", str),
        version=entry.take("version", int),
        valid_from=entry.take("valid_from", date),
        name=entry.take("name", str),
        name_en=entry.take("name_en", str),
        calendar=entry.take("calendar", str),
        period_kind=entry.choose("period", PeriodKind),
        levels=entry.texts("levels"),
        kinds=entry.texts("kinds"),
        under=entry.texts("under") if "under" in entry.content else (),
        sections=tuple(
            SectionSource(
                section.take("title", str),
                section.take("title_en", str),
                section.texts("indicators"),
                section.may_take("body", str, ""),
            )
            for section in entry.entries("sections")
        ),
        checks=tuple(map(_check, entry.entries("checks"))),
    )


_COMPARISON = re.compile(r"(<=|>=|=)")
_TERM = re.compile(r"(?:(?P<times>[0-9]+)\s*\*\s*)?(?P<line>[a-z0-9_]+(?:/[a-z0-9_]+)?)", re.ASCII)


def _check(entry: _Entry) -> Check:
    rule = entry.take("rule", str)
    parts = _COMPARISON.split(rule)
    if len(parts) != 3:
        raise BadCatalogue(
            entry.place,
            f"“{rule}” không phải là một quan hệ.",
            "Viết: tổng các dòng <= (hoặc >=, =) tổng các dòng.",
        )
    left, comparison, right = parts
    return Check(
        code=entry.take("code", str),
        left=_terms(left, entry.place),
        comparison=Comparison(comparison),
        right=_terms(right, entry.place),
        sentence=entry.take("says", str),
        sentence_en=entry.take("says_en", str),
    )


def _terms(side: str, place: str) -> tuple[Term, ...]:
    """One side of a rule: ``a + 2 * b``; ``0`` alone is the empty side."""
    if side.strip() == "0":
        return ()
    terms = []
    for part in side.split("+"):
        found = _TERM.fullmatch(part.strip())
        if found is None:
            raise BadCatalogue(
                place,
                f"“{part.strip()}” không phải là một dòng của biểu.",
                "Viết mã dòng, có thể nhân trước với một số nguyên, ví dụ: 2 * force_safety_teams.",
            )
        terms.append(Term(found["line"], int(found["times"] or 1)))
    return tuple(terms)


def _regime(entry: _Entry) -> RegimeSource:
    content = entry.inner("deadline").content
    try:
        deadline = deadline_from(content)
    except BadInput as fault:
        raise BadCatalogue(entry.place, fault.sentence, fault.remedy) from fault
    return RegimeSource(
        place=entry.place,
        form=entry.take("form", str),
        level=entry.take("level", str),
        province_code=entry.may_take("province", str, ""),
        deadline=deadline,
        deadline_content=content,
        basis=entry.take("basis", str),
        local_rule=entry.take("local_rule", bool),
        valid_from=entry.take("valid_from", date),
        valid_until=entry.may_take("valid_until", date, None),
    )


def _headlines(entry: _Entry) -> Headlines:
    entry.refuse_others(frozenset({"level", "calendar", "periods", "lines"}))
    return Headlines(
        place=entry.place,
        level=entry.take("level", str),
        calendar=entry.take("calendar", str),
        periods=entry.choose_each("periods", PeriodKind),
        lines=tuple((line.take("line", str), line.take("why", str)) for line in entry.entries("lines")),
    )


def _listed(document: Any, name: str) -> Iterator[_Entry]:
    yield from _Entry({"": document}, name).entries("")


@dataclass(frozen=True)
class _Entry:
    """One mapping of a file, with its place for the refusals."""

    content: Any
    place: str

    def __post_init__(self) -> None:
        if not isinstance(self.content, Mapping):
            raise BadCatalogue(
                self.place,
                "chưa có nội dung hoặc không gồm các dòng “tên: giá trị”.",
                "Viết theo mẫu của các mục bên cạnh.",
            )

    def take(self, name: str, kind: type[T]) -> T:
        value = self.content.get(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or value == "":
            found = "chưa có" if value in (None, "") else f"“{value}” không đúng kiểu"
            raise BadCatalogue(self.place, f"“{name}” {found}.", f"Cần {_WANTED[kind]}.")
        return value

    def may_take(self, name: str, kind: type[T], without: T | None) -> Any:
        return without if self.content.get(name) in (None, "") else self.take(name, kind)

    def choose(self, name: str, choices: type[E]) -> E:
        return self._chosen(name, self.take(name, str), choices)

    def choose_each(self, name: str, choices: type[E]) -> tuple[E, ...]:
        return tuple(self._chosen(name, each, choices) for each in self.texts(name))

    def _chosen(self, name: str, value: str, choices: type[E]) -> E:
        try:
            return choices(value)
        except ValueError:
            raise BadCatalogue(
                self.place, f"“{name}” không có giá trị “{value}”.", f"Chọn một trong: {', '.join(choices)}."
            ) from None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.content.get(name)
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise BadCatalogue(
                self.place, f"“{name}” phải là một danh sách chữ.", "Viết như [a, b]; trống là []."
            )
        return tuple(value)

    def inner(self, name: str) -> _Entry:
        return _Entry(self.content.get(name), f"{self.place}, “{name}”")

    def entries(self, name: str) -> Iterator[_Entry]:
        listed = self.content.get(name)
        of = f", “{name}”" if name else ""
        if not isinstance(listed, list):
            raise BadCatalogue(f"{self.place}{of}", "phải là một danh sách.", "Mỗi mục bắt đầu bằng “- ”.")
        for number, content in enumerate(listed, 1):
            called = f" ({content['code']})" if isinstance(content, Mapping) and content.get("code") else ""
            yield _Entry(content, f"{self.place}{of}, mục {number}{called}")

    def refuse_others(self, names: frozenset[str]) -> None:
        others = [str(name) for name in self.content if name not in names]
        if others:
            raise BadCatalogue(
                self.place, f"không có trường “{others[0]}”.", f"Các trường: {', '.join(sorted(names))}."
            )


_WANTED: dict[type, str] = {
    str: "chữ; mã số phải đặt trong ngoặc kép",
    int: "số nguyên",
    bool: "true hoặc false",
    date: "ngày, viết như 2025-07-01",
}
