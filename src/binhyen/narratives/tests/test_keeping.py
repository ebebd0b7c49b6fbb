"""A text is brought, read, judged, written into a report, and goes."""

from __future__ import annotations

from binhyen.machinery.database.reach import acting_as
from binhyen.narratives.actions import finish_narrative, judge, record_accepted
from binhyen.narratives.models import NarrativeState, Verdict
from binhyen.narratives.tests.conftest import House

TEXT = (
    "Trong tháng 01/2026, Công an xã Suối Hoa tổ chức 12 buổi tuyên truyền với hơn 800 lượt người dự.\n"
    "Hiện toàn xã có 7 mô hình tự quản về an ninh, trật tự; tiếp nhận 15 tin báo."
)


def test_from_a_text_to_a_report(house: House) -> None:
    narrative = house.bring("Đến nay xã Suối Hoa có 12 tổ tự quản về an ninh, trật tự.")
    assert narrative.state == NarrativeState.OPEN
    shown = house.shown(narrative)
    (figure,) = shown.candidates
    assert (figure.candidate.words, figure.candidate.line) == (
        "12 tổ tự quản về an ninh, trật tự",
        "selfmgmt_groups",
    )
    with acting_as(house.officer):
        judge(by=house.officer, candidate=figure.candidate, verdict=Verdict.ACCEPTED)
        recorded = record_accepted(by=house.officer, narrative=narrative)
        finish_narrative(by=house.officer, narrative=narrative)
    assert (recorded.written, recorded.conflicts, recorded.faults) == (1, (), ())
