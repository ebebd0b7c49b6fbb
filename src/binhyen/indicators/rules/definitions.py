"""What is measured, and on which form is it asked?

Values alone: an :class:`IndicatorDefinition` says what a number means and how it adds up, a :class:`FormLayout`
is one frozen version of a form as workbook, page and gates see it. Both are read from and written to plain
JSON, so that what was in force then can be read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from binhyen.foundations.periods import PeriodKind


class IndicatorKind(StrEnum):
    """What kind of number it is: what there is, what happened, what a year came to, or what follows from others."""

    STOCK = "stock"
    FLOW = "flow"
    YEARLY_STATE = "yearly-state"
    DERIVED = "derived"


class OverUnits(StrEnum):
    """How it adds over units. Kinds of model never add; a rate is worked out from the sums of its parts."""

    SUM = "sum"
    NONE = "none"
    PARTS = "parts"


class OverTime(StrEnum):
    """How it adds over periods. A stock is the last one's and never the sum of months."""

    SUM = "sum"
    LAST = "last"
    NONE = "none"
    PARTS = "parts"


class Source(StrEnum):
    """Where its values come from."""

    ENTERED = "entered"
    COMPUTED = "computed"
    REGISTER = "register"


class Clearance(StrEnum):
    """Who may read it at most; decided by somebody on a day, internal until then."""

    INTERNAL = "internal"
    UNIT_AND_ABOVE = "unit-and-above"
    PUBLIC = "public"


class Handling(StrEnum):
    """What must never be done with it, and whether it counts persons (cells under 5 are then held back)."""

    NO_RANK = "no_rank"
    NO_TARGET = "no_target"
    NO_SCORE = "no_score"
    NO_MAP = "no_map"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a disaggregation."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CategoryDefinition:
    """A disaggregation (phân tổ): its options in order."""

    code: str
    name: str
    name_en: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class MeaningChange:
    """From a day on the indicator counts something else than before under the same name.

    ``what`` says how it was counted before and how it is since. ``comparable``: the numbers of both sides may still
    stand on one line; else none of them is compared across the day.
    """

    from_day: date
    what: str
    what_en: str
    comparable: bool

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> MeaningChange:
        return cls(**{**content, "from_day": date.fromisoformat(content["from_day"])})


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """One indicator (chỉ tiêu thống kê).

    ``family`` is the id of the common vocabulary for figures in reports that it belongs to. ``unit`` is the word of
    what is counted, ``decimals`` the most places its values may have (0: whole numbers). ``calendar`` and
    ``home_period`` name the one period in which it is recorded, ``lowest_level`` the lowest level of unit that
    records it. ``numerator`` and ``denominator`` are indicator codes, for derived ones alone; their ratio is
    multiplied by ``per``. ``valid_until`` is the day from which it is disabled; it is never deleted. ``changed`` are
    the days on which its meaning changed, in their order, also those before it was first asked for here: figures of
    former years are told on the same line.
    """

    code: str
    family: str
    area: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    unit: str
    unit_en: str
    kind: IndicatorKind
    over_units: OverUnits
    over_time: OverTime
    calendar: str
    home_period: PeriodKind
    lowest_level: str
    source: Source = Source.ENTERED
    category: str = ""
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""
    per: int = 100
    clearance: Clearance = Clearance.INTERNAL
    clearance_decided_by: str = ""
    clearance_decided_on: date | None = None
    handling: frozenset[Handling] = frozenset()
    synonyms: tuple[str, ...] = ()
    valid_from: date = date(2025, 7, 1)
    valid_until: date | None = None
    changed: tuple[MeaningChange, ...] = ()

    @property
    def counts_persons(self) -> bool:
        return Handling.PERSONS in self.handling

    def as_json(self) -> dict[str, Any]:
        """Plain values; read back by :meth:`from_json`."""
        content = {
            key: sorted(value) if isinstance(value, frozenset) else _plain(value)
            for key, value in asdict(self).items()
        }
        if not self.changed:  # so that definitions published before it existed are the same as ever
            del content["changed"]
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> IndicatorDefinition:
        kinds: dict[str, Any] = {
            "kind": IndicatorKind,
            "over_units": OverUnits,
            "over_time": OverTime,
            "home_period": PeriodKind,
            "source": Source,
            "clearance": Clearance,
            "clearance_decided_on": _day,
            "valid_from": _day,
            "valid_until": _day,
            "handling": lambda names: frozenset(map(Handling, names)),
            "synonyms": tuple,
            "changed": lambda changes: tuple(map(MeaningChange.from_json, changes)),
        }
        return cls(**{key: kinds[key](value) if key in kinds else value for key, value in content.items()})


