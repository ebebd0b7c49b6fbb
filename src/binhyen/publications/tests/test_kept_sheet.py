"""A report sheet that was kept and read back is the same, and so is whatever is composed from it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.quantities import Absence, Precision, Quantity
from binhyen.foundations.validity import Validity
from binhyen.machinery.formats.charts import Chart, ChartBreak, ChartKind, Reading, ReadingMark
from binhyen.machinery.formats.documents import docx_of, pdf_of
from binhyen.publications.models import DocumentKind
from binhyen.publications.reports.composing import compose
from binhyen.publications.rules.sheet import PictureOf, ReportSheet, WeakUnits
from binhyen.publications.rules.text import EditedText, Part, Reworded
from binhyen.publications.tests.samples import JANUARY, golden, sheet_of


def kept(sheet: ReportSheet) -> ReportSheet:
    """As the database gives it back, which keeps no order of keys."""
    return ReportSheet.from_json(json.loads(json.dumps(sheet.to_json(), sort_keys=True)))


_COUNT = st.one_of(st.integers(0, 10**9), st.just("x"), st.none())
_EXACT = st.decimals(0, 10**9, places=2).map(str)
_UNIT = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"teams": _COUNT, "members": _COUNT, "lit_km": _EXACT, "awarded": st.integers(0, 9)}
    ),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(_UNIT, min_size=1, max_size=5),
    st.lists(_UNIT, min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([None, Validity(date(2026, 1, 1)), Validity(date(2025, 12, 15), date(2026, 1, 2))]),
)
def test_nothing_is_lost(units, earlier, demonstration, lives) -> None:
    sheet = sheet_of(
        {f"Xã {at}": values for at, values in enumerate(units)},
        earlier={f"Xã {at}": values for at, values in enumerate(earlier)},
        last_known={"teams": (7, 1)},
        late=("Xã 0",),
        lives={"Xã 0": lives} if lives else None,
        demonstration=demonstration,
    )
    again = kept(sheet)
    assert again == sheet
    one, other = (compose(DocumentKind.REPORT, each, EditedText()) for each in (sheet, again))
    assert one == other


def test_the_same_bytes_come_of_it_with_charts_and_peoples_words() -> None:
    readings = (
        Reading("11/2025", None, why="không so sánh được (có đơn vị bị chia)"),
        Reading("12/2025", Decimal("12.50"), ReadingMark.PROVISIONAL),
        Reading("01/2026", Decimal(48)),
    )
    breaks = (ChartBreak(1, "đổi địa bàn", "Từ 20/11/2025 đổi địa bàn.", parted=True),)
    chart = Chart(ChartKind.LINE, "Tổ, 11/2025–01/2026", "tổ", readings, "Nguồn: thử.", 1, "01/2026", breaks)
    sheet = replace(
        golden(),
        pictures=(
            PictureOf(
                "teams",
                chart,
                tuple(
                    ("T1", "Tỉnh Bạch Mã", each)
                    for each in (JANUARY.previous().previous(), JANUARY.previous(), JANUARY)
                ),
            ),
        ),
        weak=WeakUnits("late", 2, 6, "Quy chế", (("X004", "Phường Hoa Lư", 3),)),
        next_due=date(2026, 3, 18),
    )
    text = EditedText(
        frozenset({"text:sites"}),
        {"text:teams": Reworded("- Có 48 tổ.", "")},
        {Part.PROPOSALS: (("own:1", "Đề nghị hỗ trợ."),)},
    )
    one = compose(DocumentKind.REPORT, sheet, text)
    other = compose(
        DocumentKind.REPORT, kept(sheet), EditedText.from_json(json.loads(json.dumps(text.to_json())))
    )
    assert one == other
    assert docx_of(one.document) == docx_of(other.document)
    assert pdf_of(one.document) == pdf_of(other.document)


def test_figures_keep_their_digits_units_and_precision() -> None:
    sheet = sheet_of({"Xã Suối Hoa": {}})
    report = sheet.reporters[0].reports[0]
    figures = {
        "teams": Quantity(Decimal("1E+3"), "tổ", Precision.MORE_THAN),
        "members": Quantity(Decimal("0.10"), "người"),
        "covered": Absence.MISSING,
        "areas": Absence.NOT_APPLICABLE,
    }
    changed = replace(
        sheet,
        reporters=(replace(sheet.reporters[0], reports=(replace(report, figures=figures),)),),
    )
    found = kept(changed).reporters[0].reports[0].figures
    assert found == figures
    assert found is not None
    assert str(found["members"].value) == "0.10"
