"""What would a load of the catalogue change, and what of it would be refused?

Values alone: what is published on one side, what the files say on the other. The load asks the same refusals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from binhyen.foundations.periods import BadPeriod, Period, PeriodKind, calendar_of, period_of
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.rules.catalogue import BadCatalogue, Catalogue, FormSource, RegimeSource
from binhyen.indicators.rules.definitions import (
    Check,
    FormLayout,
    FormLine,
    IndicatorDefinition,
    OverUnits,
    Section,
)


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """The last version of a form that is kept; ``adds`` says of each kept line whether it adds over units."""

    calendar: str
    period_kind: str
    number: int
    layout: FormLayout
    adds: tuple[bool, ...]
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PublishedRegime:
    """A deadline that is kept, without its key."""

    deadline: Mapping[str, Any]
    basis: str
    local_rule: bool
    valid_until: date | None


RegimeKey = tuple[str, str, str, date]
"""Form, level, code of the province ("" everywhere else), first day."""


@dataclass(frozen=True, slots=True)
class Published:
    """All that is published: indicators as they are defined now, the last version of each form, deadlines."""

    indicators: Mapping[str, IndicatorDefinition] = field(default_factory=dict)
    forms: Mapping[str, PublishedForm] = field(default_factory=dict)
    regimes: Mapping[RegimeKey, PublishedRegime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that says something else; ``name`` is that of the definition, the line, the form or the deadline."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator that is defined otherwise."""

    definition: IndicatorDefinition
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of a form that is written otherwise."""

    line: FormLine
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that came, went, or says something else."""

    old: Check | None
    new: Check | None


@dataclass(frozen=True, slots=True)
class FormChange:
    """A form as it is written now beside its last version; ``before`` is None for a new form.

    ``moved`` are lines that stand elsewhere; ``changes`` are of the form itself: its name, whom it asks. With
    ``number`` equal to ``before`` the written form differs and its version was not raised, which is refused.
    """

    layout: FormLayout
    number: int
    before: int | None
    valid_from: date
    added: tuple[FormLine, ...] = ()
    removed: tuple[FormLine, ...] = ()
    moved: tuple[FormLine, ...] = ()
    changed: tuple[LineChange, ...] = ()
    checks: tuple[CheckChange, ...] = ()
    changes: tuple[FieldChange, ...] = ()

    @property
    def first_period(self) -> Period | None:
        """The first period that uses it; None for a form asked for days of their own."""
        return first_period(self.layout.calendar, self.layout.period_kind, self.valid_from)


@dataclass(frozen=True, slots=True)
class RegimeChange:
    """A deadline that is new (without ``changes``) or was set otherwise."""

    regime: RegimeSource
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a load would do. ``refusals`` are why it would do nothing of it."""

    added: tuple[IndicatorDefinition, ...] = ()
    changed: tuple[IndicatorChange, ...] = ()
    ended: tuple[IndicatorDefinition, ...] = ()
    forms: tuple[FormChange, ...] = ()
    ended_forms: tuple[FormLayout, ...] = ()
    regimes: tuple[RegimeChange, ...] = ()
    refusals: tuple[BadCatalogue, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether files and what is published say the same."""
        return not (
            self.added
            or self.changed
            or self.ended
            or self.forms
            or self.ended_forms
            or self.regimes
            or self.refusals
        )


def difference(published: Published, catalogue: Catalogue, layouts: Mapping[str, FormLayout]) -> Difference:
    """The difference between what is published and a catalogue without mistakes, in the order of its files."""
    definitions = {each.definition.code: each.definition for each in catalogue.indicators}
    forms, refusals = [], []
    for form in catalogue.forms:
        layout, last = layouts[form.code], published.forms.get(form.code)
        adds = adding(layout, definitions)
        refusal = refusal_of(form, layout, adds, last)
        if refusal is not None:
            refusals.append(refusal)
        if last is None or form.version != last.number or layout.layout_hash != last.layout.layout_hash:
            forms.append(_form_change(form, layout, last))
    return Difference(
        added=tuple(each for code, each in definitions.items() if code not in published.indicators),
        changed=tuple(_changed_indicators(published.indicators, definitions)),
        ended=tuple(
            each
            for code, each in published.indicators.items()
            if code not in definitions and each.valid_until is None
        ),
        forms=tuple(forms),
        ended_forms=tuple(
            last.layout
            for code, last in published.forms.items()
            if code not in layouts and last.valid_until is None
        ),
        regimes=tuple(_changed_regimes(published.regimes, catalogue.regimes)),
        refusals=tuple(refusals),
    )


def adding(layout: FormLayout, definitions: Mapping[str, IndicatorDefinition]) -> tuple[bool, ...]:
    """Of each kept line whether it adds over units."""
    return tuple(definitions[line.indicator].over_units is OverUnits.SUM for line in layout.kept)


