"""Load indicators, forms and regimes from the catalogue, or bring them up to date with a newer one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine, Regime
from binhyen.indicators.permissions import may_load_catalogue
from binhyen.indicators.published import published_form
from binhyen.indicators.rules.catalogue import BadCatalogue, Catalogue, FormSource, catalogue_from, layouts_of
from binhyen.indicators.rules.definitions import (
    FormLayout,
    FormLine,
    IndicatorDefinition,
    LineRole,
)
from binhyen.indicators.rules.differing import adding, refusal_of
from binhyen.indicators.rules.mistakes import Severity, mistakes_in
from binhyen.indicators.sources import read_documents
from binhyen.machinery.action import Done, act
from binhyen.machinery.records import freeze
from binhyen.orgunits.models import Kind

FROZEN_KIND = "indicator"
"""The kind under which every definition that an indicator ever had is frozen, by its code."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load found and did, by codes. As text: one sentence for whoever ran it."""

    indicators: int
    forms: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    disabled: tuple[str, ...]
    new_versions: tuple[str, ...]
    ended_forms: tuple[str, ...]
    regimes: int

    @property
    def nothing(self) -> bool:
        """Whether all was in place already."""
        return not (
            self.new or self.changed or self.disabled or self.new_versions or self.ended_forms or self.regimes
        )

    def __str__(self) -> str:
        if self.nothing:
            sentence = _("Danh mục %(indicators)s chỉ tiêu, %(forms)s biểu đã đúng, không có gì thay đổi.")
        else:
            sentence = _(
                "Danh mục %(indicators)s chỉ tiêu, %(forms)s biểu: thêm %(new)s, sửa %(changed)s, ngừng %(disabled)s "
                "chỉ tiêu; %(versions)s phiên bản biểu mới; %(ended)s biểu ngừng dùng; %(regimes)s thời hạn được ghi."
            )
        return sentence % {
            "indicators": format_number(self.indicators),
            "forms": format_number(self.forms),
            "new": format_number(len(self.new)),
            "changed": format_number(len(self.changed)),
            "disabled": format_number(len(self.disabled)),
            "versions": format_number(len(self.new_versions)),
            "ended": format_number(len(self.ended_forms)),
            "regimes": format_number(self.regimes),
        }


@act("indicators.load", gettext_lazy("Nạp danh mục chỉ tiêu"), permission=may_load_catalogue)
def load_catalogue(*, by: Actor, folder: Path | None = None) -> Done[Loaded]:
    """Write what the catalogue says; what is here already stays, and nothing is ever deleted.

    1. Read the files; a single mistake refuses the whole load.
    2. Write indicators that are new or defined otherwise, each definition frozen; disable those gone from the files
       from today on.
    3. Write form versions that are not here yet; a version that is here must be as it was written.
    4. Write deadlines.

    A second load finds nothing to do, writes nothing and says so. Raises ``BadCatalogue``.
    """
    catalogue = _without_mistakes(folder)
    with connection.cursor() as cursor:  # two loads at once would both find the same things missing
        cursor.execute("select pg_advisory_xact_lock(hashtext('indicators.load'))")
    new, changed, disabled = _write_indicators(catalogue, by)
    new_versions, ended_forms = _write_forms(catalogue)
    loaded = Loaded(
        indicators=len(catalogue.indicators),
        forms=len(catalogue.forms),
        new=new,
        changed=changed,
        disabled=disabled,
        new_versions=new_versions,
        ended_forms=ended_forms,
        regimes=_write_regimes(catalogue),
    )
    return Done(
        loaded,
        subject="catalogue",
        detail={
            "new": list(new),
            "changed": list(changed),
            "disabled": list(disabled),
            "form_versions": list(new_versions),
            "ended_forms": list(ended_forms),
            "regimes": loaded.regimes,
        },
        worth_a_line=not loaded.nothing,
    )


def _without_mistakes(folder: Path | None) -> Catalogue:
    documents = read_documents(folder)
    errors = [
        mistake for mistake in mistakes_in(documents, Kind.values) if mistake.severity is Severity.ERROR
    ]
    if errors:
        others = len(errors) - 1
        remedy = errors[0].remedy
        if others:
            remedy += f" Còn {others} lỗi nữa; xem đủ bằng “binhyen catalogue check”."
        raise BadCatalogue(errors[0].place, errors[0].sentence, remedy)
    return catalogue_from(documents)


# ---- indicators -----------------------------------------------------------------------------------------


