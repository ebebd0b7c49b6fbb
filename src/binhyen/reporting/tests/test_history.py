"""Tables of former years come in, are matched, taken and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor, Mandate, Reach, branches
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.tests.former_units import (
    DONG_TAY,
    LAM_HONG,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_XA,
    THANH_LAM,
    lay_former_units,
)
from binhyen.reporting.actions import (
    adjust,
    match_history,
    open_period,
    read_history,
    take_back_history,
    take_history,
)
from binhyen.reporting.former import read_intake
from binhyen.reporting.history import HistoryRead, sheets_of
from binhyen.reporting.models import (
    FigureSource,
    HistoryIntake,
    IntakeState,
    Obligation,
    PublicFigure,
    Recording,
    Submission,
)
from binhyen.reporting.queries import history_template
from binhyen.reporting.workbooks import Unreadable

SOURCE = "Báo cáo số 12/BC-BCĐ ngày 20/12/2023"
JANUARY = parse_period("2024-01", ADMINISTRATIVE)


@dataclass
class Desk:
    """The standing desk of today's province, before any report was asked for."""

    actor: Actor
    province: OrgUnit
    data_set: DataSet

    def read(self, text: str, period: Period | None = JANUARY, name: str = "so-lieu-cu.csv") -> HistoryIntake:
        with acting_as(self.actor):
            return read_history(
                by=self.actor,
                unit=self.province,
                data_set=self.data_set,
                source=SOURCE,
                name=name,
                data=text.encode(),
                period=period,
            )

    def take(self, intake: HistoryIntake, **how: Any) -> Any:
        with acting_as(self.actor):
            return take_history(by=self.actor, intake=intake, **how)

    def take_back(self, intake: HistoryIntake) -> HistoryIntake:
        with acting_as(self.actor):
            return take_back_history(by=self.actor, intake=intake)

    def match(self, intake: HistoryIntake, **said: Any) -> HistoryIntake:
        with acting_as(self.actor):
            return match_history(by=self.actor, intake=intake, **said)

    def refusal(self, intake: HistoryIntake) -> str:
        with pytest.raises(NotAllowed) as refused:
            self.take(intake)
        return refused.value.refused.code

    def reading(self, intake: HistoryIntake) -> HistoryRead:
        with acting_as(self.actor):
            return read_intake(self.actor, HistoryIntake.objects.visible_to(self.actor).get(pk=intake.pk))

    def kept(self) -> dict[tuple[int, str], dict[str, str]]:
        """What is kept: unit and period → line → value."""
        with acting_as(OPERATOR):
            return {
                (each.obligation.unit_id, each.obligation.period): {
                    line.code: str(value)
                    for line, value in zip(each.obligation.layout.kept, each.values, strict=True)
                    if value is not None
                }
                for each in Submission.objects.visible_to(OPERATOR).select_related("obligation__version")
            }


@pytest.fixture
def former_desk(db: None) -> Iterator[Desk]:
    with clock.fixed_to(date(2026, 3, 2)), acting_as(OPERATOR):
        lay_former_units()
        data_set = DataSet.objects.get(code="xa-thang")
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=LAM_HONG)
        heritage = tuple(f"1.{key}." for key in (SONG_LAM, NUI_HONG))
        permissions = frozenset(
            {Permission.ENTER_HISTORY, Permission.VIEW_FIGURES, Permission.STATE_PUBLIC_FIGURES}
        )
        reach = branches(paths=(province.path, *heritage))
        actor = Actor(
            7,
            "lan",
            mandates=(
                Mandate(
                    "standing-desk",
                    "thường trực",
                    LAM_HONG,
                    "Tỉnh Lam Hồng",
                    province.path,
                    permissions,
                    heritage=heritage,
                    at_heritage=permissions,
                ),
            ),
            reach=Reach(
                content=reach,
                content_write=reach,
                heritage=branches(paths=heritage),
                own=(LAM_HONG,),
                above=(1,),
            ),
        )
    with clock.fixed_to(date(2026, 3, 2)):
        yield Desk(actor, province, data_set)


WIDE = """Số liệu tháng 01/2024;;;;
TT;Tên đơn vị;force_safety_teams;Số thành viên Tổ bảo vệ an ninh, trật tự;model_points
;Huyện Thanh Lam;;;
1;Xã Đông Tây;12;1.131;-
2;TT. Lam Tiến;3;20;x
;TX Hồng Sơn;;;
3;Hồng Tiến;4;40;5
;Cộng;19;1.191;5
"""


