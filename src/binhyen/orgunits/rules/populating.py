"""What would a table of residential areas, agencies, enterprises and schools change in a commune?

The table of a commune is compared with the units that stand there. New ones are added, a changed name is taken from
the day that the table gives, everything else is left alone. A household business is one family and is never a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import fold, format_date, nfc, tidy
from binhyen.orgunits.rules.bodies import LONGEST_BASIS, LONGEST_CODE, LONGEST_NAME, code_fits
from binhyen.orgunits.rules.catalogue import BadCatalogue
from binhyen.orgunits.rules.naming import AREA, COMMUNE, FREE_KINDS, LEVELS_ABOVE, WORKPLACE
from binhyen.orgunits.rules.persons import Likeness, holds_a_personal_number, likeness_to_a_person

COLUMNS: dict[str, str] = {
    "kind": "Loại",
    "name": "Tên",
    "code": "Mã",
    "since": "Từ ngày",
    "basis": "Căn cứ",
}
"""The columns of the table in their order. There is none for an owner, a director, a telephone or an address."""

KIND_LABELS: dict[str, str] = {
    "hamlet": "thôn",
    "residential-group": "tổ dân phố",
    "agency": "cơ quan",
    "enterprise": "doanh nghiệp",
    "school": "nhà trường",
}
"""How the table names each kind."""

_KINDS = {fold(label): kind for kind, label in KIND_LABELS.items()} | {
    "truong hoc": "school",
    "truong": "school",
    **{kind: kind for kind in KIND_LABELS},
}
_LEVEL_OF = {kind: level for level in (AREA, WORKPLACE) for kind in FREE_KINDS[level]}
_LETTERS = {"agency": "C", "enterprise": "D", "school": "T"}
_MOST_NUMBERS = 1000 + 26 * 36 * 36

_HOUSEHOLD_BUSINESS = re.compile(r"\b(?:ho kinh doanh|ho kd|hkd|kinh doanh ca the|ho ca the|ho gia dinh)\b")
_SHOP = re.compile(
    r"^(?:cửa hàng|cửa hiệu|quán|tiệm|sạp|quầy|xưởng|cơ sở|đại lý|tạp hoá|tạp hóa|nhà nghỉ|nhà trọ|gara|hộ)\b",
    re.IGNORECASE,
)
_SHOPKEEPER = re.compile(r"\b(?:[ôÔ]ng|[bB]à|[cC]ô|[cC]hú|anh|chị|bác|dì|thím|cậu)\s+[^\W\d_]")
_LEGAL_FORM = re.compile(
    r"^(?:tổng )?(?:công ty|doanh nghiệp|dntn|hợp tác xã|htx|liên hiệp|ngân hàng|quỹ tín dụng|tập đoàn|chi nhánh|"
    r"nhà máy|xí nghiệp|văn phòng)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AreaWords:
    """The words before the names of residential areas, and which kind a commune of each kind usually has."""

    words: Mapping[str, str]
    """Word → kind, or nothing where it is used for both; longer words first."""
    usual: Mapping[str, str]
    since: date
    source: str

    def before(self, name: str) -> str:
        """The word with which a name begins, as the catalogue writes it; nothing for an unknown one."""
        small = name.lower()
        return next((word for word in self.words if small.startswith(f"{word.lower()} ")), "")


def area_words_from(document: Any) -> AreaWords:
    """The words of the catalogue. Raises ``BadCatalogue``."""
    try:
        words, usual = dict(document["words"]), dict(document["usual"])
        since, source = document["since"], str(document["source"])
        kinds = {*words.values(), *usual.values()} - {"any"}
        if not isinstance(since, date) or not words or not kinds <= set(FREE_KINDS[AREA]):
            raise ValueError(", ".join(map(str, kinds)))
    except (KeyError, TypeError, ValueError) as error:
        raise BadCatalogue(
            f"area-words.yaml: không đọc được ({error}).", "Hãy khôi phục tệp này từ bản phát hành."
        ) from error
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return AreaWords(
        {nfc(word): "" if words[word] == "any" else words[word] for word in longest_first},
        usual,
        since,
        source,
    )


class Written(NamedTuple):
    """One row as somebody wrote it; ``number`` is its row in the sheet, ``since`` None where it says no day."""

    number: int
    kind: str
    name: str
    code: str = ""
    since: date | None = None
    basis: str = ""


class Remark(NamedTuple):
    """A fault or a note on a row: in which column, what, and what to do; ``number`` 0 speaks of the whole table."""

    number: int
    column: str
    sentence: str
    remedy: str


class Stay(NamedTuple):
    """The place's path in the tree during some days."""

    days: Validity
    tree_path: str


