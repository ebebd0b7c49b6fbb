"""Does the catalogue make sense? Every mistake with its place, why it is one, and what to do.

Some of these rules are limits of what may be counted at all. They stand here and not in the catalogue, so that no
edit of a file can lift them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from binhyen.foundations.periods import CALENDARS, CUSTOM_WINDOWS, BadPeriod, Period, PeriodKind
from binhyen.foundations.vietnamese import fold, format_date
from binhyen.indicators.rules.catalogue import (
    CATEGORIES,
    FAMILIES,
    LEFT_OUT,
    PERCENT,
    REGIMES,
    Catalogue,
    FormSource,
    Written,
    lines_of,
    read_entries,
)
from binhyen.indicators.rules.checking import MOST_DECIMALS
from binhyen.indicators.rules.definitions import (
    Clearance,
    Handling,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverTime,
    OverUnits,
    Source,
)

LEVELS = ("country", "province", "body", "commune")
"""The levels that may record anything, from the top down. A body stands between its province and the communes."""

BODIES = ("department", "front", "mass-organisation", "police", "army")
"""The kinds of body that a section of a form may be given to."""

FEWEST_HEADLINES, MOST_HEADLINES = 6, 8
"""How many lines lead an overview."""

_LEVELS_WITH_BODIES = frozenset({"province", "commune"})
_MOST_LINES_OF_A_WINDOW = 15
_SOME_YEAR = 2026

CASES = frozenset(
    {
        "info_tips",
        "info_tips_valuable",
        "info_tips_resolved",
        "info_tips_resolved_pct",
        "info_cases_from_tips",
        "disp_cases_mediated",
        "disp_mediation_success_pct",
        "disp_hotspots",
        "safe_crime_free_areas",
    }
)
"""Families about tips and cases: once a quarter or longer, by communes or above, whole numbers of a unit."""

OFFENDERS = frozenset(
    {
        "info_offenders_from_tips",
        "rehab_managed",
        "rehab_progressed",
        "rehab_supported",
        "crime_cases",
        "crime_cleared",
        "crime_clearance_pct",
        "crime_suspects",
    }
)
"""Families about offenders, people under care and crime: once a year, by the province or above."""

GUARDED_WORDS = (
    "nguồn tin",
    "tin báo",
    "tố giác",
    "đối tượng",
    "phạm tội",
    "tội phạm",
    "bị can",
    "bị cáo",
    "vụ án",
    "khởi tố",
    "người lầm lỗi",
    "cảm hóa",
    "tái hòa nhập",
    "đặc xá",
    "nghiện ma túy",
)
"""Words of a name that say that its family is one of the two above."""

GUARD = frozenset({Handling.NO_RANK, Handling.NO_TARGET, Handling.NO_SCORE})
UNITS_OF_PERSONS = frozenset({"người", "cá nhân"})

_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_FORM_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST_CODE, _LONGEST_OPTION, _LONGEST_FORM_CODE, _LONGEST_BASIS = 60, 39, 40, 300


class Severity(StrEnum):
    ERROR = "error"
    """The catalogue is not loaded until it is put right."""
    WARNING = "warning"
    """Said, and loaded all the same."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong where, and what to do about it, in Vietnamese."""

    place: str
    sentence: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence} {self.remedy}".rstrip()


def mistakes_in(documents: Mapping[str, Any], unit_kinds: Collection[str]) -> tuple[Mistake, ...]:
    """All that is wrong with the files' contents: entries that cannot be used first, then what makes no sense.

    ``unit_kinds`` are the kinds of unit that there are.
    """
    catalogue, faults = read_entries(documents)
    unusable = [
        Mistake(fault.place, fault.sentence.removeprefix(f"{fault.place}: "), fault.remedy)
        for fault in faults
    ]
    return (
        *unusable,
        *(mistake for find in _FINDERS for mistake in find(catalogue)),
        *_unknown_kinds(catalogue, unit_kinds),
    )


# ---- indicators -----------------------------------------------------------------------------------------