def test_a_wide_table_is_taken_as_locked_reports_of_the_units_of_then(former_desk: Desk) -> None:
    intake = former_desk.read(WIDE)
    taken = former_desk.take(intake)
    assert (taken.reports, taken.values, taken.units, taken.periods) == (3, 7, 3, ("2024-01",))
    assert former_desk.kept() == {
        (DONG_TAY, "2024-01"): {"force_safety_teams": "12", "force_safety_members": "1131"},
        (TAN_TIEN, "2024-01"): {"force_safety_teams": "3", "force_safety_members": "20"},
        (TAN_TIEN_XA, "2024-01"): {
            "force_safety_teams": "4",
            "force_safety_members": "40",
            "model_points": "5",
        },
    }
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY)
        report = Submission.objects.visible_to(OPERATOR).get(unit_id=TAN_TIEN)
        recording = Recording.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY)
    assert (owed.superior_id, owed.deadline_basis, owed.closed_at is not None) == (THANH_LAM, SOURCE, True)
    at = owed.layout.position["model_points"]
    assert (report.state, report.not_applicable) == ("locked", [at]), "x is not applicable, and - is nothing"
    assert recording.source == FigureSource.HISTORY
    assert ["force_safety_members", None, "1131", "D4"] in recording.changes


def test_taking_and_taking_back_leaves_everything_as_it_was(former_desk: Desk) -> None:
    before = hash_of_everything()
    intake = former_desk.read(WIDE)
    former_desk.take(intake)
    assert hash_of_everything() != before
    assert sum_of(SONG_LAM, "force_safety_teams") == 15
    former_desk.take_back(intake)
    assert hash_of_everything() == before
    assert former_desk.match(intake).state == IntakeState.MATCHING
    assert former_desk.take(intake).values == 7, "and it may be taken again"


CELLS = st.one_of(
    st.integers(min_value=0, max_value=99_999).map(format_number),
    st.sampled_from(["", "-", "x", "hơn 500", "20-30", "vài"]),
)
LINES = ("force_safety_teams", "model_points", "mob_sessions/launch", "awd_commune_collectives")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Đông Tây", "Lam Tiến", "Hồng Tiến", "Làng Chùa", "Huyện Thanh Lam", "Không Có"]
            ),
            st.sampled_from(["2024-01", "2024-02"]),
            st.lists(CELLS, min_size=len(LINES), max_size=len(LINES)),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_whatever_a_table_says_taking_it_can_be_undone(
    former_desk: Desk, rows: list[tuple[str, str, list[str]]]
) -> None:
    before = hash_of_everything()
    text = "\n".join(
        ["\t".join(["Xã", "Kỳ", *LINES]), *("\t".join([unit, month, *cells]) for unit, month, cells in rows)]
    )
    refused = ""
    try:
        intake = former_desk.read(text, period=None)
        former_desk.take(intake, rest=True)
    except NotAllowed as refusal:
        refused = refusal.refused.code
    if refused:
        assert refused in ("no-table", "nothing-to-take")
        assert hash_of_everything() == before
        return
    plain = {cell for _unit, _month, cells in rows for cell in cells}
    assert {value for figures in former_desk.kept().values() for value in figures.values()} <= {
        cell.replace(".", "") for cell in plain
    }, "only what the cells say, and nothing that is hedged"
    former_desk.take_back(intake)
    assert hash_of_everything() == before


def test_a_long_table_with_periods_in_a_column(former_desk: Desk) -> None:
    text = (
        "unit,indicator,disaggregation,period,value\n"
        "Z23,force_safety_teams,,2024-01,12\n"
        "Z23,mob_sessions,launch,2024-01,4\n"
        "Z23,force_safety_teams,,T2/2024,13\n"
        "Z24,Tổ tự quản của các hộ dân,,tháng 2 năm 2024,5\n"
    )
    intake = former_desk.read(text, period=None)
    former_desk.take(intake)
    assert former_desk.kept() == {
        (DONG_TAY, "2024-01"): {"force_safety_teams": "12", "mob_sessions/launch": "4"},
        (DONG_TAY, "2024-02"): {"force_safety_teams": "13"},
        (TAN_TIEN, "2024-02"): {"selfmgmt_groups": "5"},
    }


