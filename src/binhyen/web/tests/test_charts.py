"""Where charts and maps put things."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.template import Context, Template

from binhyen.machinery.formats.charts import Chart, ChartBreak, ChartUndrawn, ReadingMark, process
from binhyen.machinery.formats.charts.tests.samples import course, rank
from binhyen.web.frame.charts import FileKind, change, chart_file, figure, sparkline
from binhyen.web.frame.sample_map import sample_map


def test_a_missing_figure_is_a_dash_and_zero_is_zero() -> None:
    assert figure(None) == "—"
    assert figure(0) == "0"
    assert figure(Decimal("1234.5")) == "1.234,5"


@pytest.mark.parametrize(
    ("value", "before", "icon", "words"),
    [
        (54, 42, "up", "tăng 12 so với tháng 01/2025"),
        (42, 54, "fall", "giảm 12 so với tháng 01/2025"),
        (42, 42, "same", "không đổi so với tháng 01/2025"),
    ],
)
def test_a_change_says_its_direction_in_a_word(value: int, before: int, icon: str, words: str) -> None:
    said = change(value, before, "tháng 01/2025")
    assert (said.icon, said.sentence) == (icon, words)


def test_a_missing_period_breaks_a_sparkline() -> None:
    assert len(sparkline([3, 4, None, 5, 6]).runs) == 2


def test_a_lone_value_between_gaps_is_still_seen() -> None:
    assert len(sparkline([None, 5, None]).runs) == 1


def test_nothing_at_all_can_be_drawn() -> None:
    assert sparkline([]).runs == ()
    assert sparkline([None, None]).runs == ()


def test_a_sparkline_stops_where_nothing_can_be_compared_and_shows_what_is_estimated() -> None:
    line = sparkline([3, 4, 5, 6], estimated={0, 1}, parted={2})
    assert len(line.runs) == 2
    assert line.hollow == tuple(line.runs[0].split())
    assert line.sentence == "4 kỳ, từ 3 đến 6, có số ước tính, đường không nối liền"
    drawn = Template("{% include 'components/sparkline.html' %}").render(Context({"line": line}))
    assert drawn.count("<path") == 2 * len(line.hollow)
    assert " style=" not in drawn


# Charts


@pytest.fixture
def nobody_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(question: object) -> bytes:
        raise ChartUndrawn

    monkeypatch.setattr(process, "ask", refuse)


def page_of(chart: Chart, **urls: str) -> str:
    return Template("{% load components %}{% chart chart names='Xã, phường' svg_url=svg_url %}").render(
        Context({"chart": chart, "svg_url": urls.get("svg_url", "")})
    )


def cells(page: str) -> list[str]:
    return [
        " ".join(re.sub("<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<(?:td|th scope=\"row\")[^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    ]


def test_a_chart_shows_its_drawing_its_table_and_the_meaning_of_its_marks() -> None:
    chart = course(1204, None, "<5", 36, marks={3: ReadingMark.PROVISIONAL})
    page = page_of(chart, svg_url="/to.svg")
    assert page.count("<svg") == 2  # for wide and for narrow screens
    assert page.count('role="img" aria-label="Số mô hình đang hoạt động, xã Đà Bắc: từ 1.204 mô hình') == 2
    assert cells(page) == ["01/2026", "1.204", "02/2026", "—", "03/2026", "&lt;5", "04/2026", "36 tạm tính"]
    assert "Xã, phường</th>" in page
    assert f"{chart.source} Khoảng trống là kỳ chưa có số liệu. Vòng tròn rỗng là số tạm tính." in page
    assert 'href="/to.svg"' in page
    assert "PNG" not in page


def test_a_change_of_what_is_measured_stands_in_the_words_the_table_and_the_file() -> None:
    broken = ChartBreak(1, "đổi địa bàn", "Từ 01/02/2026 đổi địa bàn: trước đó là xã A và xã B.")
    gap = replace(course(None).readings[0], why="không so sánh được")
    chart = replace(course(3, 4), breaks=(broken,))
    chart = replace(chart, readings=(*chart.readings, gap))
    page = page_of(chart)
    assert page.count('(02/2026). Từ 02/2026 đổi địa bàn."') == 2
    assert cells(page) == [
        "01/2026",
        "3",
        "02/2026 đổi địa bàn từ kỳ này",
        "4",
        "01/2026",
        "— không so sánh được",
    ]
    assert broken.sentence in page
    assert chart_file(chart, FileKind.CSV, "x").content.decode("utf-8-sig").splitlines() == [
        "Kỳ,mô hình,Mức chốt,Thay đổi từ kỳ này",
        "01/2026,3,,",
        "02/2026,4,,đổi địa bàn",
        "01/2026,,không so sánh được,",
    ]


def test_a_drawing_on_a_page_keeps_to_the_policy_and_the_scheme() -> None:
    page = page_of(rank(3, 1, highlighted="Xã Ẩm Ướt 0"))
    assert not re.findall(r"#[0-9A-Fa-f]{3,6}\b| style=| id=|<style|<script", page)
    assert 'fill="var(--bamboo)"' in page


def test_what_a_label_says_is_never_markup() -> None:
    first = replace(rank(3).readings[0], label="<script>alert(1)</script>")
    assert "<script>" not in page_of(replace(rank(3), readings=(first,)))


def test_a_chart_that_cannot_be_drawn_shows_its_table_and_says_so(nobody_draws: None) -> None:
    page = page_of(course(97531, 2))
    assert "<svg" not in page
    assert "Lúc này chưa vẽ được biểu đồ." in page
    assert '<details class="chart-table" open>' in page
    assert "97.531" in cells(page)


def test_a_chart_comes_as_files() -> None:
    chart = rank(1204, None, "<5")
    svg, png, table = (chart_file(chart, kind, "tin-bao") for kind in FileKind)
    assert svg["Content-Disposition"] == 'attachment; filename="tin-bao.svg"'
    assert svg.content.startswith(b"<svg")
    assert b"#1E5B46" in svg.content
    assert png.content.startswith(b"\x89PNG")
    assert table.content.decode("utf-8-sig").splitlines() == [
        "Tên,mô hình,Mức chốt",
        "Xã Ẩm Ướt 0,1204,",
        "Xã Ẩm Ướt 1,,",
        "Xã Ẩm Ướt 2,<5,",
    ]


def test_a_label_in_a_file_is_no_formula() -> None:
    first = replace(rank(3).readings[0], label="=1+1")
    assert "'=1+1,3," in chart_file(replace(rank(3), readings=(first,)), FileKind.CSV, "x").content.decode()


def test_a_file_that_cannot_be_drawn_is_refused_in_words(nobody_draws: None) -> None:
    answer = chart_file(course(86420), FileKind.PNG, "x")
    assert answer.status_code == 503
    assert "tải số liệu CSV" in answer.content.decode()
    assert chart_file(course(86420), FileKind.CSV, "x").status_code == 200


# Maps


def test_the_sample_map_has_every_province_once_and_both_archipelagos_under_theirs() -> None:
    drawn = sample_map("Tỷ lệ", "Số liệu thử")
    assert len({row["name"] for row in drawn["rows"]}) == 34
    assert drawn["svg"].count("<g data-unit=") == 34
    for islands, province in (("Hoàng Sa", "Đà Nẵng"), ("Trường Sa", "Khánh Hòa")):
        assert f"Quần đảo {islands} ({province})" in drawn["svg"]
