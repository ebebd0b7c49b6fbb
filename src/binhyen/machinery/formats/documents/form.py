"""The form of administrative documents: sizes, styles and lines (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Lengths are points unless they say otherwise. Of each range the decree allows, one value is chosen here, once
for both renderers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache, cached_property

from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.documents.blocks import Alignment, Header, TextSize
from binhyen.machinery.formats.documents.typeface import Face, face

POINTS_PER_CM = 72 / 2.54

# Page: A4; margins are the least of each range (top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm), for
# names of agencies are long. Landscape pages keep the margins of their edges.
PAGE_SHORT = 21.0 * POINTS_PER_CM
PAGE_LONG = 29.7 * POINTS_PER_CM
MARGIN_TOP = MARGIN_BOTTOM = 2.0 * POINTS_PER_CM
MARGIN_LEFT = 3.0 * POINTS_PER_CM
MARGIN_RIGHT = 1.5 * POINTS_PER_CM
PAGE_NUMBER_FROM_EDGE = 1.0 * POINTS_PER_CM

FIRST_LINE = 1.27 * POINTS_PER_CM
BODY_SIZE = 14

# Heights of Times New Roman above and below the line, and what Word leaves between lines, in parts of the size.
ASCENT, DESCENT, LINE_GAP = 0.891, 0.216, 0.042

NATIONAL_NAME = "Cộng hòa xã hội chủ nghĩa Việt Nam"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END_MARK = "./."
PICTURE = "Biểu đồ"
UNDRAWN = "Không vẽ được biểu đồ khi lập văn bản này."
LETTER = "Công văn"
# Blanks to be filled in are of no-break spaces: no line breaks within, and justifying does not stretch them.
BLANK_NUMBER = "\N{NO-BREAK SPACE}" * 6
BLANK_DAY = "\N{NO-BREAK SPACE}" * 5
# A rule is a third to a half as long as the line above it.
RULE_SHARE = 0.4
RULE_WEIGHT = 0.75
RULE_BEFORE = 2.0
RULE_AFTER = 12.0

TABLE_BORDER = 0.5
CELL_PADDING_X = 4.0
CELL_PADDING_Y = 1.5


@dataclass(frozen=True)
class Look:
    """How one element of the form is set. ``style`` is its name in Word's list of styles.

    ``before`` and ``after`` are the space around it, ``line_spacing`` a multiple of single spacing, ``indent``
    the distance from the left margin, ``first_line`` that of the first line from it (negative: hanging).
    ``balanced`` breaks a line that is too long into lines of about equal length, as one does by hand.
    ``outline`` is its level among the headings.
    """

    style: str
    size: float
    bold: bool = False
    italic: bool = False
    upper: bool = False
    alignment: Alignment = Alignment.LEFT
    before: float = 0
    after: float = 0
    line_spacing: float = 1
    indent: float = 0
    first_line: float = 0
    balanced: bool = False
    keep_with_next: bool = False
    outline: int | None = None

    @property
    def face(self) -> Face:
        """The face its plain words are set in."""
        return face(bold=self.bold, italic=self.italic)

    @property
    def leading(self) -> float:
        """What is added below each line to reach the line spacing, in points."""
        return self.size * (self.line_spacing * (ASCENT + DESCENT + LINE_GAP) - ASCENT - DESCENT)

    @property
    def key(self) -> str:
        """The style's name without marks and blanks: "QuocHieu"."""
        return _key_of(self.style)

    def width(self, text: str) -> float:
        """How wide ``text`` is when set like this, in points."""
        return self.face.width(text, self.size)


@cache
def _key_of(style: str) -> str:
    return "".join(word.capitalize() for word in fold(style).split() if word.isalnum())


# A paragraph of the body: justified, first line indented 1.27 cm, 6 pt to the next.
_BODY = Look(
    "Nội dung",
    BODY_SIZE,
    alignment=Alignment.JUSTIFIED,
    after=6,
    line_spacing=1.1,
    first_line=FIRST_LINE,
)
_CENTRED = Look("", BODY_SIZE, alignment=Alignment.CENTRE)
# Widths in parts of the size, as the face has them: known here, so that no font is read before it is needed.
_DEAR = 3.541
_DASH = 0.583


