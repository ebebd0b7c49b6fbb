"""Which line is meant? Measured on labels as communes write them; confidence is earned, and never given to others."""

from __future__ import annotations

import pytest

from binhyen.indicators.rules.catalogue import catalogue_from, layouts_of
from binhyen.indicators.sources import read_documents
from binhyen.reporting.ownfiles.proposing import Certainty, Proposal, Reason, Vocabulary, propose
from binhyen.reporting.ownfiles.tables import FigureRow
from binhyen.reporting.ownfiles.tests.labels import OTHERS, WRITTEN

RIGHT, CONFIDENT = 0.95, 0.85
"""The floor: so many of the labels are given their line, and so many with confidence (measured: 1.0 and 0.93)."""

SET_ASIDE: tuple[tuple[str, str], ...] = (
    ("Số thôn, xóm, tổ dân phố", "ctx_residential_units"),
    ("Số hộ dân toàn xã", "ctx_households"),
    ("BCĐ phong trào cấp xã", "org_steering_committees"),
    ("kiem tra, giam sat phong trao", "org_inspections"),
    ("Số lớp tập huấn đã mở", "org_training_classes"),
    ("Tổng số tổ BVANTT", "force_safety_teams"),
    ("Thành viên BVANTT", "force_safety_members"),
    ("Khu dân cư đã thành lập tổ", "force_areas_covered"),
    ("Điểm MH", "model_points"),
    ("Điểm mô hình mới xây dựng", "model_new"),
    ("Tổ liên gia", "selfmgmt_groups"),
    ("HGĐ tham gia tổ tự quản", "model_households"),
    ("Diễn đàn, đối thoại", "mob_sessions/dialogue"),
    ("Hội thi, sinh hoạt văn hóa", "mob_sessions/performance"),
    ("Người dự tuyên truyền (lượt)", "mob_participants"),
    ("Tài liệu, tờ rơi", "mob_materials"),
    ("Số tổ HG", "disp_mediation_groups"),
    ("Hòa giải viên cơ sở", "disp_mediators"),
    ("Khen thưởng tập thể", "awd_commune_collectives"),
    ("Khen thưởng cá nhân", "awd_commune_individuals"),
    ("Camera ANTT", "res_cameras"),
    ("Đường được thắp sáng", "res_lit_routes_km"),
    ("Vận động XHH", "res_social_vnd"),
)
"""Written after the weights were settled, to see how far they carry."""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    catalogue = catalogue_from(read_documents(None))
    return Vocabulary(layouts_of(catalogue)["xa-thang"], catalogue.definitions)


def row(label: str, unit: str = "", above: tuple[str, ...] = (), number: int = 1) -> FigureRow:
    return FigureRow(number, label, above, unit, {})


def proposed(vocabulary: Vocabulary, label: str, **more: str) -> Proposal:
    return propose([row(label, **more)], vocabulary)[0]


@pytest.mark.parametrize(
    ("labels", "right", "confident"), [(WRITTEN, RIGHT, CONFIDENT), (SET_ASIDE, 0.9, 0.5)]
)
def test_labels_get_their_lines(
    vocabulary: Vocabulary, labels: tuple[tuple[str, str], ...], right: float, confident: float
) -> None:
    found = [(label, line, proposed(vocabulary, label)) for label, line in labels]
    hits = [each for label, line, each in found if each.line == line]
    wrong = [(label, each.line) for label, line, each in found if each.line != line]
    assert len(hits) >= right * len(labels), wrong
    assert sum(each.certainty >= Certainty.LIKELY for each in hits) >= confident * len(labels)
    assert not [each for each in found if each[2].line != each[1] and each[2].certainty >= Certainty.LIKELY]


def test_there_are_labels_enough() -> None:
    assert len(WRITTEN) >= 60
    assert len({label for label, _line in WRITTEN}) == len(WRITTEN)


@pytest.mark.parametrize("label", OTHERS)
def test_what_is_no_line_is_never_given_one_with_confidence(vocabulary: Vocabulary, label: str) -> None:
    found = proposed(vocabulary, label)
    assert found.line is None or found.certainty < Certainty.LIKELY, found


def test_reasons(vocabulary: Vocabulary) -> None:
    assert proposed(vocabulary, "Hòa giải viên").reason is Reason.SAME_NAME
    assert proposed(vocabulary, "Tờ rơi").reason is Reason.SYNONYM
    assert proposed(vocabulary, "Hoà gải viên").reason in (Reason.SIMILAR, Reason.SAME_NAME)
    assert proposed(vocabulary, "Tổng cộng") == Proposal(None, Certainty.LIKELY, Reason.SUM)
    assert proposed(vocabulary, "Số xe máy").certainty is Certainty.NONE


def test_two_rows_never_get_one_line(vocabulary: Vocabulary) -> None:
    rows = [row(label, number=at) for at, (label, _line) in enumerate(WRITTEN)]
    given = [each.line for each in propose(rows, vocabulary) if each.line]
    assert len(given) == len(set(given))


def test_the_same_label_twice_is_sure_of_neither(vocabulary: Vocabulary) -> None:
    found = propose([row("Hòa giải viên"), row("Hoà giải viên", number=2)], vocabulary)
    assert all(each.certainty < Certainty.SURE for each in found)


def test_a_line_that_is_taken_is_not_proposed(vocabulary: Vocabulary) -> None:
    (found,) = propose([row("Hòa giải viên")], vocabulary, taken={"disp_mediators"})
    assert found.line != "disp_mediators"


def test_units_tell_likes_apart(vocabulary: Vocabulary) -> None:
    right = vocabulary.likeness(row("Tuần tra", "lượt"))[0].score
    assert vocabulary.likeness(row("Tuần tra", "km"))[0].score < right


def test_a_part_of_a_row_is_not_the_whole(vocabulary: Vocabulary) -> None:
    assert proposed(vocabulary, "Trong đó: hòa giải viên nữ").certainty < Certainty.LIKELY
    assert proposed(vocabulary, "Trong đó: hòa giải viên").certainty < Certainty.LIKELY