class Table(NamedTuple):
    """The rows of one place. ``source`` is the name of the file that held them, ``code`` the place that it names."""

    source: str
    code: str
    rows: Sequence[Written]


class TableOutcome(StrEnum):
    """What became of a table."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Populated:
    """What a table changed in its place, or why it was refused whole. Notes hinder nothing."""

    source: str
    code: str
    place_id: int | None = None
    place: str = ""
    added: int = 0
    renamed: int = 0
    unchanged: int = 0
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    @property
    def outcome(self) -> TableOutcome:
        if self.faults:
            return TableOutcome.REFUSED
        return TableOutcome.CHANGED if self.added or self.renamed else TableOutcome.UNCHANGED

    def refuse(self, sentence: str, remedy: str) -> None:
        """Refuse the table as a whole."""
        self.faults.append(Remark(0, "", sentence, remedy))


@dataclass(frozen=True, slots=True)
class Place:
    """The commune or province whose table it is. ``stays`` are where it stood, in the order of time."""

    id: int
    path: str
    level: str
    kind: str
    code: str
    name: str
    days: Validity
    stays: tuple[Stay, ...]


class Standing(NamedTuple):
    """A unit that stands in the place, by its last version."""

    unit_id: int
    level: str
    kind: str
    code: str
    name: str
    basis: str
    since: date
    until: date | None


class Added(NamedTuple):
    """A unit to be founded under the place. ``stays`` are its days, each with where the place stands in them."""

    level: str
    kind: str
    code: str
    name: str
    short_name: str
    basis: str
    stays: tuple[Stay, ...]


class Renamed(NamedTuple):
    """A unit that goes on under another name, or as another kind, from a day."""

    unit_id: int
    kind: str
    code: str
    name: str
    short_name: str
    basis: str
    since: date


@dataclass(slots=True)
class Judged:
    """What the table would change, or its faults; with faults nothing is changed. Notes hinder nothing."""

    added: list[Added] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def judge_table(
    place: Place,
    rows: Iterable[Written],
    standing: Sequence[Standing],
    used_codes: set[str],
    words: AreaWords,
    day: date,
) -> Judged:
    """Compare the table of a place with the units that stand there on ``day`` or later.

    ``used_codes`` are all codes that were ever given under the place's own; new ones are taken from behind them.
    """
    return _Judging(place, standing, used_codes, words, day).judge(tuple(rows))


def place_of(path: str, levels: Mapping[int, str]) -> int | None:
    """Which of the places, given by key with their levels, has the unit at ``path`` in its table.

    Its parent; or the commune over its parent, where that is a cluster.
    """
    above = [int(key) for key in path.split(".")[:-2]]
    for steps, key in enumerate(reversed(above[-2:])):
        if key in levels:
            return key if steps == 0 or levels[key] == COMMUNE else None
    return None


def short_name_of(level: str, name: str, words: AreaWords) -> str:
    """A unit's own name: that of a residential area without the word before it, and else the name."""
    word = words.before(name) if level == AREA else ""
    return name[len(word) + 1 :] if word else name


