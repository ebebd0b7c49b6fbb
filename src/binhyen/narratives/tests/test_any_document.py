"""Is a document of any make read, and does every figure stand where it is said to stand?"""

from __future__ import annotations

import io
from html import escape
from typing import Any

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.faults import BadInput
from binhyen.narratives.intake import NarrativeText, read_document
from binhyen.narratives.queries import place_in_file, read_narrative_text
from binhyen.narratives.tests.reader import vocabulary

WORDS = st.one_of(
    st.sampled_from(
        [
            *(
                "Năm 2025, xã có 12 tổ hòa giải.",
                "12",
                "12,5%",
                "1.131",
                "15/20",
                "Số vụ",
                "TT",
                "Thôn 1",
                "Tổng",
            ),
            *(
                "I. KẾT QUẢ",
                "1. Mục tiêu:",
                "- Trao 5 suất quà",
                "ĐVT: triệu đồng",
                "",
                " ",
                "Chỉ tiêu",
                "2024",
                "x",
            ),
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12),
)
ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=5)
PARTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["Normal", "Heading 1", "List Bullet", "Title"]), WORDS),
        st.tuples(st.just("table"), ROWS, st.booleans()),
    ),
    min_size=1,
    max_size=8,
)


def as_docx(parts: list[tuple[Any, ...]]) -> bytes:
    document = docx.Document()
    for part in parts:
        if part[0] != "table":
            document.add_paragraph(part[1], style=part[0])
            continue
        width = max(map(len, part[1]))
        table = document.add_table(len(part[1]), width)
        for row, words in zip(table.rows, part[1], strict=True):
            for cell, word in zip(row.cells, words, strict=False):
                cell.text = word
        if part[2] and width > 1:
            table.cell(0, 0).merge(table.cell(0, width - 1))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(parts: list[tuple[Any, ...]]) -> bytes:
    tags = {"Normal": "p", "Heading 1": "h1", "List Bullet": "li", "Title": "div"}
    said = []
    for part in parts:
        if part[0] != "table":
            said.append(f"<{tags[part[0]]}>{escape(part[1])}")
            continue
        span = f" colspan={len(part[1])} rowspan=2" if part[2] else ""
        said.append("<table>")
        for row in part[1]:
            said.append("<tr>" + "".join(f"<td{span}>{escape(word)}" for word in row))
        said.append("</table>")
    return "\n".join(["<!doctype html><meta charset=utf-8>", *said]).encode()


def check(narrative: NarrativeText | BadInput) -> None:
    """A text whose figures stand where they are said to, or a refusal that says what to do."""
    if isinstance(narrative, BadInput):
        assert narrative.remedy
        return
    reading = read_narrative_text(narrative, vocabulary())
    assert reading.text == narrative.text
    last = 0
    for figure in reading.figures:
        begin, stop = figure.span
        assert narrative.text[begin:stop] == figure.quote
        assert last <= begin < stop
        assert place_in_file(narrative, begin)
        last = begin


def answer_to(name: str, content: bytes) -> NarrativeText | BadInput:
    try:
        return read_document(name, content)
    except BadInput as refused:
        return refused


@settings(max_examples=8, deadline=None)
@given(PARTS)
def test_any_word_document_is_read(parts: list[tuple[Any, ...]]) -> None:
    check(answer_to("a.docx", as_docx(parts)))


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_any_page_is_read(parts: list[tuple[Any, ...]]) -> None:
    check(answer_to("a.html", as_html(parts)))