def _write_indicators(
    catalogue: Catalogue, by: Actor
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    here = {each.code: each for each in Indicator.objects.all()}
    wanted = catalogue.definitions
    new = [code for code in wanted if code not in here]
    changed = [code for code in wanted if code in here and here[code].definition != wanted[code].as_json()]
    gone = {
        code: _ended(IndicatorDefinition.from_json(each.definition))
        for code, each in here.items()
        if code not in wanted and each.valid_until is None
    }
    Indicator.objects.bulk_create(_published(wanted[code], Indicator(code=code), by) for code in new)
    Indicator.objects.bulk_update(
        [_published(wanted[code], here[code], by) for code in changed]
        + [_published(definition, here[code], by) for code, definition in gone.items()],
        ["version", "definition", "valid_from", "valid_until"],
    )
    return tuple(new), tuple(changed), tuple(gone)


def _ended(definition: IndicatorDefinition) -> IndicatorDefinition:
    return replace(definition, valid_until=max(today(), definition.valid_from + _ONE_DAY))


def _published(definition: IndicatorDefinition, row: Indicator, by: Actor) -> Indicator:
    content = definition.as_json()
    row.version = freeze(FROZEN_KIND, definition.code, content, by=by).number
    row.definition = content
    row.valid_from, row.valid_until = definition.valid_from, definition.valid_until
    return row


# ---- forms ----------------------------------------------------------------------------------------------


def _write_forms(catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which form versions were added, and which forms ended because the catalogue no longer has them."""
    layouts = layouts_of(catalogue)
    data_sets = {each.code: each for each in DataSet.objects.all()}
    latest = {
        version.data_set_id: version for version in DataSetVersion.objects.order_by("data_set_id", "number")
    }
    added: list[tuple[FormSource, FormLayout]] = []
    for form in catalogue.forms:
        layout = layouts[form.code]
        data_set = data_sets.get(form.code)
        last = latest.get(data_set.pk) if data_set else None
        kept = published_form(data_set, last) if data_set and last else None
        if refusal := refusal_of(form, layout, adding(layout, catalogue.definitions), kept):
            raise refusal
        if last is None or form.version > last.number:
            added.append((form, layout))
    missing = [
        DataSet(code=form.code, calendar=form.calendar, period_kind=form.period_kind)
        for form, _layout in added
        if form.code not in data_sets
    ]
    data_sets |= {each.code: each for each in DataSet.objects.bulk_create(missing)}

    keys = _keys_of_lines([layout for _form, layout in added])
    closed = []
    for form, _layout in added:
        if (last := latest.get(data_sets[form.code].pk)) is not None:
            last.valid_until = min(form.valid_from, last.valid_until or form.valid_from)
            closed.append(last)
    ended = _ended_forms(catalogue, data_sets, latest)
    DataSetVersion.objects.bulk_update([*closed, *ended.values()], ["valid_until"])
    DataSetVersion.objects.bulk_create(
        _version(form, layout, data_sets[form.code], catalogue.definitions, keys) for form, layout in added
    )
    return tuple(f"{form.code} v{form.version}" for form, _layout in added), tuple(ended)


def _ended_forms(
    catalogue: Catalogue, data_sets: dict[str, DataSet], latest: dict[int, DataSetVersion]
) -> dict[str, DataSetVersion]:
    written = {form.code for form in catalogue.forms}
    ended = {}
    for code, data_set in data_sets.items():
        last = latest.get(data_set.pk)
        if code not in written and last is not None and last.valid_until is None:
            last.valid_until = max(today(), last.valid_from + _ONE_DAY)
            ended[code] = last
    return ended


def _keys_of_lines(layouts: Iterable[FormLayout]) -> dict[str, int]:
    """The keys of all lines for which values are kept, by code; of the layouts' lines the missing ones are made."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    keys = dict(IndicatorLine.objects.values_list("code", "pk"))
    missing = {
        line.code: IndicatorLine(code=line.code, option=line.option, indicator_id=indicators[line.indicator])
        for layout in layouts
        for line in layout.lines
        if line.role is not LineRole.TOTAL and line.code not in keys
    }
    return keys | {line.code: line.pk for line in IndicatorLine.objects.bulk_create(missing.values())}


def _version(
    form: FormSource,
    layout: FormLayout,
    data_set: DataSet,
    definitions: dict[str, IndicatorDefinition],
    keys: dict[str, int],
) -> DataSetVersion:
    return DataSetVersion(
        data_set=data_set,
        number=form.version,
        content=layout.as_json(),
        layout_hash=layout.layout_hash,
        lines=[keys[line.code] for line in layout.kept],
        adds=list(adding(layout, definitions)),
        rates=[_rate(line, layout, keys) for line in layout.lines if line.role is LineRole.RATE],
        valid_from=form.valid_from,
        published_at=now(),
    )


def _rate(line: FormLine, layout: FormLayout, keys: dict[str, int]) -> list[int]:
    return [keys[line.code], *(layout.position[part] for part in line.parts)]


# ---- deadlines ------------------------------------------------------------------------------------------


def _write_regimes(catalogue: Catalogue) -> int:
    """How many deadlines were added or changed. Those that the catalogue does not name are left alone."""
    data_sets = dict(DataSet.objects.values_list("code", "pk"))
    here = {
        (each.data_set_id, each.level, each.province_code, each.valid_from): each
        for each in Regime.objects.all()
    }
    added, changed = [], []
    for each in catalogue.regimes:
        key: tuple[int, str, str, date] = (
            data_sets[each.form],
            each.level,
            each.province_code,
            each.valid_from,
        )
        content = {
            "deadline": dict(each.deadline_content),
            "basis": each.basis,
            "local_rule": each.local_rule,
            "valid_until": each.valid_until,
        }
        regime = here.get(key)
        if regime is None:
            data_set_id, level, province_code, valid_from = key
            added.append(
                Regime(
                    data_set_id=data_set_id,
                    level=level,
                    province_code=province_code,
                    valid_from=valid_from,
                    **content,
                )
            )
        elif any(getattr(regime, name) != value for name, value in content.items()):
            for name, value in content.items():
                setattr(regime, name, value)
            changed.append(regime)
    Regime.objects.bulk_create(added)
    Regime.objects.bulk_update(changed, ["deadline", "basis", "local_rule", "valid_until"])
    return len(added) + len(changed)