class _Judging:
    def __init__(
        self,
        place: Place,
        standing: Sequence[Standing],
        used_codes: set[str],
        words: AreaWords,
        day: date,
    ) -> None:
        self.place, self.words, self.day = place, words, day
        self.by_code = {each.code: each for each in standing if each.code}
        self.by_name: dict[tuple[str, str], list[Standing]] = {}
        for each in standing:
            self.by_name.setdefault((each.level, each.name.casefold()), []).append(each)
        self.numbers = _Numbers(place.code, used_codes)
        self.judged = Judged()

    def judge(self, rows: Sequence[Written]) -> Judged:
        rows = [self._tidied(row) for row in rows]
        self._refuse_twins(rows)
        # Codes that somebody wrote are settled before any is made.
        self.numbers.used.update(row.code for row in rows if row.code)
        for row in rows:
            before = len(self.judged.faults)
            self._judge_texts(row)
            if len(self.judged.faults) == before:
                self._settle(row)
        return self.judged

    def _tidied(self, row: Written) -> Written:
        kind = _KINDS.get(fold(row.kind), "")
        if not kind:
            self._fault(
                row,
                "kind",
                _("“%s” không phải một loại.") % row.kind[:40] if row.kind.strip() else _("Chưa chọn loại."),
                _("Chọn một trong: %s.") % ", ".join(KIND_LABELS.values()),
            )
        return Written(row.number, kind, tidy(row.name), tidy(row.code), row.since, tidy(row.basis))

    def _refuse_twins(self, rows: Sequence[Written]) -> None:
        codes: dict[str, Written] = {}
        names: dict[tuple[str, str], Written] = {}
        for row in rows:
            if row.code and (first := codes.setdefault(row.code, row)) is not row:
                self._fault(
                    row,
                    "code",
                    _("Mã “%(code)s” đã đứng ở dòng %(row)d.") % {"code": row.code, "row": first.number},
                    _("Mỗi đơn vị một mã; để trống thì hệ thống đặt mã."),
                )
            if row.code or not row.name or not row.kind:
                continue
            key = (_LEVEL_OF[row.kind], row.name.casefold())
            if (first := names.setdefault(key, row)) is not row:
                self._fault(
                    row,
                    "name",
                    _("“%(name)s” đã đứng ở dòng %(row)d mà cả hai dòng đều chưa có mã.")
                    % {"name": row.name[:60], "row": first.number},
                    _("Bỏ dòng thừa; nếu là hai đơn vị trùng tên, ghi mã riêng cho từng dòng."),
                )

    # ---- texts ------------------------------------------------------------------------------------------

    def _judge_texts(self, row: Written) -> None:
        if not row.kind:
            return
        if _LEVEL_OF[row.kind] == AREA and self.place.level not in LEVELS_ABOVE[AREA]:
            self._fault(
                row,
                "kind",
                _("Khu dân cư đứng dưới xã, phường, đặc khu, không đứng thẳng dưới tỉnh."),
                _("Ghi dòng này vào bảng của xã, phường, đặc khu ấy."),
            )
        self._judge_name(row)
        if row.code and not code_fits(row.code):
            self._fault(
                row,
                "code",
                _("Mã “%s” không đúng dạng.") % row.code[:20],
                _(
                    "Mã có nhiều nhất %s ký tự: chữ in hoa không dấu, chữ số, dấu chấm, gạch nối, không chỉ gồm "
                    "chữ số; hoặc để trống."
                )
                % LONGEST_CODE,
            )
        if len(row.basis) > LONGEST_BASIS:
            self._fault(
                row,
                "basis",
                _("Căn cứ dài quá %d ký tự.") % LONGEST_BASIS,
                _("Chỉ ghi số, ký hiệu và ngày của văn bản."),
            )
        elif holds_a_personal_number(row.basis):
            self._fault(row, "basis", _personal_number(), _("Chỉ ghi số, ký hiệu và ngày của văn bản."))

    def _judge_name(self, row: Written) -> None:
        name = row.name
        if not name:
            self._fault(row, "name", _("Chưa có tên."), _("Ghi tên đầy đủ, như Thôn Đồng Chum."))
        elif len(name) > LONGEST_NAME:
            self._fault(row, "name", _("Tên dài quá %d ký tự.") % LONGEST_NAME, _("Viết gọn tên lại."))
        elif holds_a_personal_number(name):
            self._fault(row, "name", _personal_number(), _("Chỉ ghi tên đơn vị."))
        elif is_a_household_business(row.kind, name):
            self._fault(
                row,
                "name",
                _("“%s” là hộ kinh doanh, tức một hộ gia đình, nên không ghi ở đây.") % name[:60],
                _("Bỏ dòng này. Hộ kinh doanh chỉ được tính bằng số đếm trong báo cáo."),
            )
        else:
            self._doubt_a_persons_name(row)

    def _doubt_a_persons_name(self, row: Written) -> None:
        area = _LEVEL_OF[row.kind] == AREA
        if area and self.words.before(row.name):
            return
        likeness = likeness_to_a_person(row.name)
        called_so = row.kind in ("enterprise", "school") and bool(
            _LEGAL_FORM.match(row.name) or fold(row.name).startswith("truong")
        )
        if likeness is Likeness.CERTAIN and not called_so:
            self._fault(
                row,
                "name",
                _("“%s” trông như tên người.") % row.name[:60],
                _(
                    "Không ghi tên người. Nếu là tên đơn vị, viết cả chữ đứng trước, như Thôn, Trường, Công ty."
                ),
            )
        elif likeness is not Likeness.NONE:
            self._note(
                row,
                "name",
                _("“%s” có thể là tên người.") % row.name[:60],
                _("Kiểm tra lại: chỉ ghi tên đơn vị, không ghi tên chủ, giám đốc hay người đại diện."),
            )

    # ---- what it changes --------------------------------------------------------------------------------

    def _settle(self, row: Written) -> None:
        if not row.kind:
            return
        level = _LEVEL_OF[row.kind]
        if row.code:
            there = self.by_code.get(row.code)
        else:
            namesakes = self.by_name.get((level, row.name.casefold()), [])
            if len(namesakes) > 1:
                self._fault(
                    row,
                    "code",
                    _("Có %(number)d đơn vị cùng tên “%(name)s”.")
                    % {"number": len(namesakes), "name": row.name[:60]},
                    _("Ghi mã của đơn vị được nói đến: %s.") % ", ".join(each.code for each in namesakes),
                )
                return
            there = namesakes[0] if namesakes else None
        if there is None:
            self._add(row, level)
        elif there.level != level:
            self._fault(
                row,
                "code",
                _("Mã “%(code)s” đang là của %(name)s, không cùng nhóm loại.")
                % {"code": row.code, "name": there.name},
                _("Chọn mã khác, hoặc để trống để hệ thống đặt mã."),
            )
        else:
            self._compare(row, there)

    def _add(self, row: Written, level: str) -> None:
        since = row.since or self._beginning()
        if not self.place.days.holds_on(since):
            self._fault(
                row,
                "since",
                _("Ngày %(day)s chưa có, hoặc không còn, %(place)s (%(days)s).")
                % {"day": format_date(since), "place": self.place.name, "days": self.place.days},
                _("Ghi một ngày trong thời gian ấy; đơn vị có từ trước thì để trống ô này."),
            )
            return
        code = row.code or self.numbers.next(row.kind)
        if not code:
            self._fault(row, "code", _("Không còn mã để đặt cho loại này."), _("Ghi mã riêng cho dòng này."))
            return
        if level == AREA:
            self._note_an_unusual_form(row, since)
        days = Validity(since, self.place.days.until)
        stays = tuple(
            Stay(both, stay.tree_path)
            for stay in self.place.stays
            if (both := stay.days.intersection(days)) is not None
        )
        self.judged.added.append(
            Added(
                level, row.kind, code, row.name, short_name_of(level, row.name, self.words), row.basis, stays
            )
        )

    def _beginning(self) -> date:
        """Since when the place has stood where it stands: the first day of a unit whose row says none."""
        here = next((stay for stay in self.place.stays if stay.days.holds_on(self.day)), self.place.stays[-1])
        return here.days.since

    def _compare(self, row: Written, there: Standing) -> None:
        if row.name == there.name and row.kind == there.kind:
            self.judged.unchanged += 1
            if row.since not in (None, there.since) or (row.basis and row.basis != there.basis):
                self._note(
                    row,
                    "since",
                    _("%(name)s đã có từ ngày %(day)s; ngày hoặc căn cứ khác trong bảng không được ghi lại.")
                    % {"name": there.name, "day": format_date(there.since)},
                    _("Chỉ tên mới, loại mới kèm ngày bắt đầu mới được ghi."),
                )
            return
        if row.since is None or row.since <= there.since:
            self._fault(
                row,
                "since",
                _(
                    "Đơn vị mã %(code)s là “%(name)s” từ ngày %(day)s; bảng ghi khác mà không cho biết từ ngày nào."
                )
                % {"code": there.code, "name": there.name, "day": format_date(there.since)},
                _(
                    "Ghi ngày bắt đầu của tên hoặc loại mới, sau ngày %s; nếu không đổi, giữ nguyên tên và loại."
                )
                % format_date(there.since),
            )
            return
        if there.until is not None and there.until <= row.since:
            self._fault(
                row,
                "since",
                _("%(name)s kết thúc từ ngày %(day)s.")
                % {"name": there.name, "day": format_date(there.until)},
                _("Ghi một ngày trước đó, hoặc để trống mã nếu là đơn vị mới."),
            )
            return
        if there.level == AREA:
            self._note_an_unusual_form(row, row.since)
        self.judged.renamed.append(
            Renamed(
                there.unit_id,
                row.kind,
                there.code,
                row.name,
                short_name_of(there.level, row.name, self.words),
                row.basis,
                row.since,
            )
        )

    def _note_an_unusual_form(self, row: Written, since: date) -> None:
        usual = self.words.usual.get(self.place.kind)
        word = self.words.before(row.name)
        if usual and row.kind != usual and since >= self.words.since:
            self._note(
                row,
                "kind",
                _("%(place)s thường lập %(usual)s, dòng này ghi %(kind)s.")
                % {
                    "place": self.place.name,
                    "usual": KIND_LABELS[usual],
                    "kind": KIND_LABELS[row.kind],
                },
                _(
                    "Vẫn được nhận: Hội đồng nhân dân cấp xã có thể giữ hình thức khác (Nghị định 185/2026/NĐ-CP)."
                ),
            )
        elif self.words.words.get(word, "") not in ("", row.kind):
            self._note(
                row,
                "kind",
                _("Chữ “%(word)s” thường đứng trước tên %(meant)s, dòng này chọn %(kind)s.")
                % {
                    "word": word,
                    "meant": KIND_LABELS[self.words.words[word]],
                    "kind": KIND_LABELS[row.kind],
                },
                _("Vẫn được nhận; kiểm tra lại cột Loại."),
            )

    def _fault(self, row: Written, column: str, sentence: str, remedy: str) -> None:
        self.judged.faults.append(Remark(row.number, COLUMNS[column], sentence, remedy))

    def _note(self, row: Written, column: str, sentence: str, remedy: str) -> None:
        self.judged.notes.append(Remark(row.number, COLUMNS[column], sentence, remedy))


