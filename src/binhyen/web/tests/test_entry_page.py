"""The entry grid: who opens it, what it shows, how it works without script; its script reads as the server does."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from binhyen.foundations import clock
from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLine, IndicatorKind, LineRole, worked_out
from binhyen.machinery.database.reach import acting_as
from binhyen.reporting.actions import return_for_correction
from binhyen.reporting.actions.reviewing import CellReason
from binhyen.reporting.models import State
from binhyen.reporting.rules.gates import values_gate
from binhyen.reporting.values import kept_text, parse_typed, plain
from binhyen.web.frame.entry_words import words
from binhyen.web.reporting.entry import NOTE, VALUE
from binhyen.web.tests.reporting_desk import DAY, Desk, figures, laid


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        yield laid()


def address(desk: Desk) -> str:
    return f"/bao-cao/{desk.obligation().pk}/nhap/"


def page_of(desk: Desk, by: str = "hoa", status: int = 200) -> str:
    response: Any = desk.client(by).get(address(desk))
    assert response.status_code == status
    return str(response.content.decode())


def shown_on(page: str) -> str:
    """The hidden field in which the page remembers what its cells said."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def row_of(page: str, line: str) -> str:
    return page.partition(f'data-line="{line}"')[2].partition("</tr>")[0]


def send(desk: Desk, page: str, status: int, by: str = "hoa", **fields: str) -> str:
    """Send the form as a browser without script does; ``fields`` by the code of their line, ``note_…`` its note."""
    content = {"shown": shown_on(page)} | json.loads(shown_on(page))
    for name, text in fields.items():
        name = name.replace("__", "/")
        if name == "hand_in":
            content[name] = text
        else:
            content[(NOTE if name.startswith("note_") else VALUE) + name.removeprefix("note_")] = text
    response: Any = desk.client(by).post(address(desk), content, follow=True)
    assert response.status_code == status
    return str(response.content.decode())


def value(desk: Desk, line: str) -> Decimal | None:
    return desk.submission().values[desk.layout.position[line]]  # type: ignore[no-any-return]


class TestWhoOpensIt:
    def test_the_unit_and_the_desk_that_enters_and_nobody_else(self, desk: Desk) -> None:
        for by, status in (
            ("hoa", 200),
            ("lan", 200),
            ("mai", 404),
            ("dung", 404),
            ("ngoai", 404),
            ("yen", 404),
        ):
            page_of(desk, by, status)

    def test_what_was_handed_in_says_so_and_is_taken_back_here(self, desk: Desk) -> None:
        desk.report()
        page = page_of(desk)
        assert "data-cell" not in page
        assert "Rút lại để sửa" in page
        response: Any = desk.client("hoa").post(f"/bao-cao/{desk.obligation().pk}/rut-lai/", follow=True)
        assert "data-cell" in response.content.decode()

    def test_what_was_accepted_is_shut_for_good(self, desk: Desk) -> None:
        desk.accepted()
        page = page_of(desk)
        assert "data-cell" not in page
        assert "Rút lại để sửa" not in page


class TestWhatItShows:
    def test_every_line_stands_in_it_and_those_worked_out_take_no_typing(self, desk: Desk) -> None:
        page = page_of(desk)
        assert re.findall(r'data-line="([^"]+)"', page) == [line.code for line in desk.layout.lines]
        assert page.count("data-cell ") == len(desk.layout.inputs)
        assert f"0/{len(desk.layout.inputs)} ô đã điền" in page
        assert "Nhập số liệu tháng 09/2026" in page

    def test_what_was_recorded_stands_in_its_cell_as_one_types_it(self, desk: Desk) -> None:
        desk.record(ctx_households=12345, res_cameras="x", res_lit_routes_km=1234)
        page = page_of(desk)
        assert 'value="12.345" data-cell data-kept="12345"' in row_of(page, "ctx_households")
        assert 'value="x" data-cell data-kept="x"' in row_of(page, "res_cameras")
        # 1.234 could be read twice where kilometres have fractions.
        assert 'value="1.234,0" data-cell data-kept="1234"' in row_of(page, "res_lit_routes_km")
        everything_else = len(desk.layout.inputs)
        assert f"{everything_else}/{everything_else} ô đã điền" in page

    def test_a_check_that_does_not_hold_stands_at_each_of_its_lines(self, desk: Desk) -> None:
        desk.record(force_areas_covered=50)
        page = page_of(desk)
        for line in ("force_areas_covered", "ctx_residential_units"):
            assert 'class="doubt"' in row_of(page, line)
        assert 'class="doubt"' not in row_of(page, "model_points")

    def test_why_a_cell_was_returned_stands_beside_it(self, desk: Desk) -> None:
        submission = desk.report()
        actor = desk.actor("duyet")
        with acting_as(actor):
            return_for_correction(
                by=actor,
                submission=submission,
                reason="Xem lại số mô hình.",
                cells=[CellReason("model_points", "Lệch với sổ theo dõi")],
            )
        page = page_of(desk)
        assert "Xem lại số mô hình." in page
        assert "Lệch với sổ theo dõi" in row_of(page, "model_points")

    def test_the_form_for_its_script_is_data_that_closes_no_element(self, desk: Desk) -> None:
        found = re.search(r'<script id="entry-form" type="application/json">(.*?)</script>', page_of(desk))
        assert found is not None
        form = json.loads(found[1])
        assert list(form["lines"]) == [line.code for line in desk.layout.lines]
        assert form["words"]["faults"].keys() == words()["faults"].keys()


