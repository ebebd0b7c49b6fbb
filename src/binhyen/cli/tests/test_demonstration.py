"""The demonstration's story: what it comes to, and that it is told once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from binhyen.analytics.models import Consolidation
from binhyen.analytics.queries import FigureOf, figures_of
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.cli.demonstration import furnish
from binhyen.cli.demonstration.former import (
    FormerCommune,
    FormerMap,
)
from binhyen.cli.demonstration.invented import (
    BEFORE,
    BODIES,
    DECEMBER,
    MONTHS,
    Place,
    Province,
    body_report,
    shared_out,
)
from binhyen.cli.demonstration.january import JANUARY, Parts
from binhyen.cli.demonstration.months import COMMUNES, PhuTho
from binhyen.cli.demonstration.steps import NOTED
from binhyen.foundations.clock import VIETNAM
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.queries import layouts_from
from binhyen.indicators.values import broken
from binhyen.machinery.audit.sealing import seal, verify
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.formats.documents import docx_of
from binhyen.narratives.models import Narrative, NarrativeState
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import unit_of_code
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.publications.models import DocumentKind, Edition
from binhyen.publications.queries import edition_of, report_sheet_of
from binhyen.publications.reports.composing import compose
from binhyen.publications.rules.text import EditedText
from binhyen.publications.tests.read_back import figures_in, held_against
from binhyen.reporting.models import Adjustment, HistoryIntake, Outcome, Submission, WorkbookIntake
from binhyen.reporting.queries import ReportStatus, statuses_below

THE_DAY = date(2026, 2, 20)
PLACES = [Place(f"{number:05}", number % 10 == 0) for number in range(148)]


def test_shares_are_whole_and_lose_nothing() -> None:
    assert shared_out(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(shared_out(33_104, [place.is_ward + 0.37 for place in PLACES])) == 33_104


def test_what_is_invented_adds_up_to_what_the_conference_stated() -> None:
    province = Province(PLACES)
    december = [province.report(place.code, "2025-12") for place in PLACES]
    totals = {line: sum(report[line] for report in december) for line in december[0]}
    assert (totals["model_points"], totals["model_exemplars"], totals["force_safety_teams"]) == (
        33_104,
        75,
        5_012,
    )
    assert body_report("25-CA", "2025-12")["model_types"] == 38
    assert body_report("25-CA", "2025-12")["model_outstanding"] == 12
    assert body_report("25-MTTQ", "2025-12")["model_types"] is None


def test_what_is_invented_fills_the_forms_breaks_no_check_and_is_the_same_every_time() -> None:
    forms = layouts_from()
    province, again = Province(PLACES), Province(list(reversed(PLACES)))
    for month in MONTHS:
        for place in PLACES[:40]:
            report = province.report(place.code, month)
            assert set(report) == {line.code for line in forms["xa-thang"].inputs}
            figures = {line: Quantity(value, "") for line, value in report.items()}
            assert broken(forms["xa-thang"], figures) == ()
            assert again.report(place.code, month) == report
        for body in BODIES:
            assert set(body_report(body.code, month)) == {
                line.code for line in forms["coquan-tinh-thang"].inputs
            }


def former_map() -> FormerMap:
    """Three former communes for each of today, and one that was split between two."""
    whole = [
        FormerCommune(f"{place.code}{at}", f"Xã {place.code} {at}", f"H{at}", "P", (place.code,))
        for place in PLACES[:40]
        for at in range(3)
    ]
    split = FormerCommune("chia", "Xã Chia", "H0", "P", (PLACES[0].code, PLACES[1].code))
    return FormerMap([*whole, split], Province(PLACES[:40]))


def test_what_is_invented_of_former_units_breaks_no_check_and_is_the_same_every_time() -> None:
    forms, former, again = layouts_from(), former_map(), former_map()
    for month in BEFORE:
        reports = former.months(month)
        assert reports == again.months(month)
        assert reports.keys() == {commune.code for commune in former.communes}
        for report in reports.values():
            assert set(report) == {line.code for line in forms["xa-thang"].inputs}
            assert broken(forms["xa-thang"], quantities(report)) == ()
    for year, teams in (("2023", False), ("2024", True)):
        for report in former.years(year).values():
            assert set(report) <= {line.code for line in forms["xa-nam"].lines}
            assert broken(forms["xa-nam"], quantities(report)) == ()
            assert ("force_safety_teams" in report) is teams  # a force that is there since 1 July 2024
    for report in former.halves().values():
        assert set(report) == {line.code for line in forms["xa-6-thang"].to_fill.inputs}
        assert broken(forms["xa-6-thang"], quantities(report)) == ()


def test_sums_of_former_units_grow_slowly_into_those_of_today() -> None:
    former = former_map()
    course = [total(former.years(year), "model_points") for year in ("2023", "2024")]
    course += [total(former.months(month), "model_points") for month in BEFORE]
    course.append(
        total(
            {place.code: former.today.report(place.code, "2025-08") for place in former.today.places},
            "model_points",
        )
    )
    assert course == sorted(course)
    assert course[0] > course[-1] * Decimal("0.85")
    years = [total(former.years(year), "mob_participants") for year in ("2023", "2024")]
    assert years[0] < years[1] < 13 * total(former.months("2025-06"), "mob_participants")


def test_a_split_commune_has_a_part_of_both() -> None:
    with_it, alone = former_map(), former_map()
    alone.communes = tuple(commune for commune in alone.communes if commune.code != "chia")
    reports, others = with_it.months("2025-03"), alone.months("2025-03")
    assert reports["chia"]["ctx_households"] > 0
    assert total(reports, "ctx_households") == total(others, "ctx_households")


def quantities(report: dict[str, Decimal]) -> dict[str, Quantity]:
    return {line: Quantity(value, "") for line, value in report.items()}


def total(reports: dict[str, dict[str, Decimal]], line: str) -> Decimal:
    return sum((report[line] for report in reports.values()), Decimal(0))


def test_new_sites_of_a_month_are_what_the_sites_grew_by() -> None:
    province = Province(PLACES)
    for place in PLACES[:40]:
        for before, month in pairwise(MONTHS):
            report = province.report(place.code, month)
            assert (
                report["model_points"] - province.report(place.code, before)["model_points"]
                == report["model_new"]
            )


@pytest.mark.slow
@pytest.mark.django_db
class TestTheStory:
    """Told once, on the tests' database; what is asked of it afterwards."""

    def statuses(self) -> tuple[ReportStatus, ...]:
        province = PhuTho()
        return statuses_below(OPERATOR, province.unit.path, province.forms[COMMUNES], JANUARY)

    def figures(
        self, period: str, commune: str = "", *, on_map_of: date | None = None
    ) -> dict[str, FigureOf]:
        unit = unit_of_code(OPERATOR, commune, THE_DAY, Level.COMMUNE) if commune else PhuTho().unit
        territory = TerritoryChoice(on_map_of) if on_map_of else AS_REPORTED
        return {
            figure.line: figure
            for figure in figures_of(
                OPERATOR, unit.id if unit else 0, parse_period(period, ADMINISTRATIVE), territory=territory
            )
        }

    def test_it_comes_to_what_it_should_and_is_told_once(self, tmp_path: Path) -> None:
        folder = DataFolder(tmp_path / "minh-hoa")
        folder.create(demonstration=True)
        said: list[str] = []
        furnish(folder, said.append)
        told = len(said)
        furnish(folder, said.append)
        assert told == len(said) == 27
        self.a_step_that_was_not_noted_is_done_again_without_harm(folder, said)

        with acting_as(OPERATOR):
            self.the_year_is_what_the_conference_stated()
            self.the_half_year_waits_for_the_police_of_one_commune()
            self.january_is_accepted_but_for_seven()
            self.december_was_frozen_twice_and_january_waits()
            self.files_lie_where_they_should(tmp_path / "minh-hoa" / "demo")
            self.former_years_stand_on_the_map_of_today()
            self.a_report_in_prose_waits_and_a_plan_is_done()
            self.what_became_of_a_commune_shows_what_is_known_of_it()
            self.reports_read_back_give_their_figure_sheets(tmp_path)
            assert Adjustment.objects.visible_to(OPERATOR).count() == 2
            seal()
            assert verify().sound

    def a_report_in_prose_waits_and_a_plan_is_done(self) -> None:
        states = {each.title: each for each in Narrative.objects.visible_to(OPERATOR)}
        assert len(states) == 3
        assert all("minh hoạ" in title for title in states)
        plan, press, report = sorted(states.values(), key=lambda each: each.pk)
        assert (plan.state, plan.text) == (NarrativeState.FINISHED, "")
        assert (press.state, press.is_public) == (NarrativeState.OPEN, True)
        assert report.obligation is not None
        assert report.obligation.period == "2026-02"

    def a_step_that_was_not_noted_is_done_again_without_harm(
        self, folder: DataFolder, said: list[str]
    ) -> None:
        folder.note(
            **{NOTED: [step for step in folder.state[NOTED] if step not in ("people", "bodies", "2025-10")]}
        )
        furnish(folder, said.append)
        assert len(said) == 30

    def the_year_is_what_the_conference_stated(self) -> None:
        stated = {
            "model_points": 33_104,
            "model_exemplars": 75,
            "force_safety_teams": 5_012,
            "model_types": 38,
            "model_outstanding": 12,
        }
        year = self.figures("2025")
        assert {line: year[line].value for line in stated} == stated
        assert year["model_points"].first_day == date(2025, 11, 15)
        assert year["mob_sessions"].value == sum(
            self.figures(month)["mob_sessions"].value or 0 for month in MONTHS[: DECEMBER + 1]
        )
        december = Consolidation.objects.visible_to(OPERATOR).filter(period="2025-12", unit__level="province")
        assert {(each.expected, each.locked) for each in december} == {(148, 148), (10, 10)}
        august = Consolidation.objects.visible_to(OPERATOR).get(
            period="2025-08", unit__level="province", data_set__code=COMMUNES
        )
        assert (august.expected, august.locked) == (148, 146)
        late = Submission.objects.visible_to(OPERATOR).filter(obligation__period="2025-12", late=True)
        assert late.count() == 3

    def former_years_stand_on_the_map_of_today(self) -> None:
        intakes = HistoryIntake.objects.visible_to(OPERATOR).values_list("state", "unit__level")
        assert list(intakes) == [("taken", "province")] * 9
        years = [self.figures(year, on_map_of=THE_DAY) for year in ("2023", "2024", "2025")]
        course = [year["model_points"].value for year in years]
        assert course == sorted(course)
        assert course[-1] == 33_104
        assert [year["mob_sessions"].carried for year in years] == [True, True, True]
        assert years[0]["force_safety_teams"].value is None  # there are such teams since July 2024
        assert WhyNot.NOT_ADDITIVE in years[1]["model_types"].apart
        months = [self.figures(f"2025-{month:02}", on_map_of=THE_DAY) for month in range(1, 13)]
        assert [month["mob_sessions"].carried for month in months] == [True] * 6 + [False] * 6
        assert all(month["mob_sessions"].value for month in months)
        assert sum(month["mob_sessions"].value or 0 for month in months) == years[2]["mob_sessions"].value

    def what_became_of_a_commune_shows_what_is_known_of_it(self) -> None:
        whole, gap, shared, unknown = (
            self.figures("2025-01", code, on_map_of=THE_DAY)["model_points"]
            for code in ("04831", "04894", "05200", "04924")
        )
        assert (whole.carried, whole.apart, whole.estimated) == (True, (), 0)  # Xã Đà Bắc, made of four
        assert whole.value is not None
        assert set(gap.apart) == {WhyNot.NO_REPORT}  # Phường Kỳ Sơn: one of three has no report
        assert 0 < shared.estimated < (shared.value or 0)  # Xã Mai Châu has four fifths of Xã Đồng Tân
        assert set(unknown.apart) == {
            WhyNot.UNKNOWN_SHARE
        }  # Xã Lương Sơn: nobody knows its part of Xã Cao Sơn

    def reports_read_back_give_their_figure_sheets(self, folder: Path) -> None:
        """Of a province made of three, and of a commune made of five, whose former figures are lacking."""
        for code, level, period in (("25", Level.PROVINCE, "2026-01"), ("07909", Level.COMMUNE, "2025-08")):
            unit, span = unit_of_code(OPERATOR, code, THE_DAY, level), parse_period(period, ADMINISTRATIVE)
            assert unit is not None
            sheet = report_sheet_of(OPERATOR, unit, span, at=datetime(2026, 2, 20, 9, tzinfo=VIETNAM))
            composed = compose(DocumentKind.REPORT, sheet, EditedText())
            path = folder / f"{code}.docx"
            path.write_bytes(docx_of(composed.document))
            assert held_against(sheet, composed.printed, figures_in(path)) == ([], [])

    def the_half_year_waits_for_the_police_of_one_commune(self) -> None:
        half = Consolidation.objects.visible_to(OPERATOR).get(period="2025-H2", unit__level="province")
        assert (half.expected, half.accepted) == (148, 145)
        parts = Submission.objects.visible_to(OPERATOR).exclude(obligation__part_of=None)
        states = dict(parts.values_list("obligation__body_kind", "state"))
        assert states == {"front": "submitted", "police": "draft"}

    def january_is_accepted_but_for_seven(self) -> None:
        parts = Parts.given_out(PhuTho().codes)
        statuses = {each.unit_code: each for each in self.statuses()}
        accepted = {code for code, each in statuses.items() if each.state == "accepted"}
        assert len(accepted) == 141
        assert statuses.keys() - accepted == {*parts.absent, *parts.wrong}
        assert {code for code in accepted if statuses[code].late} == set(parts.late)
        refused = WorkbookIntake.objects.visible_to(OPERATOR).filter(outcome=Outcome.REFUSED)
        assert len({each.faults[0]["code"] for each in refused}) == len(refused) == 4
        assert all(each.faults[0]["sentence"] and each.faults[0]["remedy"] for each in refused)

    def december_was_frozen_twice_and_january_waits(self) -> None:
        first, second, draft = Edition.objects.visible_to(OPERATOR).order_by("period", "number")
        assert (first.period, first.state, second.number, second.state) == ("2025-12", "frozen", 2, "frozen")
        assert (draft.period, draft.state) == ("2026-01", "draft")
        texts = [
            {
                figure.text
                for figure in edition_of(OPERATOR, each.pk).composed.printed
                if figure.key == "text:model_points"
            }
            for each in (first, second)
        ]
        assert texts == [{"33.113"}, {"33.104"}]

    def files_lie_where_they_should(self, folder: Path) -> None:
        assert len(list((folder / "workbooks").glob("*.xlsx"))) == 148
        assert len(list((folder / "workbooks" / "co-quan").glob("*.xlsx"))) == 10
        assert len(list((folder / "corrected").glob("*.xlsx"))) == 4
        assert {file.suffix for file in folder.glob("bao-cao-*")} == {".docx", ".pdf", ".xlsx"}