def test_what_is_not_clear_waits_for_people(former_desk: Desk) -> None:
    text = "Xã,Số tổ bảo vệ ANTT,Số lượt người dự tuyên truyền\nĐông Tấy,12,1\nThanh Lam,4,2\n"
    intake = former_desk.read(text)
    assert former_desk.refusal(intake) == "not-settled"
    read = former_desk.reading(intake)
    assert [each.key for each in read.open_units] == ["Đông Tấy"]
    assert [each.id for each in read.open_units[0].found.candidates] == [DONG_TAY]
    assert [(each.key, each.candidates[0]) for each in read.open_columns] == [("C", "mob_participants")]
    former_desk.match(intake, units={"Đông Tấy": DONG_TAY}, columns={"C": ""})
    read = former_desk.reading(intake)
    assert read.is_settled
    assert [(each.label, each.given, each.expected) for each in read.sums] == [
        ("Huyện Thanh Lam", Decimal(4), Decimal(12))
    ], "a district above its communes is compared with them, not counted with them"
    former_desk.take(intake)
    assert former_desk.kept() == {(DONG_TAY, "2024-01"): {"force_safety_teams": "12"}}


def test_two_columns_are_never_one_line(former_desk: Desk) -> None:
    text = "Xã;force_safety_teams;Tổ bảo vệ an ninh, trật tự ở cơ sở\nĐông Tây;12;13\n"
    intake = former_desk.read(text)
    assert [each.key for each in former_desk.reading(intake).open_columns] == ["C"]
    former_desk.match(intake, columns={"C": "force_safety_teams"})
    assert [each.key for each in former_desk.reading(intake).open_columns] == ["B"], "people go before names"
    former_desk.match(intake, columns={"B": ""})
    former_desk.take(intake)
    assert former_desk.kept() == {(DONG_TAY, "2024-01"): {"force_safety_teams": "13"}}


def test_the_rest_may_be_taken_and_the_outcome_says_what_was_left(former_desk: Desk) -> None:
    text = "Xã;force_safety_teams;model_points\nĐông Tây;12;vài\nKhông Biết;3;1\nLam Tiến;hơn 5;2\n"
    intake = former_desk.read(text)
    taken = former_desk.take(intake, rest=True)
    assert former_desk.kept() == {
        (DONG_TAY, "2024-01"): {"force_safety_teams": "12"},
        (TAN_TIEN, "2024-01"): {"model_points": "2"},
    }
    told = " ".join(each["why"] + each["place"] for each in taken.intake.outcome["left_out"])
    assert taken.left_out == 3
    for words in ("“vài”", "C2", "“hơn 5” không phải số chính xác nên không cộng", "B4", "Không khớp đơn vị"):
        assert words in told


def test_hedged_numbers_are_quoted_and_withdrawn_with_the_table(former_desk: Desk) -> None:
    intake = former_desk.read("Xã;force_safety_teams;model_points\nĐông Tây;hơn 500;3\nLam Tiến;20-30;1\n")
    former_desk.take(intake)
    with acting_as(OPERATOR):
        quoted = {
            each.unit_id: each for each in PublicFigure.objects.visible_to(OPERATOR).filter(title=SOURCE)
        }
    first, second = quoted[DONG_TAY], quoted[TAN_TIEN]
    assert (first.value, first.precision, first.as_written) == (Decimal(500), "gt", "hơn 500")
    assert (second.value, second.value_max, first.published) == (Decimal(20), Decimal(30), "2023-12-20")
    assert former_desk.kept()[DONG_TAY, "2024-01"] == {"model_points": "3"}
    former_desk.take_back(intake)
    with acting_as(OPERATOR):
        standing = PublicFigure.objects.visible_to(OPERATOR).filter(title=SOURCE, withdrawn_at=None)
        assert not standing.exists()