class LineRole(StrEnum):
    """Whether a line of a form is filled in, known from shorter reports, or worked out from other lines."""

    INPUT = "input"
    CARRIED = "carried"
    """Known from the unit's reports of a shorter period; what is kept of it is a difference from their sum."""
    TOTAL = "total"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of a form: an indicator, or one option of its disaggregation.

    ``code`` is ``indicator`` or ``indicator/option`` and names the line across versions and forms. A TOTAL is the
    sum of ``parts`` (line codes); a RATE is the first of ``parts`` by the second, times ``per``. ``home`` is set for
    CARRIED alone: the period in which its indicator is recorded.
    """

    code: str
    indicator: str
    option: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    kind: IndicatorKind
    role: LineRole = LineRole.INPUT
    parts: tuple[str, ...] = ()
    per: int = 100
    decimals: int = 0
    is_percent: bool = False
    indent: int = 0
    home: PeriodKind | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a report keeps a number for it: what is filled in, and differences from shorter reports."""
        return self.role in (LineRole.INPUT, LineRole.CARRIED)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under one heading, with its lines in order.

    ``body`` is the kind of body that fills it in (``police``, ``front``); empty: the reporting unit itself.
    """

    title: str
    title_en: str
    lines: tuple[FormLine, ...]
    body: str = ""


class Comparison(StrEnum):
    """How the two sides of a check must stand to one another."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True, slots=True)
