"""Reports for the benches of pages: a form of eighty lines, two years of a province's reports, and who types.

Imported once Django stands.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bench.house import Place
from binhyen.access.models import Account, Appointment, Role
from binhyen.foundations.clock import now, today
from binhyen.foundations.periods import ADMINISTRATIVE, Period, PeriodKind, period_of
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorDefinition,
    IndicatorKind,
    OverTime,
    OverUnits,
    Section,
)
from binhyen.machinery.database.bulk import insert_rows
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.reporting.models import Obligation, State, Submission

LINES, FORM = 80, "do-80-dong"
PERIODS = 24
SEED = 20261122
LACKING = 1 / 6


def last_period() -> Period:
    """The last month that is over."""
    return period_of(today(), PeriodKind.MONTH, ADMINISTRATIVE).previous()


def periods(number: int) -> list[Period]:
    found = [last_period()]
    while len(found) < number:
        found.insert(0, found[0].previous())
    return found


def form_of_eighty_lines() -> DataSet:
    """A form of the communes with eighty lines in eight sections; made once for the installation of this run."""
    there = DataSet.objects.filter(code=FORM).first()
    if there is not None:
        return there
    lines = [
        FormLine(
            f"bench_{at:02}",
            f"bench_{at:02}",
            "",
            f"Số đo {at}",
            f"Measure {at}",
            "tổ",
            "teams",
            IndicatorKind.STOCK,
        )
        for at in range(LINES)
    ]
    sections = tuple(
        Section(f"Phần {at // 10 + 1}", f"Part {at // 10 + 1}", tuple(lines[at : at + 10]))
        for at in range(0, LINES, 10)
    )
    layout = FormLayout(
        FORM,
        1,
        "Biểu 80 dòng",
        "Form of 80 lines",
        ADMINISTRATIVE.id,
        PeriodKind.MONTH,
        ("commune",),
        (),
        sections,
    )
    since = periods(PERIODS)[0].first_day
    data_set = DataSet.objects.create(code=FORM, calendar=layout.calendar, period_kind=layout.period_kind)
    keys = []
    for line in lines:
        indicator = Indicator.objects.create(
            code=line.code, version=1, definition=_definition(line).as_json(), valid_from=since
        )
        keys.append(IndicatorLine.objects.create(indicator=indicator, code=line.code, option="").pk)
    DataSetVersion.objects.create(
        data_set=data_set,
        number=1,
        content=layout.as_json(),
        layout_hash=layout.layout_hash,
        lines=keys,
        adds=[True] * LINES,
        rates=[],
        valid_from=since,
        published_at=now(),
    )
    return data_set


def _definition(line: FormLine) -> IndicatorDefinition:
    return IndicatorDefinition(
        code=line.code,
        family="force",
        area="forces",
        name=line.label,
        name_en=line.label_en,
        definition=line.label,
        definition_en=line.label_en,
        unit=line.unit,
        unit_en=line.unit_en,
        kind=line.kind,
        over_units=OverUnits.SUM,
        over_time=OverTime.LAST,
        calendar=ADMINISTRATIVE.id,
        home_period=PeriodKind.MONTH,
        lowest_level="commune",
    )


def reported(data_set: DataSet, province: Place, wanted: Sequence[Period], *, drafts_last: bool) -> None:
    """Reports of every commune of the province for the periods, all accepted; those of the last one drafts if wanted.

    Laid once, as rows: what is measured is how they are shown.
    """
    chance = random.Random(SEED)
    codes = [period.code for period in wanted]
    version = DataSetVersion.objects.get(data_set=data_set, valid_until=None)
    with acting_as(OPERATOR):
        if Obligation.objects.visible_to(OPERATOR).filter(data_set=data_set, period=codes[0]).exists():
            return
        communes = communes_of(province)
        obligations = [
            Obligation(
                unit=unit,
                superior_id=province.unit_id,
                data_set=data_set,
                version=version,
                period=period.code,
                first_day=period.first_day,
                last_day=period.last_day,
                deadline=period.last_day,
            )
            for period in wanted
            for unit in communes
        ]
        insert_rows(obligations)
        made = Obligation.objects.visible_to(OPERATOR).filter(data_set=data_set, period__in=codes)
        insert_rows(
            [
                Submission(
                    obligation=obligation,
                    unit_id=obligation.unit_id,
                    state=State.DRAFT if drafts_last and obligation.period == codes[-1] else State.ACCEPTED,
                    values=_numbers(chance, len(obligation.layout.kept)),
                    submitted_at=now(),
                    accepted_at=now(),
                    changed_at=now(),
                    late=chance.random() < 0.1,
                )
                for obligation in made.select_related("version")
            ]
        )


def _numbers(chance: random.Random, lines: int) -> list[Decimal | None]:
    """As accepted reports are: most say something on every line, one in six leaves a line or two empty."""
    numbers: list[Decimal | None] = [Decimal(chance.randint(0, 200)) for _line in range(lines)]
    if chance.random() < LACKING:
        for _each in range(chance.randint(1, 2)):
            numbers[chance.randrange(lines)] = None
    return numbers


def communes_of(province: Place) -> list[OrgUnit]:
    with acting_as(OPERATOR):
        return list(
            OrgUnit.objects.visible_to(OPERATOR)
            .filter(level=Level.COMMUNE, path__startswith=province.path, valid_until=None)
            .order_by("pk")
        )


def officers_of(province: Place, number: int) -> list[Place]:
    """So many communes of the province, each with an account that enters its figures."""
    found = []
    with acting_as(OPERATOR):
        for unit in communes_of(province)[:number]:
            account, is_new = Account.objects.get_or_create(
                username=f"nhaplieu.{unit.pk}",
                defaults={"full_name": "Nguyễn Thị Hoa", "post": "Cán bộ", "created_at": now()},
            )
            if is_new:
                Appointment.objects.create(
                    account=account, unit=unit, role=Role.ENTERING, valid_from=date(2026, 1, 1)
                )
            found.append(Place("officer", unit.pk, unit.path, account.pk))
    return found


def obligation_of(place: Place, data_set: DataSet, period: Period) -> int:
    with acting_as(OPERATOR):
        return int(
            Obligation.objects.visible_to(OPERATOR)
            .get(unit_id=place.unit_id, data_set=data_set, period=period.code)
            .pk
        )