class TestWhatStandsAgainstIt:
    def test_the_same_again_and_a_unit_above(self, former_desk: Desk) -> None:
        former_desk.take(former_desk.read(WIDE))
        assert former_desk.refusal(former_desk.read(WIDE, name="lan-hai.csv")) == "there-already"
        of_the_district = "Huyện;force_safety_teams\nThanh Lam;15\n"
        assert former_desk.refusal(former_desk.read(of_the_district, name="huyen.csv")) == "counted-twice"
        of_the_province = "Tỉnh;force_safety_teams\nNúi Hồng;15\n"
        assert former_desk.refusal(former_desk.read(of_the_province, name="tinh.csv")) == "counted-twice"

    def test_a_unit_below_one_that_is_there(self, former_desk: Desk) -> None:
        former_desk.take(former_desk.read("Tỉnh;force_safety_teams\nSông Lam;15\n"))
        intake = former_desk.read("Xã;force_safety_teams\nĐông Tây;1\nHồng Tiến;2\n")
        assert former_desk.refusal(intake) == "counted-twice"
        taken = former_desk.take(intake, rest=True)
        assert taken.reports == 1, "the other province's commune counts nothing twice"

    def test_a_period_that_is_not_over(self, former_desk: Desk) -> None:
        march = parse_period("2026-03", ADMINISTRATIVE)
        intake = former_desk.read("Xã;force_safety_teams\nBình Lam;1\n", period=march)
        assert former_desk.refusal(intake) == "period-not-over"

    def test_a_period_since_reports_are_asked_here(self, former_desk: Desk) -> None:
        with acting_as(OPERATOR):
            open_period(
                by=OPERATOR,
                under=former_desk.province,
                data_set=former_desk.data_set,
                period=parse_period("2026-01", ADMINISTRATIVE),
            )
        february = parse_period("2026-02", ADMINISTRATIVE)
        december = parse_period("2025-12", ADMINISTRATIVE)
        text = "Xã;force_safety_teams\nBình Lam;1\n"
        assert former_desk.refusal(former_desk.read(text, period=february)) == "reported-here"
        assert former_desk.take(former_desk.read(text, period=december)).reports == 1

    def test_the_same_line_in_a_longer_period(self, former_desk: Desk) -> None:
        former_desk.take(former_desk.read(WIDE))
        yearly = replace(former_desk, data_set=DataSet.objects.get(code="xa-nam"))
        year = parse_period("2024", ADMINISTRATIVE)
        text = "Xã;force_safety_teams;ctx_population\nĐông Tây;12;5.000\n"
        intake = yearly.read(text, period=year)
        assert yearly.refusal(intake) == "other-length"
        yearly.match(intake, columns={"B": ""})
        assert yearly.take(intake).values == 1

    def test_a_district_s_year_does_not_stand_beside_the_months_of_its_communes(
        self, former_desk: Desk
    ) -> None:
        former_desk.take(former_desk.read(WIDE))
        yearly = replace(former_desk, data_set=DataSet.objects.get(code="xa-nam"))
        year = parse_period("2024", ADMINISTRATIVE)
        intake = yearly.read("Huyện;force_safety_teams;ctx_population\nThanh Lam;12;5.000\n", period=year)
        assert yearly.refusal(intake) == "other-length"

    def test_a_longer_form_holds_the_whole_where_nothing_shorter_is(self, former_desk: Desk) -> None:
        yearly = replace(former_desk, data_set=DataSet.objects.get(code="xa-nam"))
        intake = yearly.read(
            "Xã;force_safety_teams;ctx_population\nĐông Tây;12;5.000\n",
            period=parse_period("2024", ADMINISTRATIVE),
        )
        yearly.take(intake)
        assert yearly.kept()[DONG_TAY, "2024"] == {"force_safety_teams": "12", "ctx_population": "5000"}

    def test_what_was_adjusted_since_is_not_taken_back(self, former_desk: Desk) -> None:
        intake = former_desk.read(WIDE)
        former_desk.take(intake)
        with acting_as(OPERATOR):
            report = Submission.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY)
            adjust(
                by=OPERATOR,
                submission=report,
                line="force_safety_teams",
                figure=Quantity(Decimal(13), "tổ"),
                reason="ghi nhầm",
            )
        with pytest.raises(NotAllowed) as refused:
            former_desk.take_back(intake)
        assert refused.value.refused.code == "changed-since"

    def test_nobody_else_may(self, former_desk: Desk) -> None:
        stranger = replace(former_desk.actor, mandates=())
        with acting_as(stranger), pytest.raises(NotAllowed):
            read_history(
                by=stranger,
                unit=former_desk.province,
                data_set=former_desk.data_set,
                source=SOURCE,
                name="a.csv",
                data=WIDE.encode(),
                period=JANUARY,
            )


BAD = [
    ("bang.xlsx", "không phải tệp nén", "damaged"),
    ("bang.csv", "a;b\n1;2\n", "no-table"),
    ("bang.csv", "Tên đơn vị;Điểm mô hình\n", "no-table"),
    ("bang.csv", "", "empty"),
    ("bang.txt", WIDE, "no-table"),
    ("bang.csv", "Tên;Tổ\nNguyễn Văn An;1\nTrần Thị Bình;2\nLê Văn Cường;1\nXã Đông Tây;2\n", "persons"),
    ("bang.csv", "Họ và tên;Tên đơn vị;Tổ\nNguyễn Văn An;Xã Đông Tây;2\n", "persons"),
]


