"""How changes of the catalogue and the lines of a form stand on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import (
    Check,
    CheckChange,
    Difference,
    FieldChange,
    FormChange,
    FormLayout,
    FormLine,
    IndicatorDefinition,
    LineRole,
    check_in_words,
    deadline_in_words,
    field_name,
    value_in_words,
)
from binhyen.orgunits.models import Kind, Level
from binhyen.web.frame.words import in_language, label_of, period_with_days, unit_of


def difference_rows(difference: Difference, running: Mapping[str, int]) -> dict[str, Any]:
    """The difference as the page lists it; ``running`` are the open reports of each form."""
    return {
        "added": [_indicator(each) for each in difference.added],
        "changed": [
            {**_indicator(each.definition), "changes": field_rows(each.changes)}
            for each in difference.changed
        ],
        "ended": [_indicator(each) for each in difference.ended],
        "forms": [_form(each, running.get(each.layout.data_set, 0)) for each in difference.forms],
        "ended_forms": [
            {"code": each.data_set, "name": in_language(each.name, each.name_en)}
            for each in difference.ended_forms
        ],
        "regimes": [
            {
                "form": each.regime.form,
                "level": Level(each.regime.level).label,
                "province": each.regime.province_code,
                "valid_from": each.regime.valid_from,
                "deadline": deadline_in_words(each.regime.deadline_content),
                "local_rule": each.regime.local_rule,
                "changes": field_rows(each.changes),
            }
            for each in difference.regimes
        ],
        "refusals": difference.refusals,
        "nothing": difference.nothing,
    }


def field_rows(changes: Iterable[FieldChange]) -> list[dict[str, str]]:
    """Each field with what it said and what it says."""
    return [
        {"name": field_name(each.name), "old": _value(each, each.old), "new": _value(each, each.new)}
        for each in changes
    ]


def _value(change: FieldChange, value: Any) -> str:
    """Levels and kinds of unit by their names, all else as the catalogue's room says it."""
    if change.name in ("levels", "under", "lowest_level") and value:
        return ", ".join(str(Level(each).label) for each in ([value] if isinstance(value, str) else value))
    if change.name in ("kinds", "body") and value:
        return ", ".join(str(Kind(each).label) for each in ([value] if isinstance(value, str) else value))
    return value_in_words(value)


def _indicator(definition: IndicatorDefinition) -> dict[str, Any]:
    return {
        "code": definition.code,
        "name": in_language(definition.name, definition.name_en),
        "unit": in_language(definition.unit, definition.unit_en),
    }


def _form(change: FormChange, running: int) -> dict[str, Any]:
    layout, period = change.layout, change.first_period
    return {
        "change": change,
        "code": layout.data_set,
        "name": in_language(layout.name, layout.name_en),
        "lines": len(layout.kept),
        "period": period_with_days(period) if period is not None else "",
        "running": running,
        "raised": change.number != change.before,
        "fields": field_rows(change.changes),
        "groups": [
            (title, [_line(line) for line in lines])
            for title, lines in (
                (_("Dòng thêm"), change.added if change.before is not None else ()),
                (_("Dòng bỏ"), change.removed),
                (_("Dòng chuyển chỗ"), change.moved),
            )
            if lines
        ],
        "changed": [{**_line(each.line), "changes": field_rows(each.changes)} for each in change.changed],
        "checks": [_check_change(each) for each in change.checks],
    }


def _line(line: FormLine) -> dict[str, str]:
    return {"code": line.code, "name": label_of(line), "unit": unit_of(line)}


def _check_change(change: CheckChange) -> dict[str, Any]:
    """What came or went by its sentence; of a check that says something else the sentences, or the relations by the
    codes of lines where those alone differ."""
    old, new = change.old, change.new
    if old is None or new is None:
        return {"old": _sentence(old), "new": _sentence(new), "changes": []}
    changes = []
    if _sentence(old) != _sentence(new):
        changes.append({"name": _("Câu"), "old": _sentence(old), "new": _sentence(new)})
    if check_in_words(old) != check_in_words(new):
        changes.append({"name": _("Quan hệ"), "old": check_in_words(old), "new": check_in_words(new)})
    return {"old": _sentence(old), "new": _sentence(new), "changes": changes}


def _sentence(check: Check | None) -> str:
    return in_language(check.sentence, check.sentence_en) if check else ""


# ---- a form ------------------------------------------------------------------------------------------------


def form_sections(layout: FormLayout, definitions: Mapping[str, IndicatorDefinition]) -> list[dict[str, Any]]:
    """The sections of a form with their lines, each with what it means; options have their indicator's meaning."""
    return [
        {
            "title": in_language(section.title, section.title_en),
            "body": Kind(section.body).label if section.body else "",
            "lines": [_line_of_form(line, layout, definitions.get(line.indicator)) for line in section.lines],
        }
        for section in layout.sections
    ]


def _line_of_form(
    line: FormLine, layout: FormLayout, definition: IndicatorDefinition | None
) -> dict[str, Any]:
    told = definition if not line.option else None
    return {
        **_line(line),
        "line": line,
        "definition": in_language(told.definition, told.definition_en) if told else "",
        "changed": [
            _("Đổi cách tính từ %(day)s: %(what)s")
            % {"day": format_date(each.from_day), "what": in_language(each.what, each.what_en)}
            for each in (told.changed if told else ())
        ],
        "kind": value_in_words(line.kind) if not line.option else "",
        "how": _how(line, layout),
        "handling": [value_in_words(each) for each in sorted(told.handling)] if told else [],
    }


def _how(line: FormLine, layout: FormLayout) -> str:
    if line.role is LineRole.RATE:
        above, below = (
            label_of(layout.by_code[part]) if part in layout.by_code else part for part in line.parts
        )
        return _("%(above)s chia %(below)s") % {"above": above, "below": below}
    return "" if line.role is LineRole.INPUT else value_in_words(line.role)


def check_row(layout: FormLayout, check: Check) -> dict[str, Any]:
    """A check with the names of its lines."""
    return {
        "sentence": in_language(check.sentence, check.sentence_en),
        "relation": check_in_words(check),
        "lines": [label_of(layout.by_code[code]) for code in check.lines if code in layout.by_code],
    }