class Element(Enum):
    """The elements of the form that we produce, each with its look."""

    NATIONAL_NAME = replace(_CENTRED, style="Quốc hiệu", size=12, bold=True, upper=True)
    MOTTO = replace(_CENTRED, style="Tiêu ngữ", size=13, bold=True)
    PARENT_BODY = replace(_CENTRED, style="Cơ quan chủ quản", size=12, upper=True, balanced=True)
    ISSUING_BODY = replace(_CENTRED, style="Cơ quan ban hành", size=12, bold=True, upper=True, balanced=True)
    NUMBER = replace(_CENTRED, style="Số ký hiệu", size=13, before=8)
    ABOUT = replace(_CENTRED, style="Về việc", size=12, before=6, balanced=True)
    PLACE_AND_DAY = replace(_CENTRED, style="Địa danh thời gian", size=13, italic=True, before=8)
    TYPE_NAME = replace(
        _CENTRED, style="Tên loại văn bản", bold=True, upper=True, before=18, keep_with_next=True
    )
    SUBJECT = replace(_CENTRED, style="Trích yếu", bold=True, balanced=True, keep_with_next=True)
    ADDRESSEE = replace(_CENTRED, style="Kính gửi", after=12)
    ADDRESSEES = Look("Kính gửi nhiều nơi", BODY_SIZE, after=6, indent=FIRST_LINE * 2, keep_with_next=True)
    # Dashes stand under the colon of "Kính gửi:".
    ADDRESSEE_LINE = Look(
        "Kính gửi từng nơi",
        BODY_SIZE,
        after=6,
        indent=FIRST_LINE * 2 + (_DEAR + _DASH) * BODY_SIZE,
        first_line=-_DASH * BODY_SIZE,
    )
    GROUND = replace(_BODY, style="Căn cứ", italic=True)
    HEADING_1 = replace(_BODY, style="Đề mục I", bold=True, upper=True, keep_with_next=True, outline=1)
    HEADING_2 = replace(_BODY, style="Đề mục 1", bold=True, keep_with_next=True, outline=2)
    HEADING_3 = replace(_BODY, style="Đề mục a", keep_with_next=True, outline=3)
    BODY = _BODY
    NOTE = Look("Ghi chú", 12, italic=True, alignment=Alignment.JUSTIFIED, after=6)
    # The decree does not speak of drawings: their titles and sources stand as those of tables do.
    PICTURE_TITLE = replace(
        _CENTRED,
        style="Tên biểu đồ",
        size=13,
        bold=True,
        balanced=True,
        before=6,
        after=4,
        keep_with_next=True,
    )
    PICTURE = replace(_CENTRED, style="Biểu đồ", keep_with_next=True)
    PICTURE_SOURCE = replace(_CENTRED, style="Nguồn biểu đồ", size=12, italic=True, before=2, after=8)
    UNIT = Look("Đơn vị tính", 12, italic=True, alignment=Alignment.RIGHT, after=2, keep_with_next=True)
    AUTHORITY = replace(_CENTRED, style="Thẩm quyền ký", bold=True, upper=True, balanced=True)
    SIGNER = replace(_CENTRED, style="Họ tên người ký", bold=True)
    RECIPIENTS_TITLE = Look("Nơi nhận", 12, bold=True, italic=True)
    RECIPIENT = Look("Nơi nhận từng nơi", 11, indent=_DASH * 11, first_line=-_DASH * 11)
    ANNEX = replace(_CENTRED, style="Phụ lục", bold=True, keep_with_next=True, outline=1)
    ANNEX_TITLE = replace(
        _CENTRED, style="Tên phụ lục", bold=True, upper=True, balanced=True, keep_with_next=True
    )
    ANNEX_REFERENCE = replace(
        _CENTRED, style="Kèm theo", italic=True, balanced=True, after=12, keep_with_next=True
    )
    PAGE_NUMBER = replace(_CENTRED, style="Số trang")