def _codes(catalogue: Catalogue) -> Iterator[Mistake]:
    yield from _doubled(
        ((each.definition.code, each.place) for each in catalogue.indicators),
        "chỉ tiêu “{}” đã được định nghĩa ở {}.",
        "Mỗi chỉ tiêu chỉ có một định nghĩa; bỏ một trong hai.",
    )
    for each in catalogue.indicators:
        code = each.definition.code
        if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
            yield Mistake(
                each.place,
                f"mã “{code}” không hợp lệ.",
                f"Dùng chữ thường không dấu, số và gạch dưới, nhiều nhất {_LONGEST_CODE} ký tự.",
            )


def _families(catalogue: Catalogue) -> Iterator[Mistake]:
    known = catalogue.families | CASES | OFFENDERS
    for each in catalogue.indicators:
        if each.definition.family not in known:
            yield Mistake(
                each.place,
                f"họ chỉ tiêu “{each.definition.family}” không có trong danh mục họ chỉ tiêu.",
                "Kiểm tra lỗi gõ, hoặc thêm vào families.yaml.",
                Severity.WARNING,
            )


def _vocabulary(catalogue: Catalogue) -> Iterator[Mistake]:
    """Every family of the vocabulary is either counted or left out with a reason, and never both."""
    counted = {each.definition.family: each.definition.code for each in reversed(catalogue.indicators)}
    for family in sorted(catalogue.families - counted.keys() - catalogue.left_out.keys()):
        yield Mistake(
            FAMILIES,
            f"họ chỉ tiêu “{family}” không có chỉ tiêu nào, cũng chưa nói vì sao.",
            f"Thêm một chỉ tiêu của họ này, hoặc ghi lý do vào “{LEFT_OUT}”.",
        )
    for family in catalogue.left_out:
        place = f"{FAMILIES}, “{LEFT_OUT}” ({family})"
        if family in counted:
            yield Mistake(
                place, f"nói là không thu, nhưng có chỉ tiêu “{counted[family]}”.", "Bỏ một trong hai."
            )
        if family not in catalogue.families:
            yield Mistake(
                place, "không có họ chỉ tiêu này.", "Kiểm tra lỗi gõ, hoặc thêm họ vào lĩnh vực của nó."
            )


