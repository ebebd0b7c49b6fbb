"""What is published, as the values that a new catalogue is compared with."""

from __future__ import annotations

from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, Regime
from binhyen.indicators.rules.definitions import FormLayout, IndicatorDefinition
from binhyen.indicators.rules.differing import Published, PublishedForm, PublishedRegime


def published() -> Published:
    """Indicators, the last version of every form, and deadlines. Three statements."""
    versions = DataSetVersion.objects.select_related("data_set").order_by("data_set__code", "number")
    return Published(
        indicators={
            each.code: IndicatorDefinition.from_json(each.definition)
            for each in Indicator.objects.order_by("code")
        },
        forms={each.data_set.code: published_form(each.data_set, each) for each in versions},
        regimes={
            (each.data_set.code, each.level, each.province_code, each.valid_from): PublishedRegime(
                each.deadline, each.basis, each.local_rule, each.valid_until
            )
            for each in Regime.objects.select_related("data_set")
        },
    )


def published_form(data_set: DataSet, version: DataSetVersion) -> PublishedForm:
    """One kept version of a form as a value."""
    return PublishedForm(
        data_set.calendar,
        data_set.period_kind,
        version.number,
        FormLayout.from_json(version.content),
        tuple(version.adds),
        version.valid_from,
        version.valid_until,
    )