class TestWithoutScript:
    def test_what_was_typed_is_kept_and_nothing_else(self, desk: Desk) -> None:
        desk.record()
        page = page_of(desk)
        desk.record(by="lan", model_points=77)  # somebody else, meanwhile
        done = send(
            desk, page, 200, ctx_households="1.234", res_cameras="x", note_ctx_households="Đã rà soát."
        )
        assert "Đã lưu số liệu." in done
        assert value(desk, "ctx_households") == 1234
        assert desk.submission().notes == {"ctx_households": "Đã rà soát."}
        assert value(desk, "model_points") == 77

    def test_a_faulty_cell_comes_back_as_it_was_typed_and_the_others_are_kept(self, desk: Desk) -> None:
        desk.record()
        page = send(desk, page_of(desk), 422, model_points="12,5", model_new="7", ctx_households="vài")
        assert "2 ô chưa lưu được" in page
        row = row_of(page, "model_points")
        assert 'value="12,5"' in row
        assert 'aria-invalid="true"' in row
        assert "12,5 không phải số nguyên." in row
        assert "“vài” không phải là số viết đúng cách." in row_of(page, "ctx_households")
        assert value(desk, "model_new") == 7
        assert value(desk, "model_points") == 20
        again = send(desk, page, 200, model_points="13", ctx_households="900")
        assert "Đã lưu số liệu." in again
        assert value(desk, "model_points") == 13
        assert value(desk, "ctx_households") == 900

    def test_nobodys_value_gives_way_to_somebody_who_never_saw_it(self, desk: Desk) -> None:
        desk.record()
        page = page_of(desk)
        desk.record(by="lan", model_points=30)
        told = send(desk, page, 422, model_points="25")
        assert "Người khác đã ghi 30" in row_of(told, "model_points")
        assert value(desk, "model_points") == 30
        send(desk, told, 200, model_points="25")
        assert value(desk, "model_points") == 25

    def test_handing_in_keeps_what_was_typed_first(self, desk: Desk) -> None:
        desk.record()
        page = send(desk, page_of(desk), 200, model_points="21", hand_in="1")
        assert "Đã nộp báo cáo" in page
        assert desk.submission().state == State.SUBMITTED
        assert value(desk, "model_points") == 21

    def test_what_keeps_it_from_being_handed_in_is_said_above_the_grid(self, desk: Desk) -> None:
        desk.record()
        page = send(desk, page_of(desk), 422, force_areas_covered="50", hand_in="1")
        assert "hoặc ghi giải trình" in page
        assert desk.submission().state == State.DRAFT
        assert value(desk, "force_areas_covered") == 50

    def test_of_the_unit_beside_nothing_is_kept(self, desk: Desk) -> None:
        desk.record()
        send(desk, page_of(desk), 404, by="mai", model_points="99")
        assert value(desk, "model_points") == 20

    @pytest.mark.parametrize("shown", ["", "[]", "{", '{"v-model_points": 3}'])
    def test_a_form_that_was_tampered_with_is_no_accident(self, desk: Desk, shown: str) -> None:
        desk.record()
        response: Any = desk.client("hoa").post(address(desk), {"shown": shown, "v-model_points": "20"})
        assert response.status_code in (302, 422)
        assert value(desk, "model_points") == 20