def refusal_of(
    form: FormSource, layout: FormLayout, adds: tuple[bool, ...], last: PublishedForm | None
) -> BadCatalogue | None:
    """Why a form as it is written may not be published, or None. A published version is never written anew."""
    if last is None:
        return None
    if (last.calendar, last.period_kind) != (form.calendar, form.period_kind):
        return BadCatalogue(
            form.place,
            f"biểu “{form.code}” đã dùng theo kỳ {last.period_kind} của lịch {last.calendar}.",
            "Kỳ khác là một biểu khác; đặt mã mới cho biểu này.",
        )
    if form.version < last.number:
        return BadCatalogue(
            form.place,
            f"là phiên bản {form.version}, nhưng phiên bản {last.number} đã được nạp.",
            "Nạp bằng bản phát hành mới hơn.",
        )
    if form.version > last.number:
        if form.valid_from > last.valid_from:
            return None
        return BadCatalogue(
            form.place,
            f"phiên bản {form.version} có hiệu lực từ {format_date(form.valid_from)}, không sau phiên bản "
            f"{last.number} ({format_date(last.valid_from)}).",
            "Đặt valid_from là ngày đầu của kỳ đầu tiên dùng phiên bản mới.",
        )
    as_written = (layout.layout_hash, adds, form.valid_from, None)
    if as_written == (last.layout.layout_hash, last.adds, last.valid_from, last.valid_until):
        return None
    return BadCatalogue(
        form.place,
        f"phiên bản {last.number} đã được nạp với nội dung, cách cộng hoặc ngày hiệu lực khác.",
        "Biểu đã ban hành không sửa được: tăng version, đặt valid_from là ngày đầu của kỳ đầu tiên dùng bản mới.",
    )


def first_period(calendar_id: str, kind: PeriodKind, day: date) -> Period | None:
    """The first period of the kind that begins on ``day`` or later; None where the calendar cannot tell."""
    try:
        period = period_of(day, kind, calendar_of(calendar_id))
        return period if period.first_day >= day else period.next()
    except BadPeriod:
        return None


# ---- indicators and deadlines ------------------------------------------------------------------------------


def _changed_indicators(
    published: Mapping[str, IndicatorDefinition], written: Mapping[str, IndicatorDefinition]
) -> Iterable[IndicatorChange]:
    for code, definition in written.items():
        old = published.get(code)
        if old is not None and (changes := _field_by_field(old, definition)):
            yield IndicatorChange(definition, changes)


def _changed_regimes(
    published: Mapping[RegimeKey, PublishedRegime], written: Iterable[RegimeSource]
) -> Iterable[RegimeChange]:
    for each in written:
        old = published.get((each.form, each.level, each.province_code, each.valid_from))
        if old is None:
            yield RegimeChange(each, ())
            continue
        new = PublishedRegime(dict(each.deadline_content), each.basis, each.local_rule, each.valid_until)
        if changes := _field_by_field(old, new):
            yield RegimeChange(each, changes)


def _field_by_field(old: Any, new: Any, without: Iterable[str] = ()) -> tuple[FieldChange, ...]:
    left_out = {*without}
    return tuple(
        FieldChange(each.name, before, after)
        for each in fields(new)
        if each.name not in left_out
        and (before := getattr(old, each.name)) != (after := getattr(new, each.name))
    )


# ---- forms -------------------------------------------------------------------------------------------------

_APART = ("data_set", "version", "sections", "checks", "calendar", "period_kind")
"""Fields of a layout that are told otherwise than by their old and new value."""


def _form_change(form: FormSource, layout: FormLayout, last: PublishedForm | None) -> FormChange:
    if last is None:
        return FormChange(layout, form.version, None, form.valid_from)
    old = last.layout
    return FormChange(
        layout,
        form.version,
        last.number,
        form.valid_from,
        added=tuple(line for line in layout.lines if line.code not in old.by_code),
        removed=tuple(line for line in old.lines if line.code not in layout.by_code),
        moved=_moved(old, layout),
        changed=tuple(_changed_lines(old, layout)),
        checks=_changed_checks(old.checks, layout.checks),
        changes=_field_by_field(old, layout, _APART),
    )


def _changed_lines(old: FormLayout, new: FormLayout) -> Iterable[LineChange]:
    bodies = [
        {line.code: section.body for section in each.sections for line in section.lines}
        for each in (old, new)
    ]
    for line in new.lines:
        before = old.by_code.get(line.code)
        if before is None:
            continue
        changes = _field_by_field(before, line)
        whose = [each[line.code] for each in bodies]
        if whose[0] != whose[1]:
            changes += (FieldChange("body", *whose),)
        if changes:
            yield LineChange(line, changes)


def _moved(old: FormLayout, new: FormLayout) -> tuple[FormLine, ...]:
    """Lines that stand under another heading, or before others behind which they stood; options go with their total."""
    places = [_headings(each.sections) for each in (old, new)]
    orders = [
        [line.code for line in each.lines if line.code in other.by_code and not line.option]
        for each, other in ((old, new), (new, old))
    ]
    kept: set[str] = set()
    for block in SequenceMatcher(None, orders[0], orders[1], autojunk=False).get_matching_blocks():
        kept.update(orders[0][block.a : block.a + block.size])
    return tuple(
        new.by_code[code] for code in orders[1] if code not in kept or places[0][code] != places[1][code]
    )


def _headings(sections: Iterable[Section]) -> dict[str, str]:
    return {line.code: section.title for section in sections for line in section.lines}


def _changed_checks(old: Iterable[Check], new: Iterable[Check]) -> tuple[CheckChange, ...]:
    before, after = ({check.code: check for check in each} for each in (old, new))
    return tuple(
        CheckChange(before.get(code), after.get(code))
        for code in dict.fromkeys((*after, *before))
        if before.get(code) != after.get(code)
    )