def _calendars(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        calendar, period = each.definition.calendar, each.definition.home_period
        if calendar not in CALENDARS:
            yield Mistake(each.place, f"không có lịch “{calendar}”.", f"Các lịch: {', '.join(CALENDARS)}.")
        elif period not in CALENDARS[calendar].kinds:
            yield Mistake(
                each.place,
                f"lịch “{calendar}” không có loại kỳ “{period}”.",
                f"Các loại kỳ: {', '.join(CALENDARS[calendar].kinds)}.",
            )


def _levels(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        if each.definition.lowest_level not in LEVELS:
            yield Mistake(
                each.place,
                f"không có cấp “{each.definition.lowest_level}”.",
                f"Các cấp: {', '.join(LEVELS)}.",
            )


def _numbers(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        if not 0 <= each.definition.decimals <= MOST_DECIMALS:
            yield Mistake(
                each.place,
                f"không ghi được số với {each.definition.decimals} chữ số thập phân.",
                f"Chọn từ 0 đến {MOST_DECIMALS}.",
            )
        if each.definition.per < 1:
            yield Mistake(
                each.place, f"“per” là {each.definition.per}.", "Dùng 100 cho phần trăm, 1 cho bình quân."
            )


_TIME_OF = {
    IndicatorKind.STOCK: (OverTime.LAST, "số thời điểm lấy giá trị của kỳ cuối, không bao giờ cộng các kỳ"),
    IndicatorKind.FLOW: (OverTime.SUM, "số phát sinh trong kỳ được cộng qua các kỳ"),
    IndicatorKind.DERIVED: (OverTime.PARTS, "tỷ lệ được tính lại từ tử số và mẫu số"),
}


def _adding(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        definition = each.definition
        wanted, why = _TIME_OF.get(definition.kind, (definition.over_time, ""))
        if definition.over_time is not wanted:
            yield Mistake(
                each.place,
                f"loại “{definition.kind}” mà cộng theo thời gian kiểu “{definition.over_time}”; {why}.",
                f"Đặt over_time: {wanted}.",
            )
        if definition.kind is IndicatorKind.YEARLY_STATE:
            if definition.over_time in (OverTime.SUM, OverTime.PARTS):
                yield Mistake(
                    each.place,
                    "kết quả của một năm không cộng qua các năm.",
                    "Đặt over_time: last hoặc none.",
                )
            if definition.home_period is not PeriodKind.YEAR:
                yield Mistake(
                    each.place, "kết quả của một năm phải được ghi theo kỳ năm.", "Đặt home_period: year."
                )
        if (definition.kind is IndicatorKind.DERIVED) != (definition.over_units is OverUnits.PARTS):
            yield Mistake(
                each.place,
                f"loại “{definition.kind}” mà cộng theo đơn vị kiểu “{definition.over_units}”.",
                "Chỉ tỷ lệ, và mọi tỷ lệ, dùng over_units: parts.",
            )
        if definition.family == "model_types" and definition.over_units is not OverUnits.NONE:
            yield Mistake(
                each.place,
                "loại mô hình không bao giờ cộng: cùng một loại có ở nhiều nơi.",
                "Đặt over_units: none.",
            )


def _rates(catalogue: Catalogue) -> Iterator[Mistake]:
    definitions = catalogue.definitions
    for each in catalogue.indicators:
        definition = each.definition
        parts = (definition.numerator, definition.denominator)
        if definition.kind is not IndicatorKind.DERIVED:
            if any(parts):
                yield Mistake(
                    each.place,
                    "có tử số, mẫu số nhưng không phải là tỷ lệ.",
                    "Đặt kind: derived, hoặc bỏ hai trường.",
                )
            if definition.source is Source.COMPUTED:
                yield Mistake(
                    each.place, "được tính mà không có công thức.", "Đặt source: entered, hoặc kind: derived."
                )
            if definition.unit == PERCENT:
                yield Mistake(
                    each.place,
                    "tỷ lệ phần trăm nhập tay thì không cộng được cho nhiều đơn vị.",
                    "Đặt kind: derived, với tử số và mẫu số là hai chỉ tiêu nhập.",
                )
            continue
        if definition.source is not Source.COMPUTED:
            yield Mistake(each.place, "tỷ lệ được tính, không nhập.", "Đặt source: computed.")
        if definition.category:
            yield Mistake(each.place, "tỷ lệ không phân tổ được.", "Bỏ “category”.")
        for part, name in zip(parts, ("numerator", "denominator"), strict=True):
            found = definitions.get(part)
            if not part:
                yield Mistake(each.place, f"tỷ lệ chưa có “{name}”.", "Ghi mã của một chỉ tiêu.")
            elif found is None:
                yield Mistake(each.place, f"“{name}” là “{part}”, không có chỉ tiêu này.", "Kiểm tra mã.")
            elif found.kind is IndicatorKind.DERIVED or found.category:
                yield Mistake(
                    each.place,
                    f"“{name}” là “{part}”, một tỷ lệ hoặc một chỉ tiêu có phân tổ.",
                    "Tử số và mẫu số là các chỉ tiêu nhập, không phân tổ.",
                )


def _categories(catalogue: Catalogue) -> Iterator[Mistake]:
    yield from _doubled(
        ((each.code, f"{CATEGORIES} ({each.code})") for each in catalogue.categories),
        "phân tổ “{}” đã có ở {}.",
        "Bỏ một trong hai.",
    )
    for category in catalogue.categories:
        place = f"{CATEGORIES} ({category.code})"
        codes = [option.code for option in category.options]
        for code in (category.code, *codes):
            if not _CODE.fullmatch(code) or len(code) > _LONGEST_OPTION:
                yield Mistake(
                    place,
                    f"mã “{code}” không hợp lệ.",
                    f"Dùng chữ thường không dấu, số và gạch dưới, nhiều nhất {_LONGEST_OPTION} ký tự.",
                )
        if len(codes) < 2:
            yield Mistake(
                place, "phân tổ có ít hơn hai mục.", "Ghi đủ các mục, để tổng của chúng là toàn bộ."
            )
        for code, times in Counter(codes).items():
            if times > 1:
                yield Mistake(place, f"mục “{code}” có {times} lần.", "Mỗi mục một mã riêng.")
    for each in catalogue.indicators:
        if each.definition.category and each.definition.category not in catalogue.options:
            yield Mistake(
                each.place,
                f"không có phân tổ “{each.definition.category}”.",
                f"Thêm vào {CATEGORIES}, hoặc sửa mã.",
            )


def _synonyms(catalogue: Catalogue) -> Iterator[Mistake]:
    said_by: dict[str, list[tuple[str, Written]]] = defaultdict(list)
    for each in catalogue.indicators:
        for words in {each.definition.name, *each.definition.synonyms}:
            said_by[" ".join(fold(words).split())].append((words, each))
        for words, times in Counter(each.definition.synonyms).items():
            if times > 1:
                yield Mistake(each.place, f"từ đồng nghĩa “{words}” có {times} lần.", "Giữ một lần.")
    for bearers in said_by.values():
        (_words, first), *others = bearers
        for words, each in others:
            if each.definition.code != first.definition.code:
                yield Mistake(
                    each.place,
                    f"“{words}” cũng là cách gọi của chỉ tiêu “{first.definition.code}”.",
                    "Một cách gọi chỉ dẫn đến một chỉ tiêu; bỏ ở một trong hai.",
                )


def _clearance(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        definition = each.definition
        decided = bool(definition.clearance_decided_by and definition.clearance_decided_on)
        if definition.clearance is not Clearance.INTERNAL and not decided:
            yield Mistake(
                each.place,
                f"mức “{definition.clearance}” mà chưa ghi ai quyết định, ngày nào.",
                "Ghi clearance_decided_by và clearance_decided_on, hoặc để internal.",
            )


def _changes_of_meaning(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        place, days = f"{each.place}, “changed”", [change.from_day for change in each.definition.changed]
        if days != sorted(set(days)):
            yield Mistake(
                place,
                "các lần đổi cách tính không xếp theo ngày, hoặc một ngày có hai lần.",
                "Ghi lần sớm nhất trước, mỗi ngày một lần.",
            )
        if days and each.definition.kind is IndicatorKind.DERIVED:
            yield Mistake(
                place,
                "tỷ lệ chỉ đổi cách tính khi tử số hoặc mẫu số đổi.",
                "Ghi lần đổi ở chỉ tiêu tử số hoặc mẫu số.",
            )


def _days(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        until = each.definition.valid_until
        if until is not None and until <= each.definition.valid_from:
            yield Mistake(
                each.place, "hết hiệu lực trước khi có hiệu lực.", "Sửa valid_from hoặc valid_until."
            )


# ---- what is never counted, or not so ---------------------------------------------------------------------


def _persons(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        if each.definition.unit in UNITS_OF_PERSONS and not each.definition.counts_persons:
            yield Mistake(
                each.place,
                f"đơn vị tính là “{each.definition.unit}” nhưng chưa đánh dấu là số người.",
                "Thêm persons vào handling, để số nhỏ hơn 5 được che.",
            )


def _guarded(catalogue: Catalogue) -> Iterator[Mistake]:
    for each in catalogue.indicators:
        definition = each.definition
        if definition.family in CASES:
            yield from _broken_guards(
                each,
                "tin báo, vụ việc",
                "một quý trở lên",
                (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR),
                "cấp xã trở lên",
                ("country", "province", "commune"),
            )
        elif definition.family in OFFENDERS:
            yield from _broken_guards(
                each,
                "người vi phạm, người được quản lý, giáo dục và tội phạm",
                "một năm",
                (PeriodKind.YEAR,),
                "cấp tỉnh trở lên",
                ("country", "province"),
            )
        else:
            name = fold(definition.name)
            for word in GUARDED_WORDS:
                if f" {fold(word)} " in f" {name} ":
                    yield Mistake(
                        each.place,
                        f"tên có “{word}” nhưng họ chỉ tiêu là “{definition.family}”.",
                        "Số về tin báo, vụ việc, người vi phạm phải thuộc đúng họ, với các giới hạn của họ đó.",
                    )
                    break


def _broken_guards(
    each: Written,
    about: str,
    shortest: str,
    periods: tuple[PeriodKind, ...],
    lowest: str,
    levels: tuple[str, ...],
) -> Iterator[Mistake]:
    definition = each.definition
    if definition.home_period not in periods:
        yield Mistake(
            each.place,
            f"số về {about} không được thu theo kỳ “{definition.home_period}”.",
            f"Kỳ ngắn nhất: {shortest}.",
        )
    if definition.lowest_level not in levels:
        yield Mistake(
            each.place,
            f"số về {about} không được thu ở cấp “{definition.lowest_level}”.",
            f"Thu từ {lowest}.",
        )
    if not definition.handling >= GUARD:
        yield Mistake(
            each.place,
            f"số về {about} chưa được cấm xếp hạng, giao chỉ tiêu, chấm điểm.",
            "Thêm no_rank, no_target, no_score vào handling.",
        )
    if definition.category:
        yield Mistake(each.place, f"số về {about} không được phân tổ.", "Bỏ “category”.")
    if definition.clearance is Clearance.PUBLIC:
        yield Mistake(each.place, f"số về {about} không được công khai.", "Đặt clearance: internal.")


# ---- forms ------------------------------------------------------------------------------------------------


def _forms(catalogue: Catalogue) -> Iterator[Mistake]:
    yield from _doubled(
        ((form.code, form.place) for form in catalogue.forms), "biểu “{}” đã có ở {}.", "Bỏ một trong hai."
    )
    for form in catalogue.forms:
        if not _FORM_CODE.fullmatch(form.code) or len(form.code) > _LONGEST_FORM_CODE:
            yield Mistake(
                form.place,
                f"mã “{form.code}” không hợp lệ.",
                f"Dùng chữ thường không dấu, số và gạch nối, nhiều nhất {_LONGEST_FORM_CODE} ký tự.",
            )
        if form.version < 1:
            yield Mistake(form.place, f"phiên bản {form.version}.", "Đánh số từ 1.")
        for level in form.levels:
            if level not in LEVELS:
                yield Mistake(form.place, f"không có cấp “{level}”.", f"Các cấp: {', '.join(LEVELS)}.")
        if not form.levels:
            yield Mistake(form.place, "biểu không giao cho cấp nào.", "Ghi ít nhất một cấp vào levels.")
        if form.calendar not in CALENDARS or form.period_kind not in CALENDARS[form.calendar].kinds:
            yield Mistake(
                form.place,
                f"lịch “{form.calendar}” không có loại kỳ “{form.period_kind}”.",
                f"Các lịch: {', '.join(CALENDARS)}.",
            )


def _unknown_kinds(catalogue: Catalogue, known: Collection[str]) -> Iterator[Mistake]:
    for form in catalogue.forms:
        for kind in form.kinds:
            if kind not in known:
                yield Mistake(form.place, f"không có loại đơn vị “{kind}”.", f"Các loại: {', '.join(known)}.")


def _forms_ask(catalogue: Catalogue) -> Iterator[Mistake]:
    definitions = catalogue.definitions
    for form in catalogue.forms:
        for code, times in Counter(form.indicators).items():
            if times > 1:
                yield Mistake(form.place, f"hỏi chỉ tiêu “{code}” {times} lần.", "Mỗi chỉ tiêu một dòng.")
            definition = definitions.get(code)
            if definition is None:
                yield Mistake(form.place, f"hỏi chỉ tiêu “{code}”, không có chỉ tiêu này.", "Kiểm tra mã.")
            else:
                yield from _asked_at_another_time(form, definition, catalogue)
                yield from _asked_wrongly(form, definition)
                yield from _rates_asked_wrongly(form, definition, definitions)


def _asked_at_another_time(
    form: FormSource, definition: IndicatorDefinition, catalogue: Catalogue
) -> Iterator[Mistake]:
    """A form of a longer period may show what shorter reports add up to, where some form asks for those."""
    if _is_home(form, definition):
        return
    code = definition.code
    if form.calendar != definition.calendar or not _is_made_of(form, definition.home_period):
        yield Mistake(
            form.place,
            f"hỏi “{code}” theo kỳ {form.period_kind} của lịch {form.calendar}, nhưng chỉ tiêu này được ghi theo kỳ "
            f"{definition.home_period} của lịch {definition.calendar}.",
            "Mỗi chỉ tiêu chỉ được ghi ở một loại kỳ; kỳ dài hơn cộng từ đó.",
        )
    elif not any(
        _is_home(other, definition) and code in other.indicators and _ask_the_same(form, other)
        for other in catalogue.forms
    ):
        yield Mistake(
            form.place,
            f"cộng “{code}” từ các kỳ {definition.home_period}, nhưng không biểu nào của cùng cấp hỏi chỉ tiêu này "
            "theo kỳ đó.",
            f"Thêm chỉ tiêu vào một biểu kỳ {definition.home_period} của cấp ấy, hoặc bỏ dòng này.",
        )


def _is_home(form: FormSource, definition: IndicatorDefinition) -> bool:
    return (definition.calendar, definition.home_period) == (form.calendar, form.period_kind)


def _is_made_of(form: FormSource, shorter: PeriodKind) -> bool:
    if form.calendar not in CALENDARS:
        return False
    try:
        return bool(Period(CALENDARS[form.calendar], form.period_kind, _SOME_YEAR).parts(shorter))
    except BadPeriod:
        return False


def _ask_the_same(form: FormSource, other: FormSource) -> bool:
    """Whether some unit may owe both; an empty list of kinds, or of levels above, stands for all of them."""
    return not set(form.levels).isdisjoint(other.levels) and all(
        not mine or not theirs or not set(mine).isdisjoint(theirs)
        for mine, theirs in ((form.kinds, other.kinds), (form.under, other.under))
    )


def _asked_wrongly(form: FormSource, definition: IndicatorDefinition) -> Iterator[Mistake]:
    code = definition.code
    if definition.lowest_level in LEVELS:
        too_low = [
            level for level in form.levels if level in LEVELS[LEVELS.index(definition.lowest_level) + 1 :]
        ]
        if too_low:
            yield Mistake(
                form.place,
                f"hỏi “{code}” ở cấp “{too_low[0]}”, thấp hơn cấp “{definition.lowest_level}” của chỉ tiêu.",
                "Bỏ dòng này, hoặc sửa lowest_level.",
            )
    if definition.valid_from > form.valid_from or (
        definition.valid_until is not None and definition.valid_until <= form.valid_from
    ):
        yield Mistake(
            form.place,
            f"hỏi “{code}” từ {format_date(form.valid_from)}, khi chỉ tiêu này không có hiệu lực.",
            "Bỏ dòng này, hoặc sửa ngày.",
        )


def _rates_asked_wrongly(
    form: FormSource, definition: IndicatorDefinition, definitions: Mapping[str, IndicatorDefinition]
) -> Iterator[Mistake]:
    if definition.kind is not IndicatorKind.DERIVED:
        return
    code = definition.code
    bodies = {asked: section.body for section in form.sections for asked in section.indicators}
    for part in (definition.numerator, definition.denominator):
        if part and part not in bodies:
            yield Mistake(
                form.place,
                f"có tỷ lệ “{code}” nhưng không hỏi “{part}”.",
                "Hỏi đủ tử số và mẫu số trên cùng biểu.",
            )
            continue
        if part in definitions and not _is_home(form, definitions[part]):
            yield Mistake(
                form.place,
                f"có tỷ lệ “{code}”, nhưng “{part}” được cộng từ các kỳ ngắn hơn.",
                "Đặt tỷ lệ ở biểu mà tử số và mẫu số được nhập.",
            )
        if part and bodies[part] != bodies[code]:
            yield Mistake(
                form.place,
                f"có tỷ lệ “{code}” ở một mục, còn “{part}” ở mục của cơ quan khác.",
                "Đặt tỷ lệ, tử số và mẫu số trong các mục của cùng một cơ quan.",
            )


def _bodies(catalogue: Catalogue) -> Iterator[Mistake]:
    for form in catalogue.forms:
        for section in form.sections:
            if not section.body:
                continue
            if section.body not in BODIES:
                yield Mistake(
                    form.place,
                    f"giao mục “{section.title}” cho “{section.body}”, không phải là một loại cơ quan.",
                    f"Các loại: {', '.join(BODIES)}.",
                )
            if not _LEVELS_WITH_BODIES.issuperset(form.levels):
                yield Mistake(
                    form.place,
                    f"giao mục “{section.title}” cho cơ quan, nhưng biểu không chỉ hỏi xã và tỉnh.",
                    "Chỉ xã và tỉnh có cơ quan để giao; bỏ “body”, hoặc sửa levels.",
                )


def _windows(catalogue: Catalogue) -> Iterator[Mistake]:
    """A form for one occasion is short: whoever asks for it asks at short notice."""
    definitions, options = catalogue.definitions, catalogue.options
    for form in catalogue.forms:
        if form.calendar != CUSTOM_WINDOWS.id:
            continue
        lines = sum(
            len(lines_of(definitions[code], options))
            for code in form.indicators
            if code in definitions
            and (not definitions[code].category or definitions[code].category in options)
        )
        if lines > _MOST_LINES_OF_A_WINDOW:
            yield Mistake(
                form.place,
                f"biểu của một đợt có {lines} dòng.",
                f"Giữ nhiều nhất {_MOST_LINES_OF_A_WINDOW} dòng, để đơn vị trả lời được ngay.",
            )


def _checks(catalogue: Catalogue) -> Iterator[Mistake]:
    definitions, options = catalogue.definitions, catalogue.options
    for form in catalogue.forms:
        roles = {
            line.code: line.role
            for code in form.indicators
            if code in definitions
            and (not definitions[code].category or definitions[code].category in options)
            for line in lines_of(definitions[code], options)
        }
        for code, times in Counter(check.code for check in form.checks).items():
            if times > 1:
                yield Mistake(
                    form.place, f"có {times} phép kiểm tra mang mã “{code}”.", "Mỗi phép một mã riêng."
                )
        for check in form.checks:
            place = f"{form.place}, “checks” ({check.code})"
            for line in check.lines:
                if line not in roles:
                    yield Mistake(
                        place, f"nói đến dòng “{line}”, biểu không có dòng này.", "Kiểm tra mã dòng."
                    )
                elif roles[line] is LineRole.RATE:
                    yield Mistake(
                        place, f"nói đến dòng tỷ lệ “{line}”.", "So sánh tử số với mẫu số thay cho tỷ lệ."
                    )
            if not check.lines:
                yield Mistake(place, "không nói đến dòng nào.", "Ghi ít nhất một dòng.")
            if any(term.times < 1 for term in check.left + check.right):
                yield Mistake(place, "nhân một dòng với số không.", "Hệ số là số nguyên từ 1 trở lên.")


def _regimes(catalogue: Catalogue) -> Iterator[Mistake]:
    forms = {form.code: form for form in catalogue.forms}
    yield from _doubled(
        (
            (f"{each.form}, {each.level}, {each.province_code or 'mọi tỉnh'}, {each.valid_from}", each.place)
            for each in catalogue.regimes
        ),
        "chế độ “{}” đã có ở {}.",
        "Bỏ một trong hai.",
    )
    for each in catalogue.regimes:
        if each.form not in forms:
            yield Mistake(each.place, f"không có biểu “{each.form}”.", f"Các biểu: {', '.join(forms)}.")
        elif each.level not in forms[each.form].levels:
            yield Mistake(
                each.place,
                f"biểu “{each.form}” không giao cho cấp “{each.level}”.",
                f"Các cấp của biểu: {', '.join(forms[each.form].levels)}.",
            )
        if len(each.basis) > _LONGEST_BASIS:
            yield Mistake(each.place, "căn cứ quá dài.", f"Nhiều nhất {_LONGEST_BASIS} ký tự.")
        if each.valid_until is not None and each.valid_until <= each.valid_from:
            yield Mistake(
                each.place, "hết hiệu lực trước khi có hiệu lực.", "Sửa valid_from hoặc valid_until."
            )
    for form in catalogue.forms:
        if form.calendar == CUSTOM_WINDOWS.id:
            continue  # whoever asks for it sets the deadline
        for level in form.levels:
            if not any(
                (each.form, each.level, each.province_code) == (form.code, level, "")
                and each.valid_from <= form.valid_from
                for each in catalogue.regimes
            ):
                yield Mistake(
                    REGIMES,
                    f"biểu “{form.code}” chưa có thời hạn chung cho cấp “{level}” từ {format_date(form.valid_from)}.",
                    'Thêm một mục với province: "".',
                )


def _headlines(catalogue: Catalogue) -> Iterator[Mistake]:
    """What leads an overview is on a form, may be ranked, and is neither so little nor so much that nobody reads it."""
    definitions, options = catalogue.definitions, catalogue.options
    on_forms = {
        (form.calendar, line.code)
        for form in catalogue.forms
        for code in form.indicators
        if code in definitions and (not definitions[code].category or definitions[code].category in options)
        for line in lines_of(definitions[code], options)
    }
    chosen: dict[tuple[str, str, str], str] = {}
    for each in catalogue.headlines:
        if each.level not in LEVELS:
            yield Mistake(each.place, f"không có cấp “{each.level}”.", f"Các cấp: {', '.join(LEVELS)}.")
        if each.calendar not in CALENDARS:
            yield Mistake(
                each.place, f"không có lịch “{each.calendar}”.", f"Các lịch: {', '.join(CALENDARS)}."
            )
        for period in each.periods:
            first = chosen.setdefault((each.level, each.calendar, period), each.place)
            if first != each.place:
                yield Mistake(each.place, f"loại kỳ “{period}” đã được chọn ở {first}.", "Bỏ một trong hai.")
        if not FEWEST_HEADLINES <= len(set(each.codes)) == len(each.codes) <= MOST_HEADLINES:
            yield Mistake(
                each.place,
                f"có {len(each.codes)} dòng, hoặc một dòng hai lần.",
                f"Chọn từ {FEWEST_HEADLINES} đến {MOST_HEADLINES} dòng khác nhau.",
            )
        for line in each.codes:
            definition = definitions.get(line.partition("/")[0])
            if (each.calendar, line) not in on_forms:
                yield Mistake(
                    each.place, f"không biểu nào của lịch này có dòng “{line}”.", "Kiểm tra mã dòng."
                )
            if definition is not None and Handling.NO_RANK in definition.handling:
                yield Mistake(
                    each.place,
                    f"dòng “{line}” mang no_rank, không được dẫn đầu trang tổng quan.",
                    "Chọn một dòng khác.",
                )


def _doubled(coded: Iterable[tuple[str, str]], sentence: str, remedy: str) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for code, place in coded:
        if code in first:
            yield Mistake(place, sentence.format(code, first[code]), remedy)
        first.setdefault(code, place)


_FINDERS: tuple[Callable[[Catalogue], Iterator[Mistake]], ...] = (
    _codes,
    _families,
    _vocabulary,
    _calendars,
    _levels,
    _numbers,
    _adding,
    _rates,
    _categories,
    _synonyms,
    _clearance,
    _days,
    _changes_of_meaning,
    _persons,
    _guarded,
    _forms,
    _forms_ask,
    _bodies,
    _windows,
    _checks,
    _regimes,
    _headlines,
)
