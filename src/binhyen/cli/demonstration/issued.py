"""What leaves the house: December's report, frozen twice around a correction; January's, which waits for the leader."""

from __future__ import annotations

from datetime import date

from binhyen.cli.demonstration.january import JANUARY
from binhyen.cli.demonstration.months import PhuTho
from binhyen.cli.demonstration.people import DESK, LEADER
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period
from binhyen.publications.actions import add_sentence, freeze_edition, leave_out, start_edition
from binhyen.publications.models import DocumentKind, Edition
from binhyen.publications.queries import edition_of
from binhyen.publications.values import Part

DECEMBER = parse_period("2025-12", ADMINISTRATIVE)
FROZEN, FROZEN_ANEW, WORKED_ON = date(2025, 12, 29), date(2026, 1, 9), date(2026, 1, 29)
TASKS = {
    DECEMBER: "Chuẩn bị lực lượng, phương án bảo đảm an ninh, trật tự dịp Tết Nguyên đán Bính Ngọ 2026.",
    JANUARY: "Tổ chức đợt cao điểm bảo đảm an ninh, trật tự Tết Nguyên đán Bính Ngọ 2026 theo kế hoạch của tỉnh.",
}

SAID = {
    Part.CAUSES: "Các báo cáo gửi chậm chủ yếu do đơn vị mới thay cán bộ tổng hợp.",
    Part.PROPOSALS: "Tỉnh không có đề xuất, kiến nghị trong kỳ.",
}
"""What the desk writes into the places that the rules leave to it."""


def freeze_december(province: PhuTho) -> None:
    """The report as it left the house, before one commune's figure was corrected."""
    if not _editions(province, DECEMBER):
        _work_on(province, DECEMBER, FROZEN)
        _freeze(province, FROZEN)


def tell_what_was_issued(story: Story, province: PhuTho) -> None:
    """The second edition of December, and January's report on the leader's table."""
    story.once("issued", lambda: _issue(province))


def _issue(province: PhuTho) -> str:
    if len(_editions(province, DECEMBER)) == 1:
        with on(FROZEN_ANEW, DESK) as desk:
            start_edition(by=desk, unit=province.row(desk), kind=DocumentKind.REPORT, period=DECEMBER)
        _freeze(province, FROZEN_ANEW)
    if not _editions(province, JANUARY):
        _work_on(province, JANUARY, WORKED_ON)
    return (
        f"Chốt báo cáo {DECEMBER.label} hai lần, lần 2 sau khi điều chỉnh một số liệu; "
        f"báo cáo {JANUARY.label} soạn xong, chờ lãnh đạo chốt."
    )


def _work_on(province: PhuTho, period: Period, day: date) -> None:
    with on(day, DESK) as desk:
        draft = start_edition(by=desk, unit=province.row(desk), kind=DocumentKind.REPORT, period=period)
        for part, words in {**SAID, Part.TASKS: TASKS[period]}.items():
            add_sentence(by=desk, edition=draft, part=part, words=words)
        found = edition_of(desk, draft.pk)
        for sentence in found.composed.sentences if found is not None and found.composed is not None else ():
            if sentence.proposed.startswith("(…"):  # a place that the rules leave to the desk
                leave_out(by=desk, edition=draft, key=sentence.key)


def _freeze(province: PhuTho, day: date) -> None:
    with on(day, LEADER) as leader:
        freeze_edition(by=leader, edition=_editions(province, DECEMBER)[-1])


def _editions(province: PhuTho, period: Period) -> list[Edition]:
    with on(WORKED_ON) as operator:
        found = Edition.objects.visible_to(operator).filter(
            unit_id=province.unit.id, kind=DocumentKind.REPORT, period=period.code
        )
        return list(found.defer("sheet", "figures").order_by("number"))
