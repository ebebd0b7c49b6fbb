"""What the tests of this room stand on: an invented country, a small form, and reports written without acts.

Tỉnh Bạch Mã ── Xã Suối Hoa, Xã Đồi Chè, Xã Bãi Ngọc; bodies: Hội Phụ nữ, Sở Tư pháp
Tỉnh Thanh Bình ── Xã Bến Tre Xanh
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from binhyen.analytics.consolidating import consolidate
from binhyen.foundations.authority import EVERYWHERE, Actor, Mandate, Reach, branches
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, Period, PeriodKind, parse_period
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    Handling,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverTime,
    OverUnits,
    Section,
)
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion
from binhyen.reporting.models import Obligation, State, Submission

COUNTRY, BACH_MA, THANH_BINH = 910000, 910001, 910002
SUOI_HOA, DOI_CHE, BAI_NGOC, BEN_TRE_XANH = 910011, 910012, 910013, 910021
HOI_PHU_NU, SO_TU_PHAP = 910101, 910102

_UNITS: tuple[tuple[int, int | None, Level, Kind, str], ...] = (
    (COUNTRY, None, Level.COUNTRY, Kind.COUNTRY, "Nước thử"),
    (BACH_MA, COUNTRY, Level.PROVINCE, Kind.PROVINCE, "Tỉnh Bạch Mã"),
    (THANH_BINH, COUNTRY, Level.PROVINCE, Kind.PROVINCE, "Tỉnh Thanh Bình"),
    (SUOI_HOA, BACH_MA, Level.COMMUNE, Kind.COMMUNE, "Xã Suối Hoa"),
    (DOI_CHE, BACH_MA, Level.COMMUNE, Kind.COMMUNE, "Xã Đồi Chè"),
    (BAI_NGOC, BACH_MA, Level.COMMUNE, Kind.COMMUNE, "Xã Bãi Ngọc"),
    (BEN_TRE_XANH, THANH_BINH, Level.COMMUNE, Kind.COMMUNE, "Xã Bến Tre Xanh"),
    (HOI_PHU_NU, BACH_MA, Level.BODY, Kind.MASS_ORGANISATION, "Hội Phụ nữ tỉnh Bạch Mã"),
    (SO_TU_PHAP, BACH_MA, Level.BODY, Kind.DEPARTMENT, "Sở Tư pháp tỉnh Bạch Mã"),
)
_SORTED = {"Xã Bãi Ngọc": "a", "Xã Đồi Chè": "b", "Xã Suối Hoa": "c"}
PATHS = {COUNTRY: f"{COUNTRY}."}
for _key, _parent, *_rest in _UNITS[1:]:
    assert _parent is not None
    PATHS[_key] = f"{PATHS[_parent]}{_key}."
SUPERIOR = {key: parent for key, parent, *_rest in _UNITS}


def lay_unit(key: int, parent: int | None, path: str, level: Level, kind: Kind, name: str) -> None:
    """One unit with one version since July 2025. Needs the reach of everything."""
    since = date(2025, 7, 1)
    OrgUnit.objects.create(id=key, path=path, level=level, valid_from=since)
    OrgUnitVersion.objects.create(
        unit_id=key,
        parent_id=parent,
        level=level,
        kind=kind,
        code=f"T{key}",
        name=name,
        short_name=name.split(" ", 1)[1],
        search_key=name.lower(),
        sort_key=_SORTED.get(name, name.lower()),
        valid_from=since,
    )


def lay_units() -> None:
    for key, parent, level, kind, name in _UNITS:
        lay_unit(key, parent, PATHS[key], level, kind, name)


def at(unit: int, *permissions: str, name: str = "hoa") -> Actor:
    """Somebody appointed at the unit, who reads and writes its content."""
    path = PATHS[unit]
    below = EVERYWHERE if unit == COUNTRY else branches(paths=(path,))
    return Actor(
        account_id=unit,
        name=name,
        mandates=(Mandate("test", "vai trò thử", unit, f"đơn vị {unit}", path, frozenset(permissions)),),
        reach=Reach(
            content=below,
            content_write=below,
            own=(unit,),
            above=tuple(int(key) for key in path.split(".")[:-2]),
        ),
    )


def _definition(
    code: str, kind: IndicatorKind, unit: str, *, persons: bool = False, adds: bool = True
) -> IndicatorDefinition:
    over_time = {
        IndicatorKind.STOCK: OverTime.LAST,
        IndicatorKind.FLOW: OverTime.SUM,
        IndicatorKind.DERIVED: OverTime.PARTS,
    }[kind]
    over_units = OverUnits.PARTS if kind is IndicatorKind.DERIVED else OverUnits.SUM
    return IndicatorDefinition(
        code=code,
        family="force",
        area="forces",
        name=f"Số {code}",
        name_en=f"Number {code}",
        definition="Số thử",
        definition_en="A number to test with",
        unit=unit,
        unit_en=unit,
        kind=kind,
        over_units=over_units if adds else OverUnits.NONE,
        over_time=over_time,
        calendar=ADMINISTRATIVE.id,
        home_period=PeriodKind.MONTH,
        lowest_level="commune",
        handling=frozenset({Handling.PERSONS}) if persons else frozenset(),
    )


DEFINITIONS = {
    each.code: each
    for each in (
        _definition("teams", IndicatorKind.STOCK, "tổ"),
        _definition("members", IndicatorKind.STOCK, "người", persons=True),
        _definition("areas", IndicatorKind.STOCK, "thôn"),
        replace(_definition("cover", IndicatorKind.DERIVED, "%"), numerator="teams", denominator="areas"),
        _definition("sessions", IndicatorKind.FLOW, "buổi"),
        _definition("awarded", IndicatorKind.FLOW, "cá nhân", persons=True),
        _definition("kinds", IndicatorKind.STOCK, "loại", adds=False),
    )
}


def _line(code: str, **more: object) -> FormLine:
    indicator, _slash, option = code.partition("/")
    meant = DEFINITIONS[indicator]
    return FormLine(
        code, indicator, option, meant.name, meant.name_en, meant.unit, meant.unit_en, meant.kind, **more
    )  # type: ignore[arg-type]


def _layout(data_set: str, levels: tuple[str, ...], lines: Sequence[FormLine]) -> FormLayout:
    return FormLayout(
        data_set=data_set,
        version=1,
        name=f"Biểu {data_set}",
        name_en=f"Form {data_set}",
        calendar=ADMINISTRATIVE.id,
        period_kind=PeriodKind.MONTH,
        levels=levels,
        kinds=(),
        sections=(Section("Số liệu", "Figures", tuple(lines)),),
    )


_SESSIONS = (
    _line("sessions", role=LineRole.TOTAL, parts=("sessions/a", "sessions/b")),
    _line("sessions/a"),
    _line("sessions/b"),
)
COMMUNES = _layout(
    "xa-thu",
    ("commune",),
    (
        _line("teams"),
        _line("members"),
        _line("areas"),
        _line("cover", role=LineRole.RATE, parts=("teams", "areas"), decimals=1, is_percent=True),
        *_SESSIONS,
        _line("awarded"),
        _line("kinds"),
    ),
)
BODIES = _layout("coquan-thu", ("body",), (*_SESSIONS, _line("kinds")))


def lay_form(layout: FormLayout) -> DataSet:
    """The form with its indicators and its only version."""
    data_set = DataSet.objects.create(
        code=layout.data_set, calendar=layout.calendar, period_kind=layout.period_kind
    )
    lines = {}
    for each in layout.lines:
        indicator, _new = Indicator.objects.get_or_create(
            code=each.indicator,
            defaults={
                "version": 1,
                "definition": DEFINITIONS[each.indicator].as_json(),
                "valid_from": date(2025, 7, 1),
            },
        )
        if each.role is not LineRole.TOTAL:
            line, _new = IndicatorLine.objects.get_or_create(
                code=each.code, defaults={"indicator": indicator, "option": each.option}
            )
            lines[each.code] = line.pk
    DataSetVersion.objects.create(
        data_set=data_set,
        number=1,
        content=layout.as_json(),
        layout_hash=layout.layout_hash,
        lines=[lines[each.code] for each in layout.kept],
        adds=[each.indicator != "kinds" for each in layout.kept],
        rates=[
            [lines[each.code], *(layout.position[part] for part in each.parts)]
            for each in layout.lines
            if each.role is LineRole.RATE
        ],
        valid_from=date(2025, 7, 1),
        published_at=now(),
    )
    return data_set


def month(code: str) -> Period:
    return parse_period(code, ADMINISTRATIVE)


def owe(data_set: DataSet, units: Iterable[int], *periods: str) -> None:
    """Obligations of the units, and the sums that follow from them."""
    version = DataSetVersion.objects.get(data_set=data_set)
    for code in periods:
        superiors = set()
        for unit in units:
            superior = SUPERIOR[unit]
            assert superior is not None
            superiors.add(superior)
            Obligation.objects.create(
                unit_id=unit,
                superior_id=superior,
                data_set=data_set,
                version=version,
                period=code,
                first_day=month(code).first_day,
                last_day=month(code).last_day,
                deadline=date(2026, 12, 31),
            )
        consolidate(data_set.pk, code, superiors)


def report(
    layout: FormLayout,
    unit: int,
    period: str,
    values: Mapping[str, int | str | None],
    state: State = State.ACCEPTED,
) -> Submission:
    """A report as it stands once it came to ``state``; ``"x"`` does not apply, what is not named is missing."""
    obligation = Obligation.objects.beyond_scope("test").get(
        unit_id=unit, data_set__code=layout.data_set, period=period
    )
    given = [values.get(line.code) for line in layout.kept]
    submission = Submission.objects.create(
        obligation=obligation,
        unit_id=unit,
        state=state,
        values=[None if value is None or value == "x" else Decimal(value) for value in given],
        not_applicable=[index for index, value in enumerate(given) if value == "x"],
        submitted_at=now(),
        accepted_at=now() if state in (State.ACCEPTED, State.LOCKED) else None,
        changed_at=now(),
    )
    consolidate(obligation.data_set_id, period, [obligation.superior_id])
    return submission
