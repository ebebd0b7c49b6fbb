"""Are numbers and names of persons covered, and nothing else, and does everything stay where it was?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.narratives.intake import mask_names, read_document, read_pasted
from binhyen.narratives.intake.masking import COVER
from binhyen.narratives.intake.narrative import kept_letters
from binhyen.narratives.tests import of_persons as lists

_BRACES = re.compile(r"\{([^}]*)\}")

SLIPS_THROUGH = {
    "09 12 34 56 78",
    "mã số thuế 8123456789",
    "các cháu Minh, Đức",
    "Lê Na (tổ 5)",
    "ông Trần Văn Sáu (Sáu Già)",
}
COVERED_BY_MISTAKE = {"Ông Công, ông Táo", "cô Tấm"}


def numbers_covered(text: str) -> str:
    return read_pasted(text).text


def expected(sentence: str) -> tuple[str, str]:
    """The sentence without braces, and with what stood in them covered, but for spaces in names."""
    return _BRACES.sub(r"\1", sentence), _BRACES.sub(lambda found: COVER * len(found[1]), sentence)


def faults(sentences: Iterable[str], cover: Callable[[str], str]) -> set[str]:
    """The sentences in which something else is covered than should be."""
    found = set()
    for sentence in sentences:
        text, wanted = expected(sentence)
        covered = cover(text)
        assert len(covered) == len(text)
        if cover is mask_names:
            wanted = "".join(" " if sign == " " else cover for sign, cover in zip(text, wanted, strict=True))
        if covered != wanted:
            found.add(text)
    return found


@pytest.mark.parametrize(
    ("name", "cover"),
    [
        ("NUMBERS_OF_PERSONS", numbers_covered),
        ("NOT_OF_PERSONS", numbers_covered),
        ("NUMBERS_OF_PERSONS_AGAIN", numbers_covered),
        ("NOT_OF_PERSONS_AGAIN", numbers_covered),
        ("NAMES", mask_names),
        ("NOT_NAMES", mask_names),
        ("NAMES_AGAIN", mask_names),
        ("NOT_NAMES_AGAIN", mask_names),
    ],
)
def test_what_is_covered_is_as_it_was_measured(name: str, cover: Callable[[str], str]) -> None:
    sentences = getattr(lists, name)
    known = SLIPS_THROUGH | COVERED_BY_MISTAKE
    assert faults(sentences, cover) == {text for text, _ in map(expected, sentences)} & known


def test_a_number_that_slips_through_is_noticed() -> None:
    assert faults(("gọi {09 12 34 56 78}", "có {12} tổ"), numbers_covered) == {
        "gọi 09 12 34 56 78",
        "có 12 tổ",
    }


def test_the_head_of_a_column_tells_what_a_number_is() -> None:
    page = "<table><tr><th>Số CCCD<th>Kinh phí (đồng)<tr><td>131234567<td>131234567<tr><td>025 090 001 234<td>9</table>"
    narrative = read_document("a.html", page.encode())
    assert [narrative.said(cell) for block in narrative.blocks[1:] for cell in block.cells] == [
        *(COVER * 9, "131234567"),
        *(COVER * 15, "9"),
    ]


def test_numbers_written_apart_or_with_other_digits_are_covered() -> None:
    text = "CCCD 025\u00a0090\u00a0001\u00a0234, ĐT ０９１２３４５６７８, 0912\u2011345\u2011678"
    assert re.sub(r"[^\d０-９•]", "", read_pasted(text).text) == COVER * (15 + 10 + 12)


PIECES = st.sampled_from(
    [
        *(
            "0912345678",
            "001085012345",
            "1.131.000",
            "+84 ",
            "0",
            "12",
            "CCCD ",
            "ĐT: ",
            "19A-123.45",
            "a@b.vn",
            "(0210) ",
        ),
        *(
            " ",
            "\t",
            "\n",
            ".",
            ",",
            "/",
            "-",
            "•",
            "đồng",
            "ông ",
            "Nguyễn ",
            "Văn ",
            "xã ",
            "Trần Phú",
            "đ/c ",
            "\u200b",
        ),
        *("e\u0323\u0302", "Đ", "đồng chí ", "và ", "H'", "STK 123456"),
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=40)))
def test_covering_keeps_length_and_places(text: str) -> None:
    kept = kept_letters(text)
    if kept.strip():
        narrative = read_pasted(text)
        assert len(narrative.text) == len(kept)
        covered = {at for span in narrative.masked for at in range(span.start, span.end)}
        for at, (sign, was) in enumerate(zip(narrative.text, kept, strict=True)):
            assert sign == (COVER if at in covered else was)
    named = mask_names(text)
    assert len(named) == len(text)
    assert all(sign in (COVER, was) for sign, was in zip(named, text, strict=True))


def test_names_are_covered_in_decomposed_letters_too() -> None:
    assert mask_names(unicodedata.normalize("NFD", "ông Nguyễn Bé")).count(COVER) >= 9


@pytest.mark.parametrize(
    "piece", ["ông Nguyễn Văn An, ", "0912 345 ", "Trần ", "và Lê Thị Bé ", "0", "a.", "Lê Văn Tám, "]
)
def test_covering_takes_time_in_line_with_length(piece: str) -> None:
    # A search that looks at every pair of places would take minutes.
    text = "xã " + piece * (80_000 // len(piece))
    assert len(mask_names(text)) == len(text)
    assert len(read_pasted(text).text) == len(text)
