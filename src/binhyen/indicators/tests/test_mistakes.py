"""Is every kind of mistake in the catalogue found, with its place, and nothing said where there is none?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from binhyen.indicators.queries import Severity, find_mistakes
from binhyen.indicators.rules.mistakes import CASES, OFFENDERS, Mistake
from binhyen.indicators.rules.mistakes import mistakes_in as mistakes_among
from binhyen.indicators.tests.small_catalogue import AREA, FORM, indicator, small_documents, write

Documents = dict[str, Any]
CHANGED = {"from": date(2024, 7, 1), "what": "Đếm khác.", "what_en": "Counted otherwise.", "comparable": True}


def mistakes_in(documents: Documents) -> tuple[Mistake, ...]:
    return mistakes_among(documents, ("commune", "ward"))


def change(code: str, /, **fields: Any) -> Callable[[Documents], None]:
    return lambda documents: indicator(documents, code).update(fields)


def drop(code: str, field: str) -> Callable[[Documents], None]:
    return lambda documents: indicator(documents, code).pop(field)


def form(**fields: Any) -> Callable[[Documents], None]:
    return lambda documents: documents[FORM].update(fields)


def check(rule: str) -> Callable[[Documents], None]:
    def put(documents: Documents) -> None:
        documents[FORM]["checks"][0]["rule"] = rule

    return put


def regime(**fields: Any) -> Callable[[Documents], None]:
    return lambda documents: documents["regimes.yaml"][0].update(fields)


def option(index: int, **fields: Any) -> Callable[[Documents], None]:
    return lambda documents: documents["categories.yaml"][0]["options"][index].update(fields)


def again(name: str) -> Callable[[Documents], None]:
    """An entry of a list is there twice."""

    def put(documents: Documents) -> None:
        entries = documents[name] if isinstance(documents[name], list) else documents[name]["indicators"]
        entries.append(entries[0])

    return put


def second_form(documents: Documents) -> None:
    documents["forms/khac.yaml"] = documents[FORM]


LONGER = "forms/nam.yaml"
WINDOW = "forms/dot.yaml"
COUNTS = ["to", "thanh_vien", "buoi", "duong"]


def longer(asking: list[str] = COUNTS, **fields: Any) -> Callable[[Documents], None]:
    """There is a yearly form too, with a deadline of its own, of what the months add up to."""

    def put(documents: Documents) -> None:
        section = {"title": "Cả năm", "title_en": "Year", "indicators": asking}
        documents[LONGER] = documents[FORM] | {
            "code": "bieu-nam", "period": "year", "sections": [section], "checks": [],
        } | fields  # fmt: skip
        for level in documents[LONGER]["levels"]:
            documents["regimes.yaml"].append(
                documents["regimes.yaml"][0] | {"form": "bieu-nam", "level": level}
            )

    return put


def window(asking: list[str], home: dict[str, Any], **others: Any) -> Callable[[Documents], None]:
    """There is a form for one occasion too; what it asks by itself has this home."""

    def put(documents: Documents) -> None:
        documents[AREA]["indicators"].append(
            indicator(documents, "duong") | {"code": "dot", "name": "Đợt thử"} | home | others
        )
        section = {"title": "Trong đợt", "title_en": "Occasion", "indicators": asking}
        documents[WINDOW] = documents[FORM] | {
            "code": "bieu-dot", "calendar": "windows", "period": "window", "sections": [section], "checks": [],
        }  # fmt: skip

    return put


AN_OCCASION = {"calendar": "windows", "home_period": "window"}


def many_options(documents: Documents) -> None:
    window(["dot"], AN_OCCASION, category="hinh_thuc")(documents)
    options = documents["categories.yaml"][0]["options"]
    options += [{"code": f"muc_{number}", "name": "Mục", "name_en": "One"} for number in range(12)]


def body(kind: str, section: int = 0, **fields: Any) -> Callable[[Documents], None]:
    """A section of the form is given to a body."""

    def put(documents: Documents) -> None:
        documents[FORM].update(fields)
        documents[FORM]["sections"][section]["body"] = kind

    return put


def rate_at_another_body(documents: Documents) -> None:
    documents[FORM]["sections"][0]["indicators"] = ["to", "thanh_vien"]
    documents[FORM]["sections"][1] |= {"indicators": ["buoi", "duong", "ty_le"], "body": "police"}


def without_duong(documents: Documents) -> None:
    """No monthly form asks for it any more."""
    documents[FORM]["sections"][1]["indicators"] = ["buoi"]
    documents[FORM]["checks"] = []


def left_out(**reasons: Any) -> Callable[[Documents], None]:
    return lambda documents: documents["families.yaml"].update(left_out=reasons)


def both(
    first: Callable[[Documents], None], second: Callable[[Documents], None]
) -> Callable[[Documents], None]:
    def put(documents: Documents) -> None:
        first(documents)
        second(documents)

    return put


OVERVIEW = "overview.yaml"
LEADING = ["to", "thanh_vien", "buoi", "buoi/mot", "duong", "ty_le"]


def leading(*lines: str, **fields: Any) -> dict[str, Any]:
    """What leads the overview of a commune over months."""
    chosen = [{"line": line, "why": "Để thử."} for line in lines or LEADING]
    return {"level": "commune", "calendar": "administrative", "periods": ["month"], "lines": chosen} | fields


def overview(*entries: dict[str, Any]) -> Callable[[Documents], None]:
    return lambda documents: documents.update({OVERVIEW: list(entries)})


REASON = {"why": "Không thử.", "why_en": "Not tried."}
GUARD = ["no_rank", "no_target", "no_score"]
TIPS = {"name": "Nguồn tin thử", "family": "info_tips", "home_period": "quarter", "handling": GUARD}
CARE = {"family": "rehab_managed", "home_period": "year", "lowest_level": "province", "handling": GUARD}

MISTAKES: dict[str, tuple[Callable[[Documents], None], str, str]] = {
    "a field is missing": (drop("to", "unit"), AREA, "“unit” chưa có"),
    "a field is empty": (change("to", definition=""), AREA, "“definition” chưa có"),
    "a field is of another type": (change("duong", decimals="hai"), AREA, "“decimals” “hai” không đúng kiểu"),
    "a truth value is no number": (change("duong", decimals=True), AREA, "“decimals”"),
    "a field is unknown": (change("to", formula="a"), AREA, "không có trường “formula”"),
    "a value is not among the choices": (change("to", kind="pile"), AREA, "“kind” không có giá trị “pile”"),
    "a handling is unknown": (change("to", handling=["no_fun"]), AREA, "“no_fun”"),
    "a list is none": (change("to", synonyms="tổ"), AREA, "“synonyms” phải là một danh sách"),
    "an entry is no mapping": (lambda d: d[AREA]["indicators"].append("to"), AREA, "chưa có nội dung"),
    "a file is empty": (lambda d: d.update({AREA: None}), AREA, "chưa có nội dung"),
    "the indicators of a file are no list": (
        lambda d: d[AREA].update(indicators={}), AREA, "phải là một danh sách",
    ),
    "the disaggregations are no list": (
        lambda d: d.update({"categories.yaml": {}}), "categories.yaml", "phải là một danh sách",
    ),
    "a code has a capital": (change("duong", code="Duong"), AREA, "mã “Duong” không hợp lệ"),
    "a code has a tone mark": (change("duong", code="đường"), AREA, "mã “đường” không hợp lệ"),
    "a code is too long": (change("duong", code="d" * 61), AREA, "nhiều nhất 60"),
    "an indicator is defined twice": (again(AREA), AREA, "chỉ tiêu “to” đã được định nghĩa"),
    "the family is unknown": (change("to", family="force_unheard"), AREA, "họ chỉ tiêu “force_unheard”"),
    "the calendar is unknown": (change("to", calendar="maya"), AREA, "không có lịch “maya”"),
    "the calendar has no such period": (
        change("to", calendar="festival"), AREA, "lịch “festival” không có loại kỳ “month”",
    ),
    "the level is unknown": (change("to", lowest_level="district"), AREA, "không có cấp “district”"),
    "there are too many decimals": (change("duong", decimals=7), AREA, "7 chữ số thập phân"),
    "a rate is worked out per nothing": (change("ty_le", per=0), AREA, "“per” là 0"),
    "a stock sums over time": (change("to", over_time="sum"), AREA, "không bao giờ cộng các kỳ"),
    "a flow takes the last value": (change("buoi", over_time="last"), AREA, "over_time: sum"),
    "a rate sums over time": (change("ty_le", over_time="sum"), AREA, "tính lại từ tử số"),
    "a rate sums over units": (change("ty_le", over_units="sum"), AREA, "over_units: parts"),
    "a stock is added by parts": (change("to", over_units="parts"), AREA, "over_units: parts"),
    "a year's state is asked monthly": (
        change("to", kind="yearly-state"), AREA, "kết quả của một năm phải được ghi theo kỳ năm",
    ),
    "a year's state sums": (
        change("to", kind="yearly-state", over_time="sum"), AREA, "không cộng qua các năm",
    ),
    "kinds of model add": (change("to", family="model_types"), AREA, "loại mô hình không bao giờ cộng"),
    "a stock has a numerator": (change("to", numerator="duong"), AREA, "không phải là tỷ lệ"),
    "a stock is computed": (change("to", source="computed"), AREA, "không có công thức"),
    "a percentage is entered": (change("to", unit="%"), AREA, "phần trăm nhập tay"),
    "a rate is entered": (change("ty_le", source="entered"), AREA, "tỷ lệ được tính, không nhập"),
    "a rate is disaggregated": (change("ty_le", category="hinh_thuc"), AREA, "tỷ lệ không phân tổ được"),
    "a rate has no numerator": (drop("ty_le", "numerator"), AREA, "chưa có “numerator”"),
    "a rate has no denominator": (drop("ty_le", "denominator"), AREA, "chưa có “denominator”"),
    "a part of a rate is unknown": (change("ty_le", numerator="la"), AREA, "“numerator” là “la”"),
    "a part of a rate is disaggregated": (change("ty_le", numerator="buoi"), AREA, "không phân tổ"),
    "a part of a rate is a rate": (change("ty_le", numerator="ty_le"), AREA, "một tỷ lệ hoặc"),
    "a disaggregation is unknown": (change("to", category="mau"), AREA, "không có phân tổ “mau”"),
    "a disaggregation is there twice": (
        again("categories.yaml"), "categories.yaml", "phân tổ “hinh_thuc” đã có",
    ),
    "an option is there twice": (option(0, code="hai"), "categories.yaml", "mục “hai” có 2 lần"),
    "the code of an option is no code": (option(0, code="Một"), "categories.yaml", "mã “Một”"),
    "there is one option alone": (
        lambda d: d["categories.yaml"][0].update(options=d["categories.yaml"][0]["options"][:1]),
        "categories.yaml", "ít hơn hai mục",
    ),
    "a synonym is there twice": (change("to", synonyms=["a", "a"]), AREA, "từ đồng nghĩa “a” có 2 lần"),
    "two indicators share a synonym": (
        change("duong", synonyms=["Tổ mẫu"]), AREA, "“Tổ mẫu” cũng là cách gọi của chỉ tiêu “to”",
    ),
    "a synonym is the name of another": (
        change("duong", synonyms=["to thu"]), AREA, "cũng là cách gọi của chỉ tiêu “to”",
    ),
    "it is public and nobody decided so": (change("to", clearance="public"), AREA, "chưa ghi ai quyết định"),
    "it ends before it begins": (change("duong", valid_until=date(2025, 7, 1)), AREA, "hết hiệu lực trước"),
    "a change of meaning does not say whether numbers may be compared": (
        change("to", changed=[{"from": date(2024, 7, 1), "what": "A.", "what_en": "B."}]), AREA, "“comparable” chưa có",
    ),
    "a change of meaning says something else": (
        change("to", changed=[CHANGED | {"why": "?"}]), AREA, "không có trường “why”",
    ),
    "two changes of meaning fall on one day": (change("to", changed=[CHANGED, CHANGED]), AREA, "một ngày có hai lần"),
    "a rate changes its meaning by itself": (change("ty_le", changed=[CHANGED]), AREA, "tử số hoặc mẫu số đổi"),
    "persons are not marked": (change("thanh_vien", handling=[]), AREA, "chưa đánh dấu là số người"),
    "tips are asked monthly": (
        change("to", **TIPS | {"home_period": "month"}), AREA, "không được thu theo kỳ “month”",
    ),
    "tips are asked of bodies": (
        change("to", **TIPS | {"lowest_level": "body"}), AREA, "không được thu ở cấp “body”",
    ),
    "tips may be ranked": (
        change("to", **TIPS | {"handling": ["no_target", "no_score"]}), AREA, "chưa được cấm xếp hạng",
    ),
    "tips are disaggregated": (
        change("to", **TIPS | {"category": "hinh_thuc"}), AREA, "không được phân tổ",
    ),
    "tips are public": (
        change(
            "to",
            **TIPS | {"clearance": "public", "clearance_decided_by": "A", "clearance_decided_on": date(2026, 1, 1)},
        ),
        AREA, "không được công khai",
    ),
    "tips hide under another family": (
        change("to", name="Số tin báo đã nhận"), AREA, "tên có “tin báo”",
    ),
    "people under care are counted by communes": (
        change("to", **CARE | {"lowest_level": "commune"}), AREA, "không được thu ở cấp “commune”",
    ),
    "people under care are counted quarterly": (
        change("to", **CARE | {"home_period": "quarter"}), AREA, "không được thu theo kỳ “quarter”",
    ),
    "offenders hide under another family": (
        change("to", name="Đối tượng được cảm hoá"), AREA, "tên có “đối tượng”",
    ),
    "two forms have one code": (second_form, FORM, "biểu “bieu-thu” đã có"),
    "a form has no code": (form(code="Biểu"), FORM, "mã “Biểu” không hợp lệ"),
    "a form counts versions from nought": (form(version=0), FORM, "phiên bản 0"),
    "a form is asked of an unknown level": (form(levels=["hamlet"]), FORM, "không có cấp “hamlet”"),
    "a form is asked of an unknown kind": (form(kinds=["bank"]), FORM, "không có loại đơn vị “bank”"),
    "a form is asked of nobody": (form(levels=[]), FORM, "không giao cho cấp nào"),
    "a form has a period that its calendar lacks": (form(period="window"), FORM, "không có loại kỳ “window”"),
    "a form asks for an unknown indicator": (
        lambda d: d[FORM]["sections"][0]["indicators"].append("la"), FORM, "hỏi chỉ tiêu “la”",
    ),
    "a form asks twice": (
        lambda d: d[FORM]["sections"][0]["indicators"].append("duong"), FORM, "hỏi chỉ tiêu “duong” 2 lần",
    ),
    "a longer form carries what no shorter form asks": (
        both(without_duong, longer()), LONGER, "không biểu nào của cùng cấp hỏi",
    ),
    "a longer form carries what is asked of another level": (
        longer(levels=["province"]), LONGER, "không biểu nào của cùng cấp hỏi",
    ),
    "a longer form carries what is asked of other kinds": (
        both(form(kinds=["commune"]), longer(kinds=["ward"])), LONGER, "không biểu nào của cùng cấp hỏi",
    ),
    "a longer form carries what is asked below another level": (
        both(form(under=["province"]), longer(under=["commune"])), LONGER, "không biểu nào của cùng cấp hỏi",
    ),
    "a longer form has a rate of what it carries": (
        longer([*COUNTS, "ty_le"]), LONGER, "có tỷ lệ “ty_le”, nhưng “to” được cộng từ các kỳ ngắn hơn",
    ),
    "a form of another calendar carries": (
        longer(calendar="statistical"), LONGER, "chỉ được ghi ở một loại kỳ",
    ),
    "a shorter form asks for what is recorded later": (
        change("duong", home_period="quarter"), FORM, "chỉ được ghi ở một loại kỳ",
    ),
    "a monthly form asks for an occasion": (
        change("duong", **AN_OCCASION), FORM, "chỉ được ghi ở một loại kỳ",
    ),
    "a form for one occasion carries": (
        window(["dot", "to"], AN_OCCASION), WINDOW, "hỏi “to” theo kỳ window",
    ),
    "a form for one occasion is long": (many_options, WINDOW, "biểu của một đợt có 16 dòng"),
    "a section is given to no body": (body("ward"), FORM, "không phải là một loại cơ quan"),
    "a section of a form of bodies is given to a body": (
        body("front", levels=["body"]), FORM, "biểu không chỉ hỏi xã và tỉnh",
    ),
    "a rate stands with another body than its parts": (
        rate_at_another_body, FORM, "còn “to” ở mục của cơ quan khác",
    ),
    "a family is neither counted nor left out": (
        left_out(), "families.yaml", "“model_types” không có chỉ tiêu nào",
    ),
    "a family is counted and left out": (
        left_out(model_types=REASON, force_safety_teams=REASON), "families.yaml", "nhưng có chỉ tiêu “to”",
    ),
    "a family that is unknown is left out": (
        left_out(model_types=REASON, model_unheard=REASON), "families.yaml", "không có họ chỉ tiêu này",
    ),
    "a family is left out without a reason": (
        left_out(model_types={"why": "Không."}), "families.yaml", "“why_en” chưa có",
    ),
    "a form asks below the lowest level": (
        change("duong", lowest_level="body"), FORM, "thấp hơn cấp “body”",
    ),
    "a form asks for what is disabled": (
        change("duong", valid_from=date(2025, 1, 1), valid_until=date(2025, 7, 1)), FORM, "không có hiệu lực",
    ),
    "a form asks for what is not yet in force": (
        change("duong", valid_from=date(2026, 1, 1)), FORM, "không có hiệu lực",
    ),
    "a form has a rate without its parts": (
        lambda d: d[FORM]["sections"][0].update(indicators=["to", "ty_le"]), FORM, "nhưng không hỏi “thanh_vien”",
    ),
    "a check is no relation": (check("to"), FORM, "không phải là một quan hệ"),
    "a check compares twice": (check("to <= duong <= thanh_vien"), FORM, "không phải là một quan hệ"),
    "a check has a broken factor": (check("1.5 * to <= duong"), FORM, "“1.5 * to” không phải là một dòng"),
    "a check names a missing line": (check("to <= la"), FORM, "nói đến dòng “la”"),
    "a check names a missing option": (check("to <= buoi/bon"), FORM, "nói đến dòng “buoi/bon”"),
    "a check names a rate": (check("to <= ty_le"), FORM, "nói đến dòng tỷ lệ “ty_le”"),
    "a check names nothing": (check("0 <= 0"), FORM, "không nói đến dòng nào"),
    "a check has the factor nought": (check("0 * to <= duong"), FORM, "nhân một dòng với số không"),
    "two checks have one code": (
        lambda d: d[FORM]["checks"].append(d[FORM]["checks"][0]), FORM, "2 phép kiểm tra mang mã “a”",
    ),
    "a deadline is of an unknown form": (regime(form="la"), "regimes.yaml", "không có biểu “la”"),
    "a deadline is of a level that owes nothing": (regime(level="body"), "regimes.yaml", "không giao cho cấp"),
    "a deadline is there twice": (again("regimes.yaml"), "regimes.yaml", "đã có ở"),
    "a deadline leaves no working day": (
        regime(deadline={"rule": "working-days-after", "count": 0}), "regimes.yaml", "quá sớm",
    ),
    "a deadline follows an unknown rule": (
        regime(deadline={"rule": "soon"}), "regimes.yaml", "Không có cách tính thời hạn “soon”",
    ),
    "a deadline is not said in full": (
        regime(deadline={"rule": "day-of-month"}), "regimes.yaml", "chưa đủ",
    ),
    "a deadline has an unknown field": (
        regime(deadline={"rule": "working-days-after", "count": 3, "hour": 9}), "regimes.yaml", "“hour: 9”",
    ),
    "a deadline rests on too long a text": (regime(basis="a" * 301), "regimes.yaml", "căn cứ quá dài"),
    "a deadline ends before it begins": (
        regime(valid_until=date(2025, 7, 1)), "regimes.yaml", "hết hiệu lực trước",
    ),
    "a form has no deadline": (
        lambda d: d.update({"regimes.yaml": []}), "regimes.yaml", "chưa có thời hạn chung",
    ),
    "a form has a deadline in one province alone": (
        regime(province="25"), "regimes.yaml", "chưa có thời hạn chung",
    ),
    "an overview is of no level": (overview(leading(level="hamlet")), OVERVIEW, "không có cấp “hamlet”"),
    "an overview is of no calendar": (overview(leading(calendar="maya")), OVERVIEW, "không có lịch “maya”"),
    "an overview is of no kind of period": (overview(leading(periods=["week"])), OVERVIEW, "“week”"),
    "an overview says more than is asked": (overview(leading(colour="x")), OVERVIEW, "không có trường “colour”"),
    "an overview is chosen twice": (overview(leading(), leading()), OVERVIEW, "loại kỳ “month” đã được chọn"),
    "too few lines lead": (overview(leading(*LEADING[:5])), OVERVIEW, "có 5 dòng"),
    "a line leads twice": (overview(leading(*LEADING, "to")), OVERVIEW, "có 7 dòng"),
    "no form has a line that leads": (overview(leading(*LEADING, "buoi/tu")), OVERVIEW, "dòng “buoi/tu”"),
    "what leads may not be ranked": (
        both(overview(leading()), change("duong", handling=GUARD)), OVERVIEW, "dòng “duong” mang no_rank",
    ),
}  # fmt: skip


def test_the_small_catalogue_has_no_mistakes() -> None:
    assert mistakes_in(small_documents()) == ()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(name: str) -> None:
    put, place, sentence = MISTAKES[name]
    documents = small_documents()
    put(documents)
    found = mistakes_in(documents)
    matching = [each for each in found if sentence in str(each)]
    assert matching, [str(each) for each in found]
    assert place in matching[0].place or place in matching[0].sentence
    assert matching[0].remedy
    unknown_family = name == "the family is unknown"
    assert matching[0].severity is (Severity.WARNING if unknown_family else Severity.ERROR)


@pytest.mark.parametrize("family", sorted(CASES | OFFENDERS))
def test_no_monthly_form_may_ask_for_a_guarded_family(family: str) -> None:
    documents = small_documents()
    indicator(documents, "to").update(family=family, handling=GUARD)
    assert any("không được thu theo kỳ “month”" in str(each) for each in mistakes_in(documents))


@pytest.mark.parametrize("fields", [TIPS, CARE])
def test_a_guarded_family_within_its_limits_is_no_mistake_of_its_own(fields: dict[str, Any]) -> None:
    documents = small_documents()
    indicator(documents, "duong").update(fields)
    found = [each for each in mistakes_in(documents) if AREA in each.place]
    assert [str(each) for each in found if "họ chỉ tiêu" not in each.sentence] == []


@pytest.mark.parametrize(
    "put",
    [
        longer(),
        longer(period="quarter"),
        both(form(kinds=["commune", "ward"]), longer(kinds=["ward"])),
        window(["dot"], AN_OCCASION),
        body("police", 1),
        body("front", 0),
        overview(leading(), leading(level="province", periods=["month", "year"])),
    ],
    ids=[
        "a year of months",
        "a quarter of months",
        "a year of some kinds",
        "an occasion",
        "police",
        "front",
        "overviews",
    ],
)
def test_longer_forms_occasions_and_sections_of_bodies_are_no_mistake(
    put: Callable[[Documents], None],
) -> None:
    documents = small_documents()
    put(documents)
    assert [str(each) for each in mistakes_in(documents)] == []


def test_several_mistakes_are_all_told() -> None:
    documents = small_documents()
    indicator(documents, "to").pop("unit")
    indicator(documents, "duong").update(over_time="sum", calendar="maya")
    found = [str(each) for each in mistakes_in(documents)]
    assert any("“unit”" in each for each in found)
    assert any("maya" in each for each in found)
    assert any("không bao giờ cộng" in each for each in found)


def test_a_file_that_is_no_yaml_is_told_with_its_name(tmp_path: Path) -> None:
    folder = write(small_documents(), tmp_path)
    (folder / FORM).write_text("code: [", "utf-8")
    (mistake,) = find_mistakes(folder)
    assert mistake.place == FORM
    assert "không đọc được" in mistake.sentence


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    folder = write(small_documents(), tmp_path)
    (folder / "regimes.yaml").unlink()
    (mistake,) = find_mistakes(folder)
    assert mistake.place == "regimes.yaml"
