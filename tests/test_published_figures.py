"""The public figures of the articles: whose they are, who sees them, and that nothing sums them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import binhyen
from binhyen.access.models import Role
from binhyen.cli.demonstration.published import figures_of_the_press
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import (
    BadPublicFigures,
    PublicStated,
    restore_public_figure,
    state_public_figures,
    withdraw_public_figure,
)
from binhyen.reporting.models import PublicFigure
from binhyen.reporting.queries import Bearing, PublicFigureShown, public_figures_of
from binhyen.reporting.stakes import ReportStake
from binhyen.reporting.values import StatedFigure
from tests.cast import Cast, places

BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 2)
BAC_KAN, THAI_NGUYEN, THANH_HOA = "06", "19", "38"


def province(code: str, day: date) -> OrgUnit:
    with acting_as(OPERATOR):
        found = unit_of_code(OPERATOR, code, day, Level.PROVINCE)
        assert found is not None
        return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


@pytest.fixture
def quoted(db: None) -> Iterator[PublicStated]:
    """What the articles of the demonstration say, stated by the operator."""
    with clock.fixed_to(TODAY), acting_as(OPERATOR):
        yield state_public_figures(by=OPERATOR, figures=list(figures_of_the_press(OPERATOR)))


def seen(actor: Actor, unit: OrgUnit, **told: Any) -> tuple[PublicFigureShown, ...]:
    with acting_as(actor):
        return public_figures_of(actor, unit.pk, **told)


def by_line(shown: tuple[PublicFigureShown, ...]) -> dict[str, PublicFigureShown]:
    return {each.line or each.label: each for each in shown}


def desk(unit: OrgUnit, role: Role = Role.STANDING_DESK) -> Actor:
    people = Cast(places())
    people.add("lan", "Lê Thị Lan", (role, unit))
    return people.actor("lan")


def some(unit: OrgUnit, **told: Any) -> StatedFigure:
    with acting_as(OPERATOR):
        first = next(figures_of_the_press(OPERATOR))
    return replace(first, unit_id=unit.pk, **told)


class TestTheArticles:
    def test_bac_kan_speaks_of_a_part_of_todays_thai_nguyen_and_never_of_it(
        self, quoted: PublicStated
    ) -> None:
        former, today = province(BAC_KAN, BEFORE), province(THAI_NGUYEN, TODAY)
        own = seen(OPERATOR, former)
        assert {each.bearing for each in own} == {Bearing.OWN}
        assert [by_line(own)[line].words for line in ("mob_sessions", "mob_participants", "model_types")] == [
            "939 buổi",
            "55.875 lượt người",
            "55 loại",
        ]
        within = seen(OPERATOR, today)
        assert {each.bearing for each in within} == {Bearing.WITHIN}
        assert {each.part_of for each in within} == {
            "một phần địa bàn hiện nay: Tỉnh Bắc Kạn (đến 30/06/2025)"
        }
        assert {each.pk for each in within} == {each.pk for each in own}
        assert not PublicFigure.objects.visible_to(OPERATOR).filter(unit=today).exists()

    def test_former_forces_stand_under_words_of_their_own(self, quoted: PublicStated) -> None:
        own = {each.label: each for each in seen(OPERATOR, province(BAC_KAN, BEFORE)) if not each.line}
        assert {label: each.words for label, each in own.items()} == {
            "Mô hình “Khu dân cư 3 không” do Mặt trận duy trì": "60 mô hình",
            "Ban bảo vệ dân phố (đến 30/06/2024)": "11 ban",
            "Thành viên ban bảo vệ dân phố (đến 30/06/2024)": "218 người",
            "Công an xã bán chuyên trách (đến 30/06/2024)": "1.131 người",
        }

    def test_tips_are_a_count_and_nothing_more(self, quoted: PublicStated) -> None:
        own = by_line(seen(OPERATOR, province(BAC_KAN, BEFORE)))
        assert own["info_tips_valuable"].words == "527 tin"
        assert own["info_tips_valuable"].a_count_alone
        assert not own["mob_sessions"].a_count_alone

    def test_558_committees_are_quoted_with_a_doubt(self, quoted: PublicStated) -> None:
        committees = by_line(seen(OPERATOR, province(THANH_HOA, TODAY)))["org_steering_committees"]
        assert committees.words == "558 ban"
        assert committees.doubt == (
            "Nhiều hơn số đơn vị cấp xã: 558, mà ngày 25/09/2025 có 166. "
            "Trước 01/07/2025 có 547: có thể là số của bản đồ cũ."
        )
        assert [each.doubt for each in quoted.figures if each.doubt] == [committees.doubt], "the only doubt"

    def test_hedges_stay_as_they_were_written(self, quoted: PublicStated) -> None:
        phu_tho = by_line(seen(OPERATOR, province("25", TODAY)))
        assert phu_tho["model_points"].words == "hơn 33.100 điểm"
        assert phu_tho["model_points"].as_written == "trên 33.100 điểm"
        assert phu_tho["safe_school_rate"].words == "gần 100%"

    def test_a_period_takes_what_speaks_of_it(self, quoted: PublicStated) -> None:
        former = province(BAC_KAN, BEFORE)
        assert len(seen(OPERATOR, former, period=parse_period("2023", ADMINISTRATIVE))) == 8
        assert seen(OPERATOR, former, period=parse_period("2024", ADMINISTRATIVE)) == ()


class TestWhoSeesWhat:
    def test_the_desk_of_today_reads_and_states_what_was_said_of_a_former_unit(
        self, quoted: PublicStated
    ) -> None:
        today, former = province(THAI_NGUYEN, TODAY), province(BAC_KAN, BEFORE)
        lan = desk(today)
        assert len(seen(lan, today)) == 8
        with acting_as(lan):
            stated = state_public_figures(by=lan, figures=[some(former, as_written="940 buổi", label="Buổi")])
        assert stated.new == 1
        assert len(seen(lan, today)) == 9

    def test_a_stranger_to_the_unit_finds_nothing(self, quoted: PublicStated) -> None:
        lan = desk(province(THANH_HOA, TODAY))
        assert seen(lan, province(BAC_KAN, BEFORE)) == ()
        with acting_as(lan):
            assert not PublicFigure.objects.visible_to(lan).filter(unit=province(BAC_KAN, BEFORE)).exists()

    def test_of_units_out_of_reach_nothing_is_stated(self, db: None) -> None:
        former = province(BAC_KAN, BEFORE)
        lan = desk(province(THANH_HOA, TODAY))
        with clock.fixed_to(TODAY), acting_as(lan), pytest.raises(BadPublicFigures) as bad:
            state_public_figures(by=lan, figures=[some(former)])
        assert [fault.field for fault in bad.value.faults] == ["unit_id"]

    @pytest.mark.parametrize("role", [Role.ENTERING, Role.REVIEWING, Role.LEADER, Role.AUDITOR])
    def test_the_desk_alone_states_and_withdraws(self, quoted: PublicStated, role: Role) -> None:
        lan = desk(province(THANH_HOA, TODAY), role)
        with acting_as(lan):
            row = PublicFigure.objects.visible_to(lan).first()
            assert row is not None
            for trying in (
                lambda: state_public_figures(by=lan, figures=[some(province(THANH_HOA, TODAY))]),
                lambda: withdraw_public_figure(by=lan, figure=row),
                lambda: restore_public_figure(by=lan, figure=row),
            ):
                with pytest.raises(NotAllowed) as refused:
                    trying()
                assert refused.value.refused.code == "not-permitted"

    def test_a_commune_is_told_what_lies_around_it_as_far_as_its_officer_reads(
        self, quoted: PublicStated
    ) -> None:
        commune = places().commune
        assert {each.bearing for each in seen(OPERATOR, commune)} <= {Bearing.AROUND, Bearing.OVERLAPPING}
        assert seen(desk(commune, Role.ENTERING), commune) == ()


class TestStating:
    def test_the_same_again_changes_nothing_and_leaves_no_line(self, quoted: PublicStated) -> None:
        lines = AuditEntry.objects.visible_to(OPERATOR).count()
        again = state_public_figures(by=OPERATOR, figures=list(figures_of_the_press(OPERATOR)))
        assert again.new == 0
        assert [row.pk for row in again.figures] == [row.pk for row in quoted.figures]
        assert AuditEntry.objects.visible_to(OPERATOR).count() == lines

    def test_one_faulty_figure_refuses_all_and_says_which(self, db: None) -> None:
        former, today = province(BAC_KAN, BEFORE), province(THAI_NGUYEN, TODAY)
        with clock.fixed_to(TODAY), acting_as(OPERATOR):
            with pytest.raises(BadPublicFigures) as bad:
                state_public_figures(by=OPERATOR, figures=[some(former), some(today), some(former, line="x")])
            assert [(fault.number, fault.field) for fault in bad.value.faults] == [
                (2, "unit_id"),
                (3, "line"),
            ]
            assert not PublicFigure.objects.visible_to(OPERATOR).exists()

    def test_a_persons_doubt_stands_before_that_of_rules(self, db: None) -> None:
        with clock.fixed_to(TODAY), acting_as(OPERATOR):
            committees = next(
                each for each in figures_of_the_press(OPERATOR) if each.line == "org_steering_committees"
            )
            (row,) = state_public_figures(
                by=OPERATOR, figures=[replace(committees, doubt="Bài viết không nói cấp nào.")]
            ).figures
        assert row.doubt.startswith("Bài viết không nói cấp nào. Nhiều hơn số đơn vị cấp xã: 558")

    def test_it_takes_a_constant_number_of_statements(self, db: None) -> None:
        def sent(figures: list[StatedFigure]) -> int:
            with CaptureQueriesContext(connection) as statements:
                state_public_figures(by=OPERATOR, figures=figures)
            return len(statements)

        with clock.fixed_to(TODAY), acting_as(OPERATOR):
            every = list(figures_of_the_press(OPERATOR))
            committees = [each for each in every if each.line == "org_steering_committees"]
            few = sent(committees)
            PublicFigure.objects.visible_to(OPERATOR).delete()
            assert sent(every) == few

    def test_reading_takes_a_constant_number_of_statements(self, quoted: PublicStated) -> None:
        for code in (THAI_NGUYEN, THANH_HOA):
            unit = province(code, TODAY)
            with acting_as(OPERATOR), CaptureQueriesContext(connection) as statements:
                public_figures_of(OPERATOR, unit.pk)
            assert len(statements) <= 11


class TestWithdrawing:
    def test_a_withdrawn_figure_is_quoted_no_longer_until_it_is_restored(self, quoted: PublicStated) -> None:
        former, row = province(BAC_KAN, BEFORE), quoted.figures[0]
        withdraw_public_figure(by=OPERATOR, figure=row)
        assert len(seen(OPERATOR, former)) == 7
        kept = [each for each in seen(OPERATOR, former, withdrawn=True) if each.withdrawn]
        assert [each.pk for each in kept] == [row.pk]
        restore_public_figure(by=OPERATOR, figure=row)
        assert len(seen(OPERATOR, former)) == 8

    def test_doing_it_twice_leaves_one_line(self, quoted: PublicStated) -> None:
        lines = AuditEntry.objects.visible_to(OPERATOR).count()
        for _again in range(2):
            withdraw_public_figure(by=OPERATOR, figure=quoted.figures[0])
        assert AuditEntry.objects.visible_to(OPERATOR).count() == lines + 1

    def test_what_was_stated_anew_is_not_restored_beside_it(self, quoted: PublicStated) -> None:
        withdraw_public_figure(by=OPERATOR, figure=quoted.figures[0])
        assert state_public_figures(by=OPERATOR, figures=list(figures_of_the_press(OPERATOR))).new == 1
        with pytest.raises(NotAllowed) as refused:
            restore_public_figure(by=OPERATOR, figure=quoted.figures[0])
        assert refused.value.refused.code == "stated-anew"


def test_no_sum_and_no_document_reads_what_others_published() -> None:
    rooms = [Path(binhyen.__file__).parent / room for room in ("analytics", "publications", "worklist")]
    files = [file for room in rooms for file in room.rglob("*.py")]
    assert len(files) > 50
    assert [file.name for file in files if re.search("public_?figure", file.read_text(), re.IGNORECASE)] == []


def test_a_reorganisation_is_not_undone_beneath_a_quotation(quoted: PublicStated) -> None:
    stake, day = ReportStake(), date(2025, 7, 1)
    assert stake.may_be_undone((province(THANH_HOA, TODAY).pk,), day) != ALLOWED
    assert stake.may_be_undone((province("01", TODAY).pk,), day) == ALLOWED
