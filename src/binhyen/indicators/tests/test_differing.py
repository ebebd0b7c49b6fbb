"""What a catalogue says otherwise than what is published: field by field, line by line, and what refuses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from binhyen.foundations.decisions import NotAllowed
from binhyen.indicators.actions import load_catalogue
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine, Regime
from binhyen.indicators.permissions import PUBLISH_CATALOGUE
from binhyen.indicators.queries import catalogue_changes
from binhyen.indicators.rules.catalogue import Catalogue, catalogue_from, layouts_of
from binhyen.indicators.rules.definitions import Handling, IndicatorKind, OverTime, OverUnits
from binhyen.indicators.rules.differing import (
    Difference,
    Published,
    PublishedForm,
    PublishedRegime,
    adding,
    difference,
    first_period,
)
from binhyen.indicators.rules.wording import deadline_in_words, difference_in_lines, value_in_words
from binhyen.indicators.tests.small_catalogue import AREA, FORM, indicator, small_documents, write
from binhyen.machinery.database.reach import OPERATOR, acting_as
from tests.places import BACH_MA, officer

MARCH = date(2026, 2, 15)


def as_published(catalogue: Catalogue) -> Published:
    """What is published once the catalogue was loaded."""
    layouts = layouts_of(catalogue)
    return Published(
        catalogue.definitions,
        {
            form.code: PublishedForm(
                form.calendar,
                form.period_kind,
                form.version,
                layouts[form.code],
                adding(layouts[form.code], catalogue.definitions),
                form.valid_from,
                None,
            )
            for form in catalogue.forms
        },
        {
            (each.form, each.level, each.province_code, each.valid_from): PublishedRegime(
                dict(each.deadline_content), each.basis, each.local_rule, each.valid_until
            )
            for each in catalogue.regimes
        },
    )


def told(documents: dict[str, Any]) -> Difference:
    written = catalogue_from(documents)
    return difference(as_published(catalogue_from(small_documents())), written, layouts_of(written))


def raised(documents: dict[str, Any], **others: Any) -> dict[str, Any]:
    documents[FORM] |= {"version": 2, "valid_from": MARCH} | others
    return documents


def test_the_same_files_change_nothing() -> None:
    same = told(small_documents())
    assert same == Difference()
    assert same.nothing
    assert difference_in_lines(same) == []


def test_everything_is_new_where_nothing_is_published() -> None:
    catalogue = catalogue_from(small_documents())
    found = difference(Published(), catalogue, layouts_of(catalogue))
    assert [each.code for each in found.added] == ["to", "thanh_vien", "buoi", "duong", "ty_le"]
    (form,) = found.forms
    assert (form.before, form.number, form.added, form.changes) == (None, 1, (), ())
    assert len(found.regimes) == 1
    assert found.regimes[0].changes == ()
    assert not found.refusals


def _definition(documents: dict[str, Any]) -> None:
    indicator(documents, "to")["definition"] = "Tổ có quyết định."
    indicator(documents, "to")["synonyms"] = ["tổ mẫu", "tổ cũ"]


def _end_by_day(documents: dict[str, Any]) -> None:
    indicator(documents, "duong")["valid_until"] = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("edit", "code", "changes"),
    [
        (
            _definition,
            "to",
            [
                ("definition", "Tổ thử vào ngày chốt số liệu.", "Tổ có quyết định."),
                ("synonyms", ("tổ mẫu",), ("tổ mẫu", "tổ cũ")),
            ],
        ),
        (_end_by_day, "duong", [("valid_until", None, date(2027, 1, 1))]),
    ],
)
def test_an_indicator_is_told_field_by_field(
    edit: Callable[[dict[str, Any]], None], code: str, changes: list[tuple[str, Any, Any]]
) -> None:
    documents = small_documents()
    edit(documents)
    found = told(documents)
    (changed,) = found.changed
    assert changed.definition.code == code
    assert [(each.name, each.old, each.new) for each in changed.changes] == changes
    assert not (found.forms)
    assert not (found.added)
    assert not (found.ended)
    assert not (found.refusals)


def test_lines_that_came_went_moved_or_are_called_otherwise() -> None:
    documents = small_documents()
    documents[AREA]["indicators"].append(indicator(documents, "to") | {"code": "to_moi", "name": "Tổ mới"})
    indicator(documents, "thanh_vien")["name"] = "Thành viên, gọi lại"
    documents[FORM]["sections"] = [
        {"title": "Mục một", "title_en": "One", "indicators": ["thanh_vien", "to", "ty_le"]},
        {"title": "Mục hai", "title_en": "Two", "indicators": ["to_moi", "buoi"], "body": "police"},
    ]
    documents[FORM]["checks"] = [
        documents[FORM]["checks"][0] | {"says": "Mỗi tổ hai người."},
        {"code": "moi", "rule": "to_moi <= to", "says": "Ít hơn.", "says_en": "Fewer."},
    ]
    found = told(raised(documents, levels=["commune", "province"]))
    (form,) = found.forms
    assert not found.refusals
    assert (form.before, form.number, form.valid_from) == (1, 2, MARCH)
    assert [line.code for line in form.added] == ["to_moi"]
    assert [line.code for line in form.removed] == ["duong"]
    assert [line.code for line in form.moved] in (["to"], ["thanh_vien"])
    changed = {
        each.line.code: [(one.name, one.old, one.new) for one in each.changes] for each in form.changed
    }
    assert changed["thanh_vien"] == [("label", "Thành viên thử", "Thành viên, gọi lại")]
    assert changed["buoi/mot"] == [("body", "", "police")]
    assert [(one.old and one.old.code, one.new and one.new.code) for one in form.checks] == [
        ("a", "a"),
        (None, "moi"),
        ("b", None),
        ("c", None),
    ]
    assert [(one.name, one.old, one.new) for one in form.changes] == [
        ("levels", ("commune",), ("commune", "province"))
    ]
    lines = difference_in_lines(found)
    assert lines[0] == "Biểu: bieu-thu v1 → v2"
    assert "  bỏ dòng duong" in lines
    assert "  thanh_vien: Tên dòng: Thành viên thử → Thành viên, gọi lại" in lines


def test_a_line_under_another_heading_has_moved_and_takes_its_options_along() -> None:
    documents = small_documents()
    first, second = documents[FORM]["sections"]
    first["indicators"], second["indicators"] = ["to", "thanh_vien", "ty_le", "buoi"], ["duong"]
    (form,) = told(raised(documents)).forms
    assert [line.code for line in form.moved] == ["buoi"]
    assert not (form.added)
    assert not (form.removed)
    assert not (form.changed)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"name": "Biểu gọi lại"}, "đã được nạp với nội dung"),
        ({"valid_from": date(2025, 8, 1)}, "đã được nạp với nội dung"),
        ({"version": 2}, "không sau phiên bản"),
        ({"version": 0}, "phiên bản 1 đã được nạp"),
    ],
)
def test_what_would_change_a_published_version_is_refused(others: dict[str, Any], words: str) -> None:
    documents = small_documents()
    documents[FORM] |= others
    (refusal,) = told(documents).refusals
    assert words in refusal.sentence
    assert refusal.place == FORM
    assert refusal.remedy


def test_another_way_of_adding_is_refused_without_a_new_version_though_the_form_looks_the_same() -> None:
    documents = small_documents()
    indicator(documents, "to")["over_units"] = "none"
    found = told(documents)
    assert len(found.refusals) == 1
    assert not found.forms
    assert [one.name for one in found.changed[0].changes] == ["over_units"]


def test_another_period_is_another_form() -> None:
    published = as_published(catalogue_from(small_documents()))
    published = replace(
        published,
        forms={code: replace(each, period_kind="quarter") for code, each in published.forms.items()},
    )
    written = catalogue_from(small_documents())
    (refusal,) = difference(published, written, layouts_of(written)).refusals
    assert "Kỳ khác là một biểu khác" in refusal.remedy


def test_what_is_gone_ends_and_deadlines_are_compared_by_their_key() -> None:
    documents = small_documents()
    (regime,) = documents["regimes.yaml"]
    documents["regimes.yaml"] = [
        regime | {"basis": "Văn bản khác"},
        regime | {"province": "25"},
    ]
    found = told(documents)
    assert [(each.regime.province_code, [one.name for one in each.changes]) for each in found.regimes] == [
        ("", ["basis"]),
        ("25", []),
    ]
    everything = as_published(catalogue_from(small_documents()))
    found = difference(everything, Catalogue(), {})
    assert {each.code for each in found.ended} == {"to", "thanh_vien", "buoi", "duong", "ty_le"}
    assert [each.data_set for each in found.ended_forms] == ["bieu-thu"]
    assert not found.regimes  # deadlines that the files do not name are left alone


def test_the_first_period_begins_on_the_day_or_later() -> None:
    (form,) = told(raised(small_documents(), name="Hai")).forms
    assert form.first_period is not None
    assert form.first_period.code == "2026-03"
    later = first_period("administrative", form.layout.period_kind, date(2026, 2, 16))
    assert later is not None
    assert later.code == "2026-04"
    assert first_period("windows", form.layout.period_kind, MARCH) is None


def test_values_are_told_in_words() -> None:
    assert [value_in_words(OverUnits.SUM), value_in_words(OverTime.SUM)] == ["cộng", "cộng các kỳ"]
    assert value_in_words(IndicatorKind.STOCK) == "số hiện có"
    assert value_in_words(frozenset({Handling.PERSONS})) == "đếm người"
    assert [value_in_words(each) for each in (None, "", (), frozenset(), False, 0, 1200)] == [
        "—",
        "—",
        "—",
        "—",
        "không",
        "0",
        "1.200",
    ]
    assert value_in_words(date(2026, 2, 5)) == "05/02/2026"
    assert deadline_in_words({"rule": "working-days-after", "count": 3}) == "03 ngày làm việc sau khi hết kỳ"
    assert deadline_in_words({"rule": "day-of-month", "day": 5, "months_later": 1}).startswith(
        "ngày 05 của tháng thứ 1 sau tháng hết kỳ"
    )


# ---- with a database -----------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestFilesAndDatabase:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """The small catalogue, loaded in place of our own."""
        for model in (Regime, DataSetVersion, DataSet, IndicatorLine, Indicator):
            model.objects.all().delete()
        write(small_documents(), tmp_path)
        with acting_as(OPERATOR):
            load_catalogue(by=OPERATOR, folder=tmp_path)
        return tmp_path

    def test_what_was_loaded_differs_in_nothing(self, folder: Path) -> None:
        changes = catalogue_changes(folder)
        assert changes.difference == Difference()
        assert not changes.may_be_published
        assert not changes.mistakes

    def test_mistakes_come_instead_of_a_difference(self, folder: Path) -> None:
        documents = small_documents()
        indicator(documents, "to")["over_time"] = "sum"
        changes = catalogue_changes(write(documents, folder))
        assert changes.difference is None
        assert changes.mistakes
        assert not changes.may_be_published
        (folder / FORM).write_text("code: [", "utf-8")
        (unreadable,) = catalogue_changes(folder).mistakes
        assert unreadable.place == FORM

    def test_a_load_does_what_the_difference_said(self, folder: Path) -> None:
        write(raised(small_documents(), name="Bản hai"), folder)
        before = catalogue_changes(folder)
        assert before.may_be_published
        with acting_as(OPERATOR):
            loaded = load_catalogue(by=OPERATOR, folder=folder)
        assert loaded.new_versions == ("bieu-thu v2",)
        after = catalogue_changes(folder)
        assert after.difference == Difference()
        assert after.mark == before.mark

    def test_an_account_may_publish_the_installations_own_folder_and_no_other(
        self, folder: Path, settings: Any
    ) -> None:
        settings.INDICATOR_CATALOGUE = write(raised(small_documents(), name="Bản hai"), folder)
        of_a_province = officer(BACH_MA, permissions=frozenset({PUBLISH_CATALOGUE}))
        with acting_as(of_a_province), pytest.raises(NotAllowed):
            load_catalogue(by=of_a_province)
        (mandate,) = of_a_province.mandates
        publisher = replace(of_a_province, mandates=(replace(mandate, everywhere=True),))
        with acting_as(publisher):
            with pytest.raises(NotAllowed):
                load_catalogue(by=publisher, folder=folder)
            assert load_catalogue(by=publisher).new_versions == ("bieu-thu v2",)
        other = officer(BACH_MA)
        with acting_as(other), pytest.raises(NotAllowed):
            load_catalogue(by=other)
