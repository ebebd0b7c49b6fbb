"""Why a figure changed: contributions that come to the change exactly, one sentence, nothing told that is held back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import (
    ContributionKind,
    Why,
    figures_of,
    movers_of,
    parts_of,
    release_table,
    why_of,
)
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BEN_TRE_XANH,
    BODIES,
    COMMUNES,
    COUNTRY,
    DOI_CHE,
    HOI_PHU_NU,
    SO_TU_PHAP,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.analytics.tests.test_longer_forms import HALF
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as

JANUARY, FEBRUARY, MARCH = (month(f"2026-0{at}") for at in (1, 2, 3))
WHOLE = {"teams": 10, "members": 30, "areas": 12, "sessions/a": 3, "sessions/b": 2, "awarded": 7, "kinds": 4}


@pytest.fixture
def country(db: None) -> Iterator[DataSet]:
    """Four communes of two provinces and two bodies owe January to March and June; the tests write what they state."""
    with acting_as(OPERATOR):
        lay_units()
        communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
        months = ("2026-01", "2026-02", "2026-03", "2026-06")
        owe(communes, [SUOI_HOA, DOI_CHE, BAI_NGOC, BEN_TRE_XANH], *months)
        owe(bodies, [HOI_PHU_NU, SO_TU_PHAP], *months)
        yield communes


def why(unit: int, line: str, now: str = "2026-02", than: str = "2026-01") -> Why:
    found = why_of(OPERATOR, unit, line, month(now), month(than))
    assert found is not None
    if found.amount is not None and not found.of_parts:
        assert sum(each.amount for each in found.contributions) == found.amount
    return found


class TestSentence:
    def test_it_names_who_rose_and_who_fell(self, country: DataSet) -> None:
        for unit, before, now in ((SUOI_HOA, 10, 17), (DOI_CHE, 10, 14), (BAI_NGOC, 10, 9)):
            report(COMMUNES, unit, "2026-01", WHOLE | {"teams": before})
            report(COMMUNES, unit, "2026-02", WHOLE | {"teams": now})
        found = why(BACH_MA, "teams")
        assert found.sentence == (
            "Tăng 10 tổ so với tháng 01/2026: 2 xã tăng 11 (Suối Hoa +7, Đồi Chè +4); 1 xã giảm 1 (Bãi Ngọc −1)."
        )
        assert [(piece.text, piece.unit_id) for piece in found.pieces if piece.unit_id] == [
            ("Suối Hoa", SUOI_HOA),
            ("Đồi Chè", DOI_CHE),
            ("Bãi Ngọc", BAI_NGOC),
        ]
        assert found.amount == 10

    def test_whoever_has_no_figure_in_one_period_is_told_apart(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 12})
        report(COMMUNES, DOI_CHE, "2026-01", WHOLE | {"teams": 4})
        report(COMMUNES, BAI_NGOC, "2026-01", WHOLE | {"teams": "x"})
        report(COMMUNES, BAI_NGOC, "2026-02", WHOLE | {"teams": 3})
        assert why(BACH_MA, "teams").sentence == (
            "Tăng 1 tổ so với tháng 01/2026: 1 xã tăng 2 (Suối Hoa +2); 1 xã chưa có số của tháng 02/2026 "
            "(Đồi Chè −4); 1 xã không tính vào tháng 01/2026 (Bãi Ngọc +3)."
        )
        back = why(BACH_MA, "teams", "2026-01", "2026-02")
        assert [(each.kind, each.amount) for each in back.contributions] == [
            (ContributionKind.CHANGED, -2),
            (ContributionKind.NOT_YET_BEFORE, 4),
            (ContributionKind.NO_LONGER_APPLIES, -3),
        ]

    def test_a_total_counts_what_there_is_of_its_options(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"sessions/b": None})
        report(COMMUNES, DOI_CHE, "2026-02", WHOLE)
        report(BODIES, HOI_PHU_NU, "2026-01", {"sessions/a": 1, "sessions/b": 1})
        report(BODIES, HOI_PHU_NU, "2026-02", {"sessions/a": 6, "sessions/b": 1})
        found = why(BACH_MA, "sessions")
        assert (found.before.value, found.now.value) == (7, 3 + 5 + 7)
        assert found.sentence == (
            "Tăng 8 buổi so với tháng 01/2026: 1 cơ quan, tổ chức tăng 5 (Hội Phụ nữ tỉnh Bạch Mã +5)".replace(
                "Hội Phụ nữ tỉnh Bạch Mã", found.pieces[1].text
            )
            + "; 1 xã giảm 2 (Suối Hoa −2); trong đó 1 xã chưa đủ số liệu ở một trong hai kỳ"
            "; 1 xã chưa có số của tháng 01/2026 (Đồi Chè +5)."
        )

    def test_nothing_changed_is_said_too(self, country: DataSet) -> None:
        for code in ("2026-01", "2026-02"):
            report(COMMUNES, SUOI_HOA, code, WHOLE)
        assert why(BACH_MA, "teams").sentence == "Không đổi so với tháng 01/2026."

    def test_a_commune_has_its_own_report_alone(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 13})
        found = why(SUOI_HOA, "teams")
        assert found.sentence == "Tăng 3 tổ so với tháng 01/2026, theo báo cáo của chính đơn vị."

    def test_the_country_is_told_by_provinces(self, country: DataSet) -> None:
        for unit, now in ((SUOI_HOA, 12), (BEN_TRE_XANH, 9)):
            report(COMMUNES, unit, "2026-01", WHOLE)
            report(COMMUNES, unit, "2026-02", WHOLE | {"teams": now})
        found = why(COUNTRY, "teams")
        assert [(each.unit_id, each.amount) for each in found.contributions] == [(BACH_MA, 2), (910002, -1)]
        assert found.sentence == (
            "Tăng 1 tổ so với tháng 01/2026: 1 tỉnh tăng 2 (Bạch Mã +2); 1 tỉnh giảm 1 (Thanh Bình −1); "
            "trong đó 1 tỉnh chưa đủ số liệu ở một trong hai kỳ."
        )

    def test_over_longer_periods_flows_add_and_stocks_are_the_last_months(self, country: DataSet) -> None:
        for code, teams in (("2026-01", 10), ("2026-02", 11), ("2026-03", 15)):
            report(COMMUNES, SUOI_HOA, code, WHOLE | {"teams": teams})
        quarter = why_of(OPERATOR, BACH_MA, "awarded", month("2026-Q1"), month("2025-Q4"))
        assert quarter is not None
        assert quarter.refusal == "Chưa có số của quý IV/2025, nên chưa có gì để so."
        report(COMMUNES, SUOI_HOA, "2026-06", WHOLE | {"teams": 11, "awarded": 8})
        assert why(BACH_MA, "teams", "2026-Q2", "2026-Q1").amount == 11 - 15
        assert why(BACH_MA, "awarded", "2026-Q2", "2026-Q1").amount == 8 - 3 * 7
        of_two_kinds = why(BACH_MA, "teams", "2026-Q1", "2026-03")
        assert of_two_kinds.refusal == "Hai kỳ không cùng loại, nên không so được."

    def test_a_rate_is_told_by_its_parts(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 11})
        report(COMMUNES, DOI_CHE, "2026-02", WHOLE | {"areas": None})
        found = why(BACH_MA, "cover")
        assert found.sentence == (
            "Tăng 8,4 điểm phần trăm so với tháng 01/2026: “Số teams” tăng 1 (từ 10 lên 11); “Số areas” không đổi (12)."
        )
        above, below = found.of_parts
        assert [(each.unit_id, each.amount) for each in above.contributions] == [(SUOI_HOA, 1)]
        assert below.contributions == ()

    @pytest.mark.parametrize(
        ("line", "than", "said"),
        [
            ("kinds", "2026-01", "không cộng được"),
            ("teams", "2025-12", "Chưa có số của tháng 12/2025"),
            ("awarded", "2026-01", "không áp dụng trong tháng 01/2026"),
        ],
    )
    def test_what_cannot_be_told_says_why(self, country: DataSet, line: str, than: str, said: str) -> None:
        for code in ("2026-01", "2026-02"):
            for unit in (SUOI_HOA, DOI_CHE, BAI_NGOC):
                report(COMMUNES, unit, code, WHOLE | {"awarded": "x" if code == "2026-01" else 7})
        found = why(BACH_MA, line, than=than)
        assert said in found.refusal
        assert (found.amount, found.contributions, found.sentence) == (None, (), found.refusal)

    def test_no_form_has_it(self, country: DataSet) -> None:
        assert why_of(OPERATOR, BACH_MA, "nothing", FEBRUARY, JANUARY) is None


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_reported_the_units_below_explain_all_of_it(country: DataSet, seed: int) -> None:
    chance = random.Random(seed)

    def anything(most: int) -> int | str | None:
        return chance.choice([None, "x", 0, chance.randint(1, most), chance.randint(1, most)])

    for code in ("2026-01", "2026-02", "2026-03", "2026-06"):
        for layout, units in (
            (COMMUNES, (SUOI_HOA, DOI_CHE, BAI_NGOC, BEN_TRE_XANH)),
            (BODIES, (HOI_PHU_NU, SO_TU_PHAP)),
        ):
            for unit in units:
                if chance.random() < 0.8:
                    report(layout, unit, code, {line.code: anything(50) for line in layout.kept})
    told = 0
    for unit in (COUNTRY, BACH_MA, SUOI_HOA):
        for line in COMMUNES.lines:
            for now, than in (("2026-02", "2026-01"), ("2026-Q2", "2026-Q1")):
                found = why(unit, line.code, now, than)
                of_parts = [(part.contributions, part.now - part.before) for part in found.of_parts]
                for contributions, change in [(found.contributions, found.amount), *of_parts]:
                    if change is not None and (contributions or not found.of_parts):
                        told += 1
                        assert ContributionKind.REST not in {each.kind for each in contributions}
                        assert sum(each.amount for each in contributions) == change
    assert told > 20


def test_differences_that_longer_reports_state_are_told_apart(db: None) -> None:
    with acting_as(OPERATOR):
        lay_units()
        monthly, half = lay_form(COMMUNES), lay_form(HALF)
        units, halves = (SUOI_HOA, DOI_CHE), ("2026-H1", "2026-H2")
        owe(monthly, units, "2026-01", "2026-07")
        owe(half, units, *halves)
        for code, awarded in (("2026-01", 6), ("2026-07", 9)):
            for unit in units:
                report(COMMUNES, unit, code, WHOLE | {"awarded": awarded})
        report(HALF, SUOI_HOA, "2026-H2", {"awarded": -2})
        found = why(BACH_MA, "awarded", *reversed(halves))
    assert found.amount == 4
    assert found.sentence == (
        "Tăng 4 cá nhân so với 6 tháng đầu năm 2026: 2 xã tăng 6 (Đồi Chè +3, Suối Hoa +3); "
        "1 xã nêu chênh lệch trong báo cáo kỳ dài hơn (Suối Hoa −2)."
    )


class TestWhoIsAsking:
    def test_small_numbers_of_persons_are_not_told(self, country: DataSet) -> None:
        for unit, before, now in ((SUOI_HOA, 8, 3), (DOI_CHE, 7, 12), (BAI_NGOC, 9, 6)):
            report(COMMUNES, unit, "2026-01", WHOLE | {"awarded": before})
            report(COMMUNES, unit, "2026-02", WHOLE | {"awarded": now})
        leader = at(BACH_MA, Permission.VIEW_FIGURES)
        with acting_as(leader):
            found = why_of(leader, BACH_MA, "awarded", FEBRUARY, JANUARY)
        assert found is not None
        assert found.sentence == (
            "Giảm 3 cá nhân so với tháng 01/2026: 1 xã tăng 5 (Đồi Chè +5); "
            "2 đơn vị có số người nhỏ nên không nêu."
        )
        assert {each.unit_id for each in found.contributions} == {DOI_CHE, None}
        desk = at(BACH_MA, Permission.VIEW_FIGURES, Permission.REVIEW_REPORT)
        with acting_as(desk):
            found = why_of(desk, BACH_MA, "awarded", FEBRUARY, JANUARY)
        assert found is not None
        assert "Suối Hoa −5" in found.sentence

    def test_nor_is_a_change_of_a_sum_that_is_small_itself(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE | {"awarded": 3})
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"awarded": 8})
        above = at(COUNTRY, Permission.VIEW_FIGURES)
        with acting_as(above):
            found = why_of(above, BACH_MA, "awarded", FEBRUARY, JANUARY)
        assert found is not None
        assert (found.amount, found.contributions) == (None, ())
        assert "3" not in found.sentence.replace("tháng 01/2026", "")

    def test_it_costs_the_same_however_many_there_are(self, country: DataSet) -> None:
        viewer = at(BACH_MA, Permission.VIEW_FIGURES)
        costs = []
        for unit in (SUOI_HOA, DOI_CHE):
            report(COMMUNES, unit, "2026-01", WHOLE)
            report(COMMUNES, unit, "2026-02", WHOLE | {"teams": 13})
            with acting_as(viewer), CaptureQueriesContext(connection) as sent:
                why_of(viewer, BACH_MA, "teams", FEBRUARY, JANUARY)
                movers_of(viewer, BACH_MA, FEBRUARY, JANUARY)
            costs.append(len(sent))
        assert costs[0] == costs[1] <= 11 + 19


@pytest.mark.parametrize("seed", range(4))
def test_a_sentence_tells_what_the_tables_of_both_periods_tell_and_no_more(
    country: DataSet, seed: int
) -> None:
    chance = random.Random(seed)
    communes = (SUOI_HOA, DOI_CHE, BAI_NGOC)
    for code in ("2026-01", "2026-02"):
        for unit in communes:
            report(COMMUNES, unit, code, WHOLE | {"awarded": chance.choice([0, chance.randint(0, 9), 12])})
    leader = at(BACH_MA, Permission.VIEW_FIGURES)
    with acting_as(leader):
        found = why_of(leader, BACH_MA, "awarded", FEBRUARY, JANUARY)
        shown: dict[int, list[Decimal | None]] = {unit: [] for unit in communes}
        for period in (FEBRUARY, JANUARY):
            table = parts_of(leader, BACH_MA, period, "awarded")
            whole = [each for each in figures_of(leader, BACH_MA, period) if each.line == "awarded"]
            _whole, rows = release_table(whole, [[part.figure] for part in table])
            for part, (figure,) in zip(table, rows, strict=True):
                shown[part.unit_id].append(figure.value)
    assert found is not None
    told = {each.unit_id: [each.now, each.before] for each in found.contributions if each.unit_id is not None}
    assert told == {
        unit: values for unit, values in shown.items() if None not in values and values[0] != values[1]
    }


class TestMovers:
    def test_what_moved_most_comes_first_with_who_moved_it(self, country: DataSet) -> None:
        for unit in (SUOI_HOA, DOI_CHE):
            report(COMMUNES, unit, "2026-01", WHOLE | {"teams": 40})
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 60, "awarded": 9})
        report(COMMUNES, DOI_CHE, "2026-02", WHOLE | {"teams": 41})
        found = movers_of(OPERATOR, BACH_MA, FEBRUARY, JANUARY)
        assert [(mover.line, mover.moved) for mover in found] == [("teams", 21), ("awarded", 2)]
        assert [each.name for each in found[0].biggest] == ["Suối Hoa", "Đồi Chè"]
        assert found[0].why.sentence.startswith("Tăng 21 tổ so với tháng 01/2026: 2 xã tăng 21 (Suối Hoa +20")

    def test_a_missing_report_is_no_fall(self, country: DataSet) -> None:
        for unit in (SUOI_HOA, DOI_CHE):
            report(COMMUNES, unit, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 11})
        found = movers_of(OPERATOR, BACH_MA, FEBRUARY, JANUARY)
        assert [(mover.line, mover.moved) for mover in found] == [("teams", Decimal(1))]
        assert found[0].why.amount == 11 - 20
