"""Which forms, indicators and deadlines hold on a day? They are the whole country's: nobody is told for whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine, Regime
from binhyen.indicators.rules.definitions import FormLayout, IndicatorDefinition
from binhyen.indicators.rules.regimes import RegimeRule, deadline_from

MOST_LAYOUTS_KEPT = 64


def data_sets() -> tuple[DataSet, ...]:
    """Every form there has ever been, by code."""
    return tuple(DataSet.objects.order_by("code"))


def version_for(data_set: str, first_day: date) -> DataSetVersion | None:
    """The version of the form with that code that a period beginning on ``first_day`` uses, or None."""
    return (
        DataSetVersion.objects.filter(_holding_on(first_day), data_set__code=data_set)
        .select_related("data_set")
        .order_by("-number")
        .first()
    )


def versions() -> tuple[DataSetVersion, ...]:
    """Every version of every form, by form and number. One statement."""
    return tuple(DataSetVersion.objects.select_related("data_set").order_by("data_set__code", "number"))


def regimes_of(data_set: str) -> tuple[Regime, ...]:
    """Every deadline of the form, past ones too: everybody's first, by level and day. One statement."""
    found = Regime.objects.filter(data_set__code=data_set)
    return tuple(found.order_by("province_code", "level", "valid_from"))


def layout_of(version: DataSetVersion) -> FormLayout:
    """What a version asks. Read once a process: its content never changes."""
    key = (version.pk, version.layout_hash)
    layout = _layouts.get(key)
    if layout is None:
        if len(_layouts) >= MOST_LAYOUTS_KEPT:
            _layouts.clear()
        layout = _layouts[key] = FormLayout.from_json(version.content)
    return layout


_layouts: dict[tuple[int, str], FormLayout] = {}


def indicators_on(day: date) -> dict[str, IndicatorDefinition]:
    """The indicators that hold on ``day``, each as it is defined now, by code."""
    found = Indicator.objects.filter(_holding_on(day)).order_by("code")
    return {each.code: IndicatorDefinition.from_json(each.definition) for each in found}


def definition_of(code: str) -> IndicatorDefinition | None:
    """An indicator as it is defined now, disabled or not; None where there never was one of that code."""
    found = Indicator.objects.filter(code=code).first()
    return None if found is None else IndicatorDefinition.from_json(found.definition)


def line_codes() -> dict[int, str]:
    """The codes of all lines for which values are kept, by key."""
    return dict(IndicatorLine.objects.order_by("pk").values_list("pk", "code"))


def regime_for(data_set: str, level: str, province_code: str, day: date) -> RegimeRule | None:
    """The deadline in force on ``day`` for units of ``level``: the province's own rule, else everybody's, else None."""
    found = (
        Regime.objects.filter(
            _holding_on(day), data_set__code=data_set, level=level, province_code__in={province_code, ""}
        )
        .order_by("-province_code", "-valid_from")
        .first()
    )
    return None if found is None else RegimeRule(deadline_from(found.deadline), found.basis, found.local_rule)


def regimes_for(data_set: str, level: str, day: date) -> dict[str, RegimeRule]:
    """Every rule of :func:`regime_for` by the code of the province that set it; the empty code is everybody's."""
    found = Regime.objects.filter(_holding_on(day), data_set__code=data_set, level=level).order_by(
        "valid_from"
    )
    return {
        each.province_code: RegimeRule(deadline_from(each.deadline), each.basis, each.local_rule)
        for each in found
    }


def _holding_on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))
