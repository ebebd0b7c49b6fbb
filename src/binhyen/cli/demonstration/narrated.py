"""Reports in prose: a commune's February that waits to be read, an article of the provincial press, one that is done.

Every text and number here is invented; each text says so in its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binhyen.cli.asked import row_of
from binhyen.cli.demonstration.january import FEBRUARY
from binhyen.cli.demonstration.months import COMMUNES
from binhyen.cli.demonstration.people import COMMUNE_OFFICER, DA_BAC, DESK, PHU_THO
from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.narratives.actions import finish_narrative, judge, take_narrative
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict
from binhyen.narratives.values import read_pasted
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.models import Obligation

BROUGHT = date(2026, 2, 19)

FEBRUARY_REPORT = """Báo cáo tháng 02/2026 của xã Đà Bắc (số liệu minh hoạ)

I. Tình hình địa bàn
Xã Đà Bắc có 27 thôn, tổ dân phố với 3.412 hộ.

II. Kết quả thực hiện
1. Lãnh đạo, chỉ đạo
Trong tháng 02/2026, Ban Chỉ đạo xã ban hành 2 văn bản chỉ đạo.
Tổ chức 1 đợt kiểm tra và 1 lớp tập huấn cho lực lượng ở cơ sở.
2. Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở
Xã duy trì 27 Tổ bảo vệ an ninh, trật tự với 81 thành viên; tổ chức 96 lượt tuần tra.
3. Mô hình và tổ tự quản
Đến nay trên địa bàn xã có 34 điểm mô hình, trong đó ra mắt mới 2 mô hình; có hơn 120 tổ tự quản hoạt động nền nếp.
4. Tuyên truyền, vận động
Tổ chức 14 buổi tuyên truyền với 1.131 lượt người tham dự, cấp phát gần 2.500 tờ rơi; tăng 3 buổi so với tháng 01/2026.
5. Hòa giải ở cơ sở
Toàn xã có 27 tổ hòa giải với 162 hòa giải viên.
6. Nguồn lực của nhân dân
Nhân dân đóng góp 45 triệu đồng, lắp đặt 12 mắt camera an ninh và 3,5 km đường thắp sáng.

III. Nhiệm vụ tháng 3
Phấn đấu 95% thôn, tổ dân phố đạt tiêu chuẩn “An toàn về an ninh, trật tự”.
Xây dựng thêm 2 mô hình “Camera an ninh”; mỗi thôn tổ chức ít nhất 1 buổi sinh hoạt.
"""

ARTICLE = """Phú Thọ: ngày hội ở các khu dân cư (bài báo minh hoạ)

Những ngày đầu năm 2026, phong trào ở tỉnh Phú Thọ tiếp tục lan tỏa.
Toàn tỉnh hiện có hơn 5.000 Tổ bảo vệ an ninh, trật tự và trên 33.000 điểm mô hình đang hoạt động.
Năm 2025, các xã, phường tổ chức gần 12.000 buổi tuyên truyền, thu hút khoảng 1,2 triệu lượt người tham gia.
Có 180/184 khu dân cư được khảo sát đạt chuẩn.
Năm 2026, tỉnh phấn đấu trên 94% khu dân cư, 98% cơ sở giáo dục đạt tiêu chuẩn “An toàn về an ninh, trật tự”.
"""

PLAN = """Kế hoạch xây dựng phong trào năm 2026 của xã Đà Bắc (số liệu minh hoạ)

Năm 2026, xã Đà Bắc phấn đấu 95% khu dân cư đạt tiêu chuẩn “An toàn về an ninh, trật tự”;
xây dựng mới ít nhất 6 mô hình; 100% thôn có Tổ bảo vệ an ninh, trật tự.
"""


@dataclass(frozen=True, slots=True)
class Brought:
    """A text, of which unit it speaks, by its code, and who brings it."""

    unit: str
    by: str
    text: str
    public: bool = False

    @property
    def title(self) -> str:
        return self.text.split("\n", 1)[0]


WAITING, PRESS, DONE = (
    Brought(DA_BAC, COMMUNE_OFFICER, FEBRUARY_REPORT),
    Brought(PHU_THO, DESK, ARTICLE, public=True),
    Brought(DA_BAC, COMMUNE_OFFICER, PLAN),
)


def tell_what_was_narrated(story: Story) -> None:
    """Bring the three texts in; the plan's targets are kept and its words are gone."""
    story.once("narrated", _narrate)


def _narrate() -> str:
    for brought in (DONE, PRESS, WAITING):
        with on(BROUGHT, brought.by) as actor:
            narrative = _take(actor, brought)
            if brought is DONE:
                _keep_targets(actor, narrative)
    return "Đưa vào 3 văn bản bằng lời: báo cáo tháng 02/2026 của xã Đà Bắc chờ đọc, một bài báo, một kế hoạch đã xong."


def _take(actor: Actor, brought: Brought) -> Narrative:
    """The text as it was brought, unless it is there already."""
    found = unit_of_code(actor, brought.unit, BROUGHT)
    if found is None:
        raise LookupError(f"Không có đơn vị mã {brought.unit} ngày {BROUGHT}.")
    unit = row_of(actor, found)
    there = Narrative.objects.visible_to(actor).filter(unit=unit, title=brought.title).first()
    if there is not None:
        return there
    receiving = Obligation.objects.visible_to(actor).filter(
        unit=unit, data_set__code=COMMUNES, period=FEBRUARY.code
    )
    return take_narrative(
        by=actor,
        unit=unit,
        title=brought.title,
        content=read_pasted(brought.text),
        public=brought.public,
        obligation=receiving.first() if brought is WAITING else None,
    )


def _keep_targets(actor: Actor, narrative: Narrative) -> None:
    """Every figure of the plan is kept as a target, and its words go."""
    if narrative.state == NarrativeState.FINISHED:
        return
    for candidate in Candidate.objects.visible_to(actor).filter(narrative=narrative, verdict=Verdict.OPEN):
        judge(by=actor, candidate=candidate, verdict=Verdict.ACCEPTED, use=Use.TARGET)
    finish_narrative(by=actor, narrative=narrative)