@pytest.mark.parametrize(("name", "text", "code"), BAD)
def test_bad_files_are_refused_and_leave_nothing(former_desk: Desk, name: str, text: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        former_desk.read(text, name=name)
    assert refused.value.refused.code == code
    assert refused.value.refused.remedy
    with acting_as(OPERATOR):
        assert not HistoryIntake.objects.visible_to(OPERATOR).exists()


def test_a_source_and_periods_must_be_said(former_desk: Desk) -> None:
    with pytest.raises(NotAllowed) as refused:
        former_desk.read(WIDE, period=None)
    assert "không có cột nào ghi kỳ" in refused.value.refused.sentence
    with acting_as(former_desk.actor), pytest.raises(NotAllowed) as refused:
        read_history(
            by=former_desk.actor,
            unit=former_desk.province,
            data_set=former_desk.data_set,
            source=" ",
            name="a.csv",
            data=WIDE.encode(),
            period=JANUARY,
        )
    assert refused.value.refused.code == "no-source"


def test_rows_said_twice_and_cells_that_are_no_numbers_have_their_places(former_desk: Desk) -> None:
    text = (
        "Mã;Xã;force_safety_teams;res_lit_routes_km\n"
        "Z23;Đông Tây;12;1,5\nZ23;Đông Tây;13;1,5\n;;7;\nZ24;Lam Tiến;1,5;1.2.3\n"
    )
    read = former_desk.reading(former_desk.read(text))
    assert [(each.code, each.address) for each in read.faults] == [
        ("no-unit", "A4"),
        ("twice", "C3"),
        ("not-whole", "C5"),
        ("not-a-number", "D5"),
    ]
    assert all(each.remedy for each in read.faults)


def test_the_template_is_read_without_any_matching(former_desk: Desk) -> None:
    with acting_as(former_desk.actor):
        book = history_template(
            former_desk.actor, former_desk.province.path, former_desk.data_set, JANUARY, "commune"
        )
        assert book is not None
    sheets = sheets_of("mau.xlsx", book)
    assert not isinstance(sheets, Unreadable)
    rows = [list(row) for row in sheets[0].rows]
    assert [row[:4] for row in rows[2:]] == [
        ["Z23", "Tỉnh Sông Lam", "Huyện Thanh Lam", "Xã Đông Tây"],
        ["Z24", "Tỉnh Sông Lam", "Huyện Thanh Lam", "Thị trấn Lam Tiến"],
        ["Z25", "Tỉnh Sông Lam", "Huyện Thanh Lam", "Xã Làng Chùa"],
        ["Z26", "Tỉnh Núi Hồng", "Thị xã Hồng Sơn", "Xã Hồng Tiến"],
    ]
    for row in rows[2:]:
        row += [str(number) for number in range(len(rows[1]) - 4)]
    filled = "\n".join("\t".join(row) for row in rows)
    read = former_desk.reading(former_desk.read(filled))
    assert read.is_settled
    assert len(read.reports) == 4
    assert read.values == 4 * (len(rows[1]) - 4)


def sum_of(unit: int, line: str) -> Decimal | None:
    """What the reports below a unit come to on a line."""
    with acting_as(OPERATOR), connection.cursor() as cursor:
        cursor.execute(
            "select f.value from analytics_consolidatedfigure f"
            " join indicators_indicatorline l on l.id = f.line_id where f.unit_id = %s and l.code = %s",
            [unit, line],
        )
        ((total,),) = cursor.fetchall()
    return Decimal(total)


def hash_of_everything() -> str:
    """A mark of all reports, recordings and sums."""
    with acting_as(OPERATOR), connection.cursor() as cursor:
        parts = []
        for table in (
            "reporting_obligation",
            "reporting_submission",
            "reporting_recording",
            "analytics_consolidation",
            "analytics_consolidatedfigure",
        ):
            cursor.execute(
                f"select md5(string_agg(row, '' order by row))"
                f" from (select (to_jsonb(t) - 'id')::text as row from {table} t) rows"
            )
            parts.append(str(cursor.fetchone()[0]))
    return " ".join(parts)