# Space for the hand's signature, between the post and the name.
SIGNATURE_SPACE = 68.0


@dataclass(frozen=True)
class TableLooks:
    """The looks of a table's cells at one size of text; the size is not regulated."""

    size: TextSize

    @cached_property
    def head(self) -> Look:
        """A cell of the header."""
        return replace(
            _CENTRED, style=f"Bảng {self.size} đầu cột", size=self.size, bold=True, keep_with_next=True
        )

    def cell(self, alignment: Alignment) -> Look:
        """A cell of the body in a column so aligned."""
        names = {Alignment.CENTRE: "giữa", Alignment.RIGHT: "số", Alignment.JUSTIFIED: "đều hai bên"}
        return Look(f"Bảng {self.size} {names.get(alignment, 'chữ')}", self.size, alignment=alignment)


def number_line(number: int | None, mark: str) -> str:
    """ "Số: 05/KH-UBND": two digits under 10; a missing number leaves its place blank (khoản 3, mục II)."""
    return f"Số: {_number(number)}/{mark}"


def day_in_words(day: date | None, year: int | None = None) -> str:
    """ "ngày 02 tháng 02 năm 2026", with a 0 before days under 10 and before months 1 and 2 only (khoản 4, mục II).

    Without a day its places are blank, and the year stands if it is known.
    """
    if day is None:
        return f"ngày{BLANK_DAY}tháng{BLANK_DAY}năm {year or ''}".rstrip()
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def date_line(place: str, day: date | None, year: int | None = None) -> str:
    """ "Phú Thọ, ngày 02 tháng 02 năm 2026"."""
    return f"{place}, {day_in_words(day, year)}"


def about(subject: str) -> str:
    """ "V/v gửi báo cáo tháng 02 năm 2026": the subject of a letter (điểm b khoản 5, mục II)."""
    begins_a_word = subject[1:2].islower()  # and no abbreviation
    return f"V/v {subject[:1].lower() if begins_a_word else subject[:1]}{subject[1:]}"


def annex_labels(count: int) -> tuple[str, ...]:
    """ "Phụ lục" for the only annex, "Phụ lục I", "Phụ lục II" … for several."""
    if count == 1:
        return ("Phụ lục",)
    return tuple(f"Phụ lục {_roman(number)}" for number in range(1, count + 1))


def reference_line(type_name: str, header: Header) -> str:
    """ "(Kèm theo Báo cáo số …/BC-BCĐ ngày … của …)": what an annex belongs to, blank where that is blank.

    Without a type name it is a letter.
    """
    number, day = _number(header.number), day_in_words(header.day, header.year)
    return f"(Kèm theo {type_name or LETTER} số {number}/{header.mark} {day} của {header.issuing_body})"


def listed(items: tuple[str, ...]) -> tuple[str, ...]:
    """Lines of a list, each ending ";" and the last "."; closing signs that were given are not doubled."""
    bare = [item.rstrip(" ;.,") for item in items]
    return tuple(f"{item}{'.' if place == len(bare) else ';'}" for place, item in enumerate(bare, start=1))


def broken_evenly(text: str, look: Look, width: float) -> tuple[str, ...]:
    """``text`` in as few lines as fit into ``width``, made as equally long as they can be.

    A word that is wider than the line stands on a line of its own.
    """
    words = [word for word in text.split(" ") if word]  # a no-break space is part of its word
    fewest = _filled(words, look, width)
    narrowest, lines = width, fewest
    # Every narrower filling is found by asking for less than the widest line so far.
    while len(lines) == len(fewest):
        fewest = lines
        narrowest = max((look.width(line) for line in lines), default=0) - 0.01
        lines = _filled(words, look, narrowest)
        if max((look.width(line) for line in lines), default=0) > narrowest:
            break
    return tuple(fewest)


def _filled(words: list[str], look: Look, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and look.width(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _number(number: int | None) -> str:
    return BLANK_NUMBER if number is None else f"{number:02}"


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
