"""What does an operator's official list say, and which of its rows cannot be used?

A list is a CSV file of one topic, told by its heading. Each cell is read into the form in which it is kept: NFC,
codes with their leading zeros, relations and kinds as the tables write them. A fault names file, row and column.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import BadDate, format_number, nfc, parse_date
from binhyen.orgunits.rules.naming import COMMUNE, DISTRICT, KIND_WORDS, PROVINCE, own_name, word_of_kind

UNDIVIDED = ("whole", "unchanged", "renamed", "kind-changed", "district-became-zone")
RELATIONS = (*UNDIVIDED, "part", "part-area", "part-area-all-people", "part-people")
SHARES = ("people_share", "area_share", "households_share", "hand_share")
LONGEST_NAME, LONGEST_TEXT, SHARE_DECIMALS = 120, 200, 8
CODE_LENGTHS = {PROVINCE: 2, DISTRICT: 3, COMMUNE: 5}


@dataclass(frozen=True, slots=True)
class ListFault:
    """What is wrong in a file: ``row`` counts from the heading, which is 1; ``column`` may be empty."""

    file: str
    row: int
    column: str
    sentence: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, dòng {self.row}" + (f", cột {self.column}" if self.column else "")
        return f"{place}: {self.sentence} {self.remedy}"


class BadLists(BadInput):
    """Files with faults; nothing of them was taken."""

    def __init__(self, faults: Sequence[ListFault]) -> None:
        super().__init__(
            f"Danh mục có {format_number(len(faults))} lỗi nên chưa nạp gì. Lỗi đầu tiên: {faults[0]}",
            "Sửa các dòng ấy rồi nạp lại cả tệp.",
        )
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row with the cells of the topic's columns, as they are kept; a column that is not there is empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class OfficialList:
    """The rows of one topic. ``replaces``: they stand for the package's, which are then not looked at."""

    topic: str
    file: str
    rows: tuple[ListRow, ...]
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` brings a cell into the form in which it is kept, or raises ``BadInput``."""

    name: str
    read: Callable[[str], str]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of list: its title for people, its columns, and the columns that tell its rows apart."""

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    level: str = ""

    @property
    def needed(self) -> set[str]:
        return {column.name for column in self.columns if column.needed}


def read_list(file: str, data: bytes) -> tuple[OfficialList | None, tuple[ListFault, ...]]:
    """The list in a file, or None with what is wrong in it. UTF-8 with or without a mark; commas or semicolons."""
    try:
        text = nfc(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, (
            ListFault(file, 1, "", "Tệp không phải văn bản UTF-8.", "Lưu lại dạng “CSV UTF-8” rồi nạp lại."),
        )
    heading = text.partition("\n")[0]
    table = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if heading.count(";") > heading.count(",") else ",",
        strict=True,
    )
    try:
        cells = list(table)
    except csv.Error as error:
        return None, (
            ListFault(
                file,
                table.line_num,
                "",
                f"Không đọc được bảng ({error}).",
                "Kiểm tra dấu ngoặc kép và dấu ngăn cách.",
            ),
        )
    names = [name.strip().lower() for name in cells[0]] if cells else []
    topic = topic_of(names)
    if topic is None:
        return None, (
            ListFault(
                file, 1, "", "Không nhận ra danh mục nào ở dòng tiêu đề.", f"Dùng một trong: {_headings()}."
            ),
        )
    missing = sorted(TOPICS[topic].needed - set(names))
    if missing:
        return None, (
            ListFault(
                file,
                1,
                ", ".join(missing),
                f"Danh mục {TOPICS[topic].title} thiếu cột này ở dòng tiêu đề.",
                f"Dòng đầu phải có: {_heading(topic)}.",
            ),
        )
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        return None, (ListFault(file, 1, doubled[0], "Cột có hai lần.", "Bỏ một cột."),)
    rows, faults = _rows(file, topic, names, cells[1:])
    faults += _faults_among(file, topic, rows)
    faults.sort(key=lambda fault: fault.row)
    return (None if faults else OfficialList(topic, file, tuple(rows))), tuple(faults)


def topic_of(names: Iterable[str]) -> str | None:
    """The topic whose columns a heading has: most of its own, fewest of no meaning to it, none missing if it can."""
    heading = set(names) - {""}

    def fit(topic: str) -> int:
        known = {column.name for column in TOPICS[topic].columns}
        return len(heading & known) - len(heading - known) - len(TOPICS[topic].needed - heading)

    best = max(TOPICS, key=fit)
    needed = TOPICS[best].needed
    return best if 2 * len(needed & heading) > len(needed) else None


def key_of_row(topic: str, row: ListRow) -> tuple[str, ...]:
    return (*_of(row, topic), row["new_code"]) if topic == "succession" else _of(row, topic)


def completed(earlier: OfficialList | None, brought: OfficialList) -> OfficialList:
    """A list that was kept before, with the rows of the one that was brought going before its own.

    Of a former unit all rows go together: who brings a new division of it brings the whole of it.
    """
    if earlier is None or brought.replaces:
        return brought
    spoken_of = {_of(row, brought.topic) for row in brought.rows}
    left = (row for row in earlier.rows if _of(row, brought.topic) not in spoken_of)
    return OfficialList(brought.topic, brought.file, (*left, *brought.rows), earlier.replaces)


def _of(row: ListRow, topic: str) -> tuple[str, ...]:
    """What a row speaks of."""
    if topic != "succession":
        return tuple(row[column] for column in TOPICS[topic].key)
    if row["old_code"]:
        return (row["old_code"],)
    return ("", row["old_district_code"], row["old_name"])


def text_of(official: OfficialList) -> str:
    """The list as the text that :func:`read_list` reads again."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    names = [column.name for column in TOPICS[official.topic].columns]
    table.writerow(names)
    table.writerows([row[name] for name in names] for row in official.rows)
    return out.getvalue()


def _rows(
    file: str, topic: str, names: list[str], table: list[list[str]]
) -> tuple[list[ListRow], list[ListFault]]:
    rows: list[ListRow] = []
    faults: list[ListFault] = []
    places = {name: place for place, name in enumerate(names)}
    for number, cells in enumerate(table, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            faults.append(
                ListFault(
                    file,
                    number,
                    "",
                    f"Dòng có {len(cells)} ô, dòng tiêu đề có {len(names)}.",
                    "Kiểm tra dấu ngăn cách; chữ có dấu phẩy cần đặt trong ngoặc kép.",
                )
            )
            continue
        read: dict[str, str] = {}
        wrong = False
        for column in TOPICS[topic].columns:
            written = " ".join(cells[places[column.name]].split()) if column.name in places else ""
            try:
                read[column.name] = column.read(written)
            except BadInput as fault:
                wrong = True
                faults.append(ListFault(file, number, column.name, fault.sentence, fault.remedy))
        if not wrong:
            rows.append(ListRow(number, read))
    return rows, faults


def _faults_among(file: str, topic: str, rows: list[ListRow]) -> list[ListFault]:
    return [
        *_doubled(file, topic, rows),
        *(fault for row in rows for fault in _faults_within(file, topic, row)),
        *(_shares_over_one(file, rows) if topic == "succession" else ()),
    ]


def _doubled(file: str, topic: str, rows: list[ListRow]) -> Iterator[ListFault]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = key_of_row(topic, row)
        if key in first:
            yield ListFault(
                file,
                row.number,
                TOPICS[topic].key[0],
                f"Dòng này trùng với dòng {first[key]} ({', '.join(filter(None, key))}).",
                "Bỏ một trong hai dòng.",
            )
        first.setdefault(key, row.number)


def _faults_within(file: str, topic: str, row: ListRow) -> Iterator[ListFault]:
    """What no cell shows by itself."""

    def fault(column: str, sentence: str, remedy: str) -> ListFault:
        return ListFault(file, row.number, column, sentence, remedy)

    if topic in ("provinces", "communes"):
        level, kind = TOPICS[topic].level, row["kind"]
        word = word_of_kind(level, kind)
        if own_name(word, row["name"]) is None:
            yield fault("name", f"Tên “{row['name']}” không bắt đầu bằng “{word}”.", "Sửa tên hoặc loại.")
        if bool(row.cells.get("lon")) != bool(row.cells.get("lat")):
            yield fault(
                "lon", "Có kinh độ mà không có vĩ độ, hoặc ngược lại.", "Ghi cả hai hoặc để trống cả hai."
            )
    elif topic == "amendments":
        level, length = row["level"], CODE_LENGTHS[row["level"]]
        if len(row["code"]) != length:
            yield fault("code", f"Mã “{row['code']}” không có đúng {length} chữ số.", _ZEROS)
        own = {column: _own_name(level, row[column]) for column in ("name_before", "name_after")}
        for column, name in own.items():
            if not name:
                yield fault(
                    column, f"Tên “{row[column]}” không bắt đầu bằng loại đơn vị.", "Viết đủ cả loại."
                )
        if all(own.values()) and own["name_before"] != own["name_after"]:
            yield fault(
                "name_after",
                "Danh mục này chỉ ghi việc đổi loại; tên riêng phải giữ nguyên.",
                "Đổi tên hoặc sáp nhập thì dùng “binhyen units reorganise”.",
            )
        elif row["name_before"] == row["name_after"]:
            yield fault("name_after", "Tên sau giống hệt tên trước.", "Bỏ dòng này, hoặc sửa tên sau.")
    elif topic == "succession":
        of_a_district = row["relation"] == "district-became-zone"
        if of_a_district and (row["old_code"] or not row["old_district_code"]):
            yield fault(
                "old_district_code",
                "Huyện thành đặc khu thì để trống mã xã cũ và ghi mã huyện cũ.",
                "Sửa hai mã ấy, hoặc sửa quan hệ.",
            )
        shares = {row[share] for share in SHARES} - {""}
        if row["relation"] in UNDIVIDED and not shares <= {"1"}:
            yield fault(
                "relation",
                "Đơn vị cũ đi trọn về một nơi mà tỷ lệ lại khác 1.",
                "Để trống các tỷ lệ, hoặc sửa quan hệ.",
            )
        if not of_a_district and not row["old_code"] and not row["old_name"]:
            yield fault(
                "old_code",
                "Chưa ghi mã xã cũ.",
                "Ghi mã năm chữ số; nơi trước đây không phải là xã thì để trống mã và ghi tên.",
            )


def _own_name(level: str, name: str) -> str | None:
    return next((own for word in KIND_WORDS[level] if (own := own_name(word, name))), None)


_ROUNDING = Decimal("0.0000001")
"""Shares of a third each, rounded, may come to a little over 1."""


def _shares_over_one(file: str, rows: list[ListRow]) -> Iterator[ListFault]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        for share in SHARES:
            if row[share]:
                of = (row["old_code"] or row["old_district_code"], share)
                sums[of] += Decimal(row[share])
                if sums[of] > 1 + _ROUNDING:
                    yield ListFault(
                        file,
                        row.number,
                        share,
                        f"Các phần của đơn vị cũ mã {of[0]} cộng lại thành {format_number(sums[of])}, lớn hơn 1.",
                        "Sửa để tổng các phần của một đơn vị cũ không quá 1.",
                    )


_ZEROS = "Giữ các số 0 ở đầu; bảng tính thường bỏ mất chúng."


def _code(level: str, *, needed: bool = True) -> Callable[[str], str]:
    length = CODE_LENGTHS[level]

    def read(written: str) -> str:
        if not written and not needed:
            return ""
        if not written:
            raise BadInput("Chưa ghi mã.", f"Mã gồm {length} chữ số.")
        if not (written.isascii() and written.isdigit() and len(written) == length):
            raise BadInput(f"Mã “{written}” không có đúng {length} chữ số.", _ZEROS)
        return written

    return read


def _any_code(written: str) -> str:
    if not (written.isascii() and written.isdigit()):
        raise BadInput(f"Mã “{written}” không gồm toàn chữ số.", _ZEROS)
    return written


def _text(longest: int, *, needed: bool = True) -> Callable[[str], str]:
    def read(written: str) -> str:
        if needed and not written:
            raise BadInput("Ô này còn trống.", "Ghi đủ rồi nạp lại.")
        if len(written) > longest:
            raise BadInput(f"Ô này dài {len(written)} ký tự.", f"Rút lại còn nhiều nhất {longest} ký tự.")
        return written

    return read


def _name(level: str) -> Callable[[str], str]:
    """A name whose word of a kind, however it was capitalised (*Thị Trấn*), is written as the tables write it."""
    read_text = _text(LONGEST_NAME)

    def read(written: str) -> str:
        name = read_text(written)
        for word in KIND_WORDS[level]:
            if name[: len(word) + 1].lower() == f"{word.lower()} ":
                return f"{word}{name[len(word) :]}"
        return name

    return read


def _one_of(choices: Iterable[str], *, needed: bool = True) -> Callable[[str], str]:
    """Words of our tables, also with the underscores of other people's."""
    known = tuple(choices)

    def read(written: str) -> str:
        if not written and not needed:
            return ""
        word = written.lower().replace("_", "-")
        if word not in known:
            raise BadInput(f"Không có giá trị “{written}”.", f"Các giá trị: {', '.join(known)}.")
        return word

    return read


def _number(least: float, most: float) -> Callable[[str], str]:
    def read(written: str) -> str:
        if not written:
            return ""
        value = _decimal(written)
        if value is None or not Decimal(str(least)) <= value <= Decimal(str(most)):
            raise BadInput(
                f"“{written}” không phải số từ {least:g} đến {most:g}.", "Viết như 105.84 hoặc để trống."
            )
        return str(value)

    return read


def _share(written: str) -> str:
    """A part of a whole; empty is unknown, which is not nothing."""
    if not written:
        return ""
    value = _decimal(written)
    if value is None or not 0 <= value <= 1:
        raise BadInput(
            f"Tỷ lệ “{written}” không nằm từ 0 đến 1.", "Viết 0.35 cho 35%; để trống nếu chưa biết."
        )
    if -int(value.as_tuple().exponent) > SHARE_DECIMALS:
        value = round(value, SHARE_DECIMALS)
    return format(value.normalize(), "f")


def _decimal(written: str) -> Decimal | None:
    try:
        value = Decimal(written.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _day(written: str) -> str:
    try:
        return parse_date(written).isoformat()
    except BadDate as error:
        raise BadInput(error.sentence, error.remedy) from error


def _passed_over(_written: str) -> str:
    return ""


def _kinds(level: str, *without: str) -> tuple[str, ...]:
    return tuple(kind for kind in KIND_WORDS[level].values() if kind not in without)


_AREA = Column("area_km2", _passed_over, needed=False)
_PEOPLE = Column("population", _passed_over, needed=False)

TOPICS: dict[str, Topic] = {
    "provinces": Topic(
        "tỉnh, thành phố hiện nay",
        (
            Column("code", _code(PROVINCE)),
            Column("name", _name(PROVINCE)),
            Column("kind", _one_of(_kinds(PROVINCE))),
            _AREA,
            _PEOPLE,
        ),
        level=PROVINCE,
    ),
    "communes": Topic(
        "xã, phường, đặc khu hiện nay",
        (
            Column("code", _code(COMMUNE)),
            Column("name", _name(COMMUNE)),
            Column("kind", _one_of(_kinds(COMMUNE, "township"))),
            Column("province_code", _code(PROVINCE)),
            _AREA,
            _PEOPLE,
            Column("lon", _number(102, 118), needed=False),
            Column("lat", _number(6, 23.5), needed=False),
            Column("area_flag", _passed_over, needed=False),
            Column("kind_2025_07_01", _one_of(_kinds(COMMUNE, "township"), needed=False), needed=False),
        ),
        level=COMMUNE,
    ),
    "amendments": Topic(
        "thay đổi loại sau 01/07/2025",
        (
            Column("effective", _day),
            Column("resolution", _text(LONGEST_TEXT)),
            Column("level", _one_of((PROVINCE, COMMUNE))),
            Column("code", _any_code),
            Column("name_before", _text(LONGEST_NAME)),
            Column("name_after", _text(LONGEST_NAME)),
        ),
        key=("level", "code", "effective"),
    ),
    "legacy-provinces": Topic(
        "tỉnh, thành phố trước 01/07/2025",
        (
            Column("code", _code(PROVINCE)),
            Column("name", _name(PROVINCE)),
            Column("new_province_code", _code(PROVINCE)),
        ),
        level=PROVINCE,
    ),
    "legacy-districts": Topic(
        "huyện, quận, thị xã, thành phố thuộc tỉnh trước 01/07/2025",
        (
            Column("code", _code(DISTRICT)),
            Column("name", _name(DISTRICT)),
            Column("province_code", _code(PROVINCE)),
        ),
        level=DISTRICT,
    ),
    "legacy-communes": Topic(
        "xã, phường, thị trấn trước 01/07/2025",
        (
            Column("code", _code(COMMUNE)),
            Column("name", _name(COMMUNE)),
            Column("district_code", _code(DISTRICT)),
            Column("province_code", _code(PROVINCE)),
            Column("in_conversion_table", _one_of(("0", "1"), needed=False), needed=False),
            Column("in_package_list", _passed_over, needed=False),
        ),
        level=COMMUNE,
    ),
    "succession": Topic(
        "xã cũ thành xã mới ngày 01/07/2025",
        (
            Column("old_code", _code(COMMUNE, needed=False)),
            Column("old_name", _text(LONGEST_NAME, needed=False), needed=False),
            Column("old_district_code", _code(DISTRICT, needed=False), needed=False),
            Column("old_province_code", _code(PROVINCE, needed=False), needed=False),
            Column("new_code", _code(COMMUNE)),
            Column("new_name", _text(LONGEST_NAME, needed=False), needed=False),
            Column("relation", _one_of(RELATIONS)),
            Column("note_vi", _text(LONGEST_TEXT, needed=False), needed=False),
            Column("corrected_from", _passed_over, needed=False),
            *(Column(share, _share, needed=False) for share in SHARES),
            Column("source", _text(LONGEST_TEXT, needed=False), needed=False),
        ),
        key=("old_code",),
    ),
}
"""Every topic by the code under which its list is kept."""


def _heading(topic: str) -> str:
    return ",".join(column.name for column in TOPICS[topic].columns if column.needed)


def _headings() -> str:
    return "; ".join(f"{_heading(topic)} ({each.title})" for topic, each in TOPICS.items())
