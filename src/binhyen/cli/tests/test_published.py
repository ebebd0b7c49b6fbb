"""``binhyen figures published``: numbers that others published, of the unit of which they speak."""

from __future__ import annotations

import json

import pytest

from binhyen.cli import published as commands
from binhyen.cli.demonstration.published import figures_of_the_press
from binhyen.cli.figures import figures
from binhyen.cli.tests.reports import invoke, run_on_the_tests_database
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import state_public_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stated(monkeypatch: pytest.MonkeyPatch) -> None:
    run_on_the_tests_database(monkeypatch, commands)
    with acting_as(OPERATOR):
        state_public_figures(by=OPERATOR, figures=list(figures_of_the_press(OPERATOR)))


def test_todays_province_tells_what_was_said_of_a_part_of_it() -> None:
    told = json.loads(invoke(figures, "published", "--unit", "19", "--json").stdout)
    assert told["unit_name"] == "Tỉnh Thái Nguyên"
    assert {(each["bearing"], each["of"]) for each in told["figures"]} == {("within", "Tỉnh Bắc Kạn")}
    (sessions,) = [each for each in told["figures"] if each["line"] == "mob_sessions"]
    assert (sessions["value"], sessions["comparator"], sessions["published"]) == (939, "eq", "2024-01")


def test_a_former_province_is_asked_by_the_code_of_its_time() -> None:
    said = invoke(figures, "published", "--unit", "06", "--as-of", "30/06/2025").stdout
    assert "Tỉnh Bắc Kạn: 8 số liệu đã công bố" in said
    assert "một phần địa bàn" not in said


def test_hedges_and_doubts_are_said() -> None:
    assert "hơn 33.100 điểm" in invoke(figures, "published", "--unit", "25").stdout
    assert "Chưa chắc chắn: Nhiều hơn số đơn vị cấp xã" in " ".join(
        invoke(figures, "published", "--unit", "38").stdout.split()
    )


def test_where_nothing_was_published_it_says_so() -> None:
    assert "Chưa ghi số liệu đã công bố nào" in invoke(figures, "published", "--unit", "01").stdout


def test_a_day_that_is_none_is_called_wrongly() -> None:
    assert invoke(figures, "published", "--unit", "25", "--as-of", "hôm kia").exit_code == 2