# ---- the script reads and writes numbers as the server does ------------------------------------------------


@pytest.fixture(scope="module")
def script() -> MiniRacer:
    racer = MiniRacer()
    for name in ("checks.js", "entry-numbers.js"):
        text = (settings.PACKAGE / "web" / "static" / "web" / name).read_text("utf-8")
        racer.eval(text.replace("export function", "function"))
    return racer


def run(racer: MiniRacer, function: str, *arguments: object) -> Any:
    written = ", ".join(json.dumps(argument, ensure_ascii=False) for argument in arguments)
    return json.loads(str(racer.eval(f"JSON.stringify({function}({written}))")))


def line_of(decimals: int, role: LineRole = LineRole.INPUT, percent: bool = False) -> FormLine:
    kind = IndicatorKind.FLOW
    return FormLine(
        "a", "a", "", "A", "A", "tổ", "tổ", kind, role=role, decimals=decimals, is_percent=percent
    )


def for_script(line: FormLine) -> dict[str, object]:
    return {"role": line.role, "decimals": line.decimals, "percent": line.is_percent, "unit": line.unit}


lines = st.builds(
    line_of, st.sampled_from([0, 1, 3, 6]), st.sampled_from([LineRole.INPUT, LineRole.CARRIED]), st.booleans()
)
texts = st.one_of(
    st.text(alphabet="0123456789.,", max_size=12),
    st.text(alphabet="0123456789.,-−+ x", max_size=9),
    st.sampled_from(
        [
            "",
            " ",
            "x",
            "X",
            "chưa có",
            "Không áp dụng",
            "1.234",
            "0.125",
            "12.5",
            "1.234,50",
            "-0",
            "007",
            "1.234.567",
        ]
    ),
    st.integers(0, 10**17).map(format_number),
)


@given(line=lines, text=texts)
def test_a_cell_reads_what_the_server_reads_and_says_the_same_of_what_it_does_not(
    script: MiniRacer, line: FormLine, text: str
) -> None:
    read = run(script, "readValue", for_script(line), text, words()["faults"])
    kept, fault = as_the_server_reads(line, text)
    assert read.get("fault", "") == fault
    assert read.get("kept") == (None if fault else kept)


def as_the_server_reads(line: FormLine, text: str) -> tuple[str, str]:
    """The value as it is kept, or its fault in words."""
    try:
        figure = parse_typed(line, text)
    except BadInput as bad:
        return "", f"{bad.sentence} {bad.remedy}"
    kept = kept_text(figure) or ""
    return "0" if kept == "-0" else kept, values_gate_of(line, figure)


def values_gate_of(line: FormLine, figure: Quantity | Absence) -> str:
    class Form:
        by_code = {"a": line}

    faults = values_gate(Form, {"a": figure})  # type: ignore[arg-type]
    return " ".join(f"{fault.sentence} {fault.remedy}" for fault in faults)


@given(line=lines, number=st.decimals(0, 10**12, places=3))
def test_what_a_cell_shows_reads_back_as_itself(script: MiniRacer, line: FormLine, number: Decimal) -> None:
    kept = plain(round(number, line.decimals) if line.decimals < 3 else number)
    shown = run(script, "shownInCell", for_script(line), kept)
    assert shown.removesuffix(",0") == format_number(Decimal(kept)).removesuffix(",0")
    assert parse_typed(line, shown) == Quantity(Decimal(kept), "tổ")


def test_the_script_works_rates_out_as_the_server_does(script: MiniRacer, desk: Desk) -> None:
    rates = {
        line.code: {"parts": list(line.parts), "per": line.per}
        for line in desk.layout.lines
        if line.role is LineRole.RATE
    }
    assert rates
    for changes in (
        {},
        {"ctx_residential_units": 0, "force_areas_covered": 0},
        {"ctx_households": "x"},
        {"ctx_households": None},
    ):
        told = figures(desk.layout, **changes)
        values = {
            code: float(each.value)
            if isinstance(each, Quantity)
            else "x"
            if each is Absence.NOT_APPLICABLE
            else None
            for code, each in told.items()
        }
        known = run(script, "withRates", rates, values)
        for code, figure in worked_out(desk.layout, told).items():
            if code in rates:
                wanted = (
                    float(figure.value)
                    if isinstance(figure, Quantity)
                    else "x"
                    if figure is Absence.NOT_APPLICABLE
                    else None
                )
                assert known[code] == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)
