"""Figures as JSON for programs: some indicators over some periods, of a unit or of the units below."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from binhyen.foundations import clock
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, laid
from binhyen.web.tests.test_report_pages import name_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        made = laid()
        made.accepted()
        made.accepted("mai", made.sibling, model_points=7, awd_commune_individuals=4)
        yield made


def asked(desk: Desk, username: str, unit: int, status: int = 200, **query: str) -> dict[str, Any]:
    address = f"/so-lieu/{unit}/bang.json"
    response: Any = desk.client(username).get(
        address, {name.replace("_", "-"): each for name, each in query.items()}
    )
    assert response.status_code == status
    return json.loads(response.content) if status != 404 else {}


def series(told: dict[str, Any], line: str, unit: str | None = None) -> dict[str, Any]:
    (found,) = [
        each
        for each in told["series"]
        if told["lines"][each["line"]]["code"] == line
        and (unit is None or told["units"][each["unit"]]["name"] == unit)
    ]
    return found


def test_a_unit_by_period(desk: Desk) -> None:
    told = asked(desk, "lan", desk.province.pk, chi_tieu="model_points", tu="2026-08", den=PERIOD)
    assert told["unit"]["name"] == name_of(desk.province)
    assert [period["code"] for period in told["periods"]] == ["2026-08", PERIOD]
    assert (told["lines"][0]["code"], told["lines"][0]["clearance"]) == ("model_points", "internal")
    points = series(told, "model_points")
    assert points["values"] == [None, "27"]
    assert points["standings"][1] == "provisional"
    assert points["counted"][1] == 2
    assert points["expected"][1] > 2


def test_the_units_below_in_one_table(desk: Desk) -> None:
    told = asked(desk, "lan", desk.province.pk, chi_tieu="model_points", tu=PERIOD, theo="don-vi")
    assert series(told, "model_points", name_of(desk.commune))["values"] == ["20"]
    assert series(told, "model_points", name_of(desk.sibling))["values"] == ["7"]
    absent = [each for each in told["series"] if each["values"] == [None]]
    assert absent
    assert {each["absences"][0] for each in absent} == {"missing"}


def test_all_indicators_of_the_newest_period_where_none_is_named(desk: Desk) -> None:
    told = asked(desk, "hoa", desk.commune.pk)
    assert [period["code"] for period in told["periods"]] == [PERIOD]
    assert len(told["lines"]) > 20
    assert series(told, "ctx_households")["values"] == ["1000"]
    assert series(told, "force_area_coverage")["values"] == ["50.0"]
    assert series(told, "res_lit_routes_km")["absences"] == ["missing"]


def test_small_numbers_of_persons_never_leave(desk: Desk) -> None:
    for username in ("hoa", "lan"):
        told = asked(desk, username, desk.commune.pk, chi_tieu="awd_commune_individuals", tu=PERIOD)
        individuals = series(told, "awd_commune_individuals")
        assert (individuals["values"], individuals["absences"]) == (["<5"], ["held-back"])


def test_beside_there_is_nothing(desk: Desk) -> None:
    for username, unit in (("hoa", desk.sibling), ("hoa", desk.province), ("ngoai", desk.commune)):
        asked(desk, username, unit.pk, status=404)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"tu": "2026-13"}, "Không có tháng thứ 13"),
        ({"tu": "2026-09", "den": "2026-Q3"}, "không cùng loại kỳ"),
        ({"tu": "2026-09", "den": "2026-08"}, "đứng sau kỳ cuối"),
        ({"tu": "2001-01", "den": "2026-08"}, "quá nhiều kỳ"),
        ({"chi_tieu": "model_points,nhieu_lam"}, "“nhieu_lam”"),
        ({"theo": "xa"}, "Không có cách xếp “xa”"),
        ({"tu": "2026-09", "lich": "am-lich"}, "am-lich"),
    ],
)
def test_what_cannot_be_read_is_said(desk: Desk, query: dict[str, str], sentence: str) -> None:
    told = asked(desk, "lan", desk.province.pk, status=400, **query)
    assert sentence in told["error"]["sentence"]
