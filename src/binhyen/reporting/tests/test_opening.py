from __future__ import annotations

from datetime import date

import pytest

from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import extend_deadline, open_period
from binhyen.reporting.models import Obligation
from binhyen.reporting.tests.conftest import Desk
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA


def test_every_commune_below_owes_the_form_by_the_deadline_of_its_regime(desk: Desk) -> None:
    obligation = desk.obligation()
    assert obligation.superior_id == BACH_MA.key
    assert (obligation.first_day, obligation.last_day) == (date(2025, 12, 15), date(2026, 1, 14))
    # 14/01/2026 is a Wednesday: the third working day after it is Monday the 19th.
    assert obligation.deadline == obligation.due == date(2026, 1, 19)
    assert obligation.lives is None
    with acting_as(OPERATOR):
        assert Obligation.objects.visible_to(OPERATOR).filter(data_set=desk.data_set).count() == 2


def test_opening_again_changes_nothing(desk: Desk) -> None:
    before = desk.obligation()
    with acting_as(OPERATOR):
        again = open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=desk.period)
    assert (again.owed, again.new) == (2, 0)
    assert again.local_rule
    assert desk.obligation().pk == before.pk


def test_a_unit_that_began_within_the_period_owes_that_part_alone(desk: Desk) -> None:
    july = parse_period("2025-07", ADMINISTRATIVE)
    with acting_as(OPERATOR):
        open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=july)
        obligation = Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key, period="2025-07")
    assert obligation.lives_from == date(2025, 7, 1)
    assert obligation.lives_until is None
    assert str(obligation.lives) == "từ 01/07/2025"


def test_a_unit_that_ended_before_the_period_owes_nothing_and_one_that_ended_within_it_a_part(
    desk: Desk,
) -> None:
    february = parse_period("2026-02", ADMINISTRATIVE)
    with acting_as(OPERATOR):
        for place, end in ((SUOI_HOA, date(2026, 1, 10)), (DOI_CHE, date(2026, 2, 1))):
            OrgUnit.objects.visible_to(OPERATOR).filter(pk=place.key).update(valid_until=end)
            OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit_id=place.key).update(valid_until=end)
        opened = open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=february)
        obligation = Obligation.objects.visible_to(OPERATOR).get(unit_id=DOI_CHE.key, period="2026-02")
    assert opened.owed == 1
    assert (obligation.lives_from, obligation.lives_until) == (None, date(2026, 2, 1))
    assert obligation.superior_id == BACH_MA.key


def test_a_period_without_form_version_or_working_days_is_refused_with_its_reason(desk: Desk) -> None:
    for code, expected in (("2025-05", "chưa có phiên bản"), ("2027-03", "bảng ngày nghỉ")):
        with acting_as(OPERATOR), pytest.raises(NotAllowed) as refusal:
            open_period(
                by=OPERATOR,
                under=desk.province,
                data_set=desk.data_set,
                period=parse_period(code, ADMINISTRATIVE),
            )
        assert expected in str(refusal.value.refused.sentence)
        assert refusal.value.refused.remedy


def test_only_the_desk_above_opens_and_extends(desk: Desk) -> None:
    february = parse_period("2026-02", ADMINISTRATIVE)
    for actor in (desk.commune_officer, desk.other_province):
        with acting_as(actor), pytest.raises(NotAllowed):
            open_period(by=actor, under=desk.province, data_set=desk.data_set, period=february)
    obligation = desk.obligation()
    with acting_as(desk.commune_officer), pytest.raises(NotAllowed):
        extend_deadline(
            by=desk.commune_officer, obligation=obligation, until=date(2026, 1, 25), reason="Mưa lũ"
        )


def test_an_extension_has_a_reason_and_moves_the_day_that_counts(desk: Desk) -> None:
    with acting_as(desk.reviewer):
        for until, reason, code in (
            (date(2026, 1, 19), "Mưa lũ", "not-later"),
            (date(2026, 1, 25), "  ", "no-reason"),
        ):
            with pytest.raises(NotAllowed) as refusal:
                extend_deadline(by=desk.reviewer, obligation=desk.obligation(), until=until, reason=reason)
            assert refusal.value.refused.code == code
    with acting_as(desk.reviewer):
        extended = extend_deadline(
            by=desk.reviewer, obligation=desk.obligation(), until=date(2026, 1, 25), reason="Mưa lũ"
        )
    assert (extended.due, extended.deadline) == (date(2026, 1, 25), date(2026, 1, 19))


@pytest.mark.django_db
def test_the_communes_of_today_owe_july_2025_from_the_day_they_began() -> None:
    july = parse_period("2025-07", ADMINISTRATIVE)
    with acting_as(OPERATOR):
        found = unit_of_code(OPERATOR, "25", july.last_day)
        assert found is not None
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)
        form = DataSet.objects.get(code="xa-thang")
        opened = open_period(by=OPERATOR, under=province, data_set=form, period=july)
        parts = {
            (each.unit.valid_from == date(2025, 7, 1), each.lives_from)
            for each in Obligation.objects.visible_to(OPERATOR)
            .filter(data_set=form, period="2025-07")
            .select_related("unit")
        }
    assert opened.owed == 148
    assert parts == {(True, date(2025, 7, 1)), (False, None)}, "some went on as they were"
    assert opened.deadline == date(2025, 7, 17)