class Term:
    """A line of a form times a whole number."""

    line: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """A relation that should hold between lines: the sum of ``left`` against the sum of ``right``.

    An empty side is zero. It is judged only where every line that it names has a value; ``sentence`` says in
    Vietnamese what should hold.
    """

    code: str
    left: tuple[Term, ...]
    comparison: Comparison
    right: tuple[Term, ...]
    sentence: str
    sentence_en: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The codes of the lines it names, each once, in order."""
        return tuple(dict.fromkeys(term.line for term in self.left + self.right))


@dataclass(frozen=True)
class FormLayout:
    """One frozen version of a form (biểu mẫu số liệu): what is asked, in what order, and what must hold.

    Values of a report are kept in the order of ``kept``: position *i* holds the value of ``kept[i]``.
    ``levels`` and ``kinds`` say of which units it is asked (``kinds`` empty: every kind of those levels), ``under`` at
    which level the unit above must stand (empty: at any), so that a province's own bodies are told from a commune's.
    """

    data_set: str
    version: int
    name: str
    name_en: str
    calendar: str
    period_kind: PeriodKind
    levels: tuple[str, ...]
    kinds: tuple[str, ...]
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = field(default=())
    under: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[FormLine, ...]:
        """Every line, as they stand on the form."""
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def inputs(self) -> tuple[FormLine, ...]:
        """The lines that are filled in."""
        return tuple(line for line in self.lines if line.role is LineRole.INPUT)

    @cached_property
    def carried(self) -> tuple[FormLine, ...]:
        """The lines that shorter reports add up to."""
        return tuple(line for line in self.lines if line.role is LineRole.CARRIED)

    @cached_property
    def kept(self) -> tuple[FormLine, ...]:
        """The lines for which a report keeps a number, as they stand on the form."""
        return tuple(line for line in self.lines if line.is_kept)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The kinds of body that fill in sections of it, each once, in order."""
        return tuple(dict.fromkeys(section.body for section in self.sections if section.body))

    def part_of(self, body: str) -> FormLayout:
        """What one kind of body fills in: its sections, and the checks that look at nothing else."""
        return self._narrowed((body,), lambda section: section.body == body)

    def without(self, bodies: Collection[str]) -> FormLayout:
        """What is left to the unit itself where bodies of these kinds fill in their sections."""
        if not bodies:
            return self
        return self._narrowed(("not", *sorted(bodies)), lambda section: section.body not in bodies)

    @cached_property
    def to_fill(self) -> FormLayout:
        """What is left without the lines that shorter reports add up to: what a workbook asks."""
        if not self.carried:
            return self
        known = {line.code for line in self.carried}
        return self._of_sections(
            replace(
                section,
                lines=tuple(
                    line
                    for line in section.lines
                    if line.code not in known and not (line.parts and known.issuperset(line.parts))
                ),
            )
            for section in self.sections
        )

    def _narrowed(self, name: tuple[str, ...], wanted: Callable[[Section], bool]) -> FormLayout:
        if name not in self._narrower:
            self._narrower[name] = self._of_sections(section for section in self.sections if wanted(section))
        return self._narrower[name]

    @cached_property
    def _narrower(self) -> dict[tuple[str, ...], FormLayout]:
        """Narrower layouts made so far: many reports ask for the same few."""
        return {}

    def _of_sections(self, sections: Iterable[Section]) -> FormLayout:
        left = tuple(section for section in sections if section.lines)
        codes = {line.code for section in left for line in section.lines}
        checks = tuple(check for check in self.checks if codes.issuperset(check.lines))
        return replace(self, sections=left, checks=checks)

    @cached_property
    def by_code(self) -> dict[str, FormLine]:
        return {line.code: line for line in self.lines}

    @cached_property
    def position(self) -> dict[str, int]:
        """Where the number of a kept line stands in a report, from 0."""
        return {line.code: index for index, line in enumerate(self.kept)}

    @cached_property
    def layout_hash(self) -> str:
        """A mark of everything in it, as 64 hexadecimal digits: what a workbook says it was written for."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values; read back by :meth:`from_json`."""
        content: dict[str, Any] = _plain(asdict(self))
        # What most forms do not have is left out, so that layouts published before it existed keep their mark.
        for section in content["sections"]:
            if not section["body"]:
                del section["body"]
            for line in section["lines"]:
                if line["home"] is None:
                    del line["home"]
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> FormLayout:
        return cls(
            **{key: content[key] for key in ("data_set", "version", "name", "name_en", "calendar")},
            period_kind=PeriodKind(content["period_kind"]),
            levels=tuple(content["levels"]),
            kinds=tuple(content["kinds"]),
            under=tuple(content["under"]),
            sections=tuple(
                Section(
                    section["title"],
                    section["title_en"],
                    tuple(
                        FormLine(
                            **line
                            | {
                                "kind": IndicatorKind(line["kind"]),
                                "role": LineRole(line["role"]),
                                "parts": tuple(line["parts"]),
                                "home": PeriodKind(line["home"]) if line.get("home") else None,
                            }
                        )
                        for line in section["lines"]
                    ),
                    section.get("body", ""),
                )
                for section in content["sections"]
            ),
            checks=tuple(
                Check(
                    check["code"],
                    tuple(Term(**term) for term in check["left"]),
                    Comparison(check["comparison"]),
                    tuple(Term(**term) for term in check["right"]),
                    check["sentence"],
                    check["sentence_en"],
                )
                for check in content["checks"]
            ),
        )


def line_code(indicator: str, option: str = "") -> str:
    """The code of a line: ``indicator``, or ``indicator/option``."""
    return f"{indicator}/{option}" if option else indicator


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value
