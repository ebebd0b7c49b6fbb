"""Plan, enact, undo: units, figures and appointments are afterwards what they were, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from binhyen.access.actions import appoint, create_account
from binhyen.access.models import Role
from binhyen.access.queries import actor_for
from binhyen.analytics.consolidating import rebuild_consolidations
from binhyen.foundations import clock
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.models import DataSet, DataSetVersion, Regime
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import enact_reorganisation, undo_reorganisation
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import plan_reorganisation, unit_of_code
from binhyen.orgunits.tests.rearranged import draft_of_steps, lay_areas, print_of_the_units
from binhyen.orgunits.values import THE_COUNTRY
from binhyen.reporting.actions import accept, open_period, record_values, submit
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PERIODS = ("2026-10", "2026-11")
"""That of November lasts until the 14th: every reorganisation here happens within it."""
REPORTED = date(2026, 11, 1)
TODAY = date(2026, 11, 2)

STEPS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "two communes merge": (
        "T1",
        [{"merge": ["T11", "T12"], "into": {"name": "Hoa Chè", "kind": "xã", "code": "T11"}}],
    ),
    "a commune is divided": (
        "T1",
        [
            {
                "split": "T11",
                "into": [
                    {"name": "Suối Trên", "kind": "xã", "code": "T11"},
                    {"name": "Suối Dưới", "kind": "xã", "code": "T13"},
                ],
            },
            *({"move": f"T11-00{number}", "under": "T11"} for number in (1, 2, 3)),
            *({"move": code, "under": "T13"} for code in ("T11-004", "T11-005", "T11-K01", "T11-T01")),
        ],
    ),
    "two areas merge": ("T11", [{"merge": ["T11-001", "T11-002"], "into": {"name": "Thôn Bình Yên"}}]),
    "an area goes under the commune beside": ("T1", [{"move": "T11-001", "under": "T12"}]),
    "a commune goes to the other province": (THE_COUNTRY, [{"move": "T12", "under": "T2"}]),
    "two provinces merge": (
        THE_COUNTRY,
        [{"merge": ["T1", "T2"], "into": {"name": "Bạch Thanh", "kind": "tỉnh", "code": "T1"}}],
    ),
    "a level of clusters is founded": (
        "T11",
        [
            {
                "new_level": "cluster",
                "units": [{"name": "Cụm Tây", "code": "T11-K09", "children": ["T11-001", "T11-002"]}],
            }
        ],
    ),
    "a commune is renamed": ("T1", [{"rename": "T12", "name": "Xã Chè Xanh"}]),
}


@pytest.fixture
def told(db: None) -> Iterator[None]:
    """Communes and residential areas that owe reports of two months, some accepted, some begun; and their officials."""
    with clock.fixed_to(REPORTED), acting_as(OPERATOR):
        lay_areas()
        of_communes = lay_form()
        forms = (of_communes, lay_form_of_areas(of_communes))
        for province in OrgUnit.objects.visible_to(OPERATOR).filter(pk__in=(900001, 900002)):
            for form in forms:
                for period in PERIODS:
                    open_period(
                        by=OPERATOR,
                        under=province,
                        data_set=form,
                        period=parse_period(period, ADMINISTRATIVE),
                    )
        for at, code in enumerate(("T11", "T12", "T21", "T11-001", "T11-003", "T12-001"), 1):
            report(code, at, "2026-10")
        for at, code in enumerate(("T12", "T11-001", "T11-004"), 1):
            record(code, at, "2026-11")
        for at, code in enumerate(("T1", "T11", "T11", "T12", "T11-001")):
            official(f"can.bo.{at}", code)
        yield


def lay_form_of_areas(first: DataSet) -> DataSet:
    """The same form for residential areas, under another name."""
    layout = replace(LAYOUT, data_set="thu-thon", levels=("area",), name="Biểu thử của thôn")
    version = DataSetVersion.objects.get(data_set=first)
    form = DataSet.objects.create(
        code=layout.data_set, calendar=layout.calendar, period_kind=layout.period_kind
    )
    version.pk, version.data_set = None, form
    version.content, version.layout_hash = layout.as_json(), layout.layout_hash
    version.save()
    regime = Regime.objects.get(data_set=first)
    regime.pk, regime.data_set, regime.level = None, form, "area"
    regime.save()
    return form


def official(name: str, code: str) -> None:
    account = create_account(by=OPERATOR, username=name, full_name="Nguyễn Minh Hoạ").account
    appoint(by=OPERATOR, account=account, unit=unit(code), role=Role.ENTERING, valid_from=date(2026, 7, 1))


def unit(code: str) -> OrgUnit:
    found = unit_of_code(OPERATOR, code, REPORTED)
    assert found is not None, code
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


def record(code: str, number: int, period: str) -> Submission:
    obligation = Obligation.objects.visible_to(OPERATOR).get(unit=unit(code), period=period)
    figures = {line.code: Quantity(Decimal(number), line.unit) for line in LAYOUT.inputs}
    figures["members"] = Quantity(Decimal(number * 3), "người")
    return record_values(by=OPERATOR, obligation=obligation, figures=figures)


def report(code: str, number: int, period: str) -> None:
    submission = submit(by=OPERATOR, submission=record(code, number, period))
    reviewer = replace(OPERATOR, account_id=77)
    with acting_as(reviewer):
        accept(by=reviewer, submission=submission)


FIGURES = {
    "reporting_obligation": "t::text",
    "reporting_submission": "t::text",
    "reporting_recording": "t::text",
    "reporting_workbookintake": "t::text",
    "analytics_consolidation": "(to_jsonb(t) - 'id')::text",
    "analytics_consolidatedfigure": "(to_jsonb(t) - 'id')::text",
}
APPOINTMENTS = {"access_appointment": "t::text", "access_account": "t::text"}


def everything() -> dict[str, str]:
    """A hash a table of units, figures and appointments: every row with every column, but for the keys of what is
    reckoned anew."""
    found = print_of_the_units()
    with connection.cursor() as cursor:
        for table, row in (FIGURES | APPOINTMENTS).items():
            cursor.execute(f"select md5(string_agg({row}, E'\\n' order by {row})) from {table} t")
            found[table] = str(cursor.fetchone()[0])
    return found


def draft_of(what: str, effective: date) -> Any:
    under, steps = STEPS[what]
    return draft_of_steps(*steps, under=under, effective=effective.isoformat())


@pytest.mark.parametrize("effective", [date(2026, 10, 20), date(2026, 11, 10)], ids=["past", "to come"])
@pytest.mark.parametrize("what", STEPS)
def test_undone_everything_is_as_it_was(told: None, what: str, effective: date) -> None:
    before = everything()
    assert rebuild_consolidations() == ()
    draft = draft_of(what, effective)
    plan = plan_reorganisation(OPERATOR, draft)
    assert plan.sound, plan.faults
    assert everything() == before, "a plan writes nothing"
    with clock.fixed_to(TODAY):
        done = enact_reorganisation(by=OPERATOR, reorganisation=draft)
        assert everything() != before
        assert rebuild_consolidations() == (), "sums followed"
        undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert everything() == before
    assert rebuild_consolidations() == (), "sums came back"


def test_after_a_merger_each_owes_its_part_and_the_new_officials_read_the_old(told: None) -> None:
    day = date(2026, 10, 20)
    with clock.fixed_to(TODAY):
        enact_reorganisation(by=OPERATOR, reorganisation=draft_of("two communes merge", day))
        new = unit("T11")
        owed = {
            each.unit_id: (each.superior_id, each.lives_from, each.lives_until)
            for each in Obligation.objects.visible_to(OPERATOR).filter(
                period="2026-11", data_set__code=LAYOUT.data_set, superior_id=BACH_MA.key
            )
        }
        assert owed == {
            SUOI_HOA.key: (BACH_MA.key, None, day),
            DOI_CHE.key: (BACH_MA.key, None, day),
            new.pk: (BACH_MA.key, day, None),
        }
        of_areas = Obligation.objects.visible_to(OPERATOR).filter(
            period="2026-11", data_set__code="thu-thon", unit_path__startswith=new.path
        )
        cluster = unit("T11-K01").pk
        assert {each.superior_id for each in of_areas} == {new.pk, cluster}, (
            "areas go on below the new commune"
        )
        account = create_account(by=OPERATOR, username="moi", full_name="Nguyễn Minh Hoạ").account
        appoint(by=OPERATOR, account=account, unit=new, role=Role.ENTERING, valid_from=TODAY)
        hoa = actor_for(account)
    with acting_as(hoa):
        read = Submission.objects.visible_to(hoa).filter(unit_id__in=(SUOI_HOA.key, DOI_CHE.key))
        assert read.count() == 3
        assert read.update(state="draft") == 0, "read, not written"


def test_whoever_keeps_accounts_alone_reorganises_and_undoes(told: None) -> None:
    account = create_account(by=OPERATOR, username="minh", full_name="Nguyễn Minh Hoạ").account
    appoint(
        by=OPERATOR,
        account=account,
        unit=unit("T1"),
        role=Role.UNIT_ADMINISTRATOR,
        valid_from=date(2026, 7, 1),
    )
    before = everything()
    minh = actor_for(account)
    draft = draft_of("two communes merge", date(2026, 10, 20))
    with clock.fixed_to(TODAY), acting_as(minh):
        assert not Obligation.objects.visible_to(minh).exists()
        topics = {each.topic for each in plan_reorganisation(minh, draft).consequences}
        assert {"appointments", "reports-parted", "reports-of-new-units"} <= topics
        undo_reorganisation(by=minh, reorganisation=enact_reorganisation(by=minh, reorganisation=draft))
    assert everything() == before


def test_a_figure_on_the_new_map_is_the_end_of_undoing(told: None) -> None:
    with clock.fixed_to(TODAY):
        done = enact_reorganisation(
            by=OPERATOR, reorganisation=draft_of("two communes merge", date(2026, 10, 20))
        )
        obligation = Obligation.objects.visible_to(OPERATOR).get(unit=unit("T11"), period="2026-11")
        record_values(by=OPERATOR, obligation=obligation, figures={"teams": Quantity(Decimal(4), "tổ")})
        before = everything()
        with pytest.raises(NotAllowed) as refused:
            undo_reorganisation(by=OPERATOR, reorganisation=done)
    assert refused.value.refused.code == "reported-on-the-new-map"
    assert everything() == before


def test_the_plan_says_what_would_become_of_roles_and_reports(told: None) -> None:
    plan = plan_reorganisation(OPERATOR, draft_of("two communes merge", date(2026, 10, 20)))
    topics = {each.topic: each.count for each in plan.consequences}
    assert topics["appointments"] == 3
    assert topics["reports-of-new-units"] >= 1