def is_a_household_business(kind: str, name: str) -> bool:
    """Whether a name says that a workplace is one family's business, which is never a unit here.

    It is one by its words (*hộ kinh doanh*, *HKD*), or as a shop that is called after its keeper (*cửa hàng ông Ba*).
    It misses shops that bear a bare name (*Tạp hóa Hương*), which may be anything.
    """
    if _LEVEL_OF.get(kind) == AREA:
        return False
    if _HOUSEHOLD_BUSINESS.search(fold(name)):
        return True
    return kind != "school" and bool(_SHOP.match(name) and _SHOPKEEPER.search(name))


class _Numbers:
    """Codes for units whose rows give none: the place's code, a letter for workplaces, and a running number."""

    def __init__(self, place_code: str, used: set[str]) -> None:
        self.place_code, self.used = place_code, set(used)
        self.last = dict.fromkeys(_LEVEL_OF, 0)

    def next(self, kind: str) -> str:
        """The first free code behind all that were given; nothing when there is none left."""
        letter = _LETTERS.get(kind, "")
        series = kind if letter else AREA
        last = self.last.get(series, 0)
        while last + 1 < _MOST_NUMBERS:
            last += 1
            code = f"{self.place_code}-{letter}{_three_signs(last)}"
            if code not in self.used:
                self.last[series] = last
                self.used.add(code)
                return code
        return ""


def _three_signs(number: int) -> str:
    """001 to 999, then A00 to ZZZ."""
    if number < 1000:
        return f"{number:03d}"
    signs, rest = "", number - 1000 + 10 * 36 * 36
    while rest:
        rest, last = divmod(rest, 36)
        signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[last] + signs
    return signs


def _personal_number() -> str:
    return _("Ô có dãy số giống số điện thoại hoặc số giấy tờ cá nhân.")
