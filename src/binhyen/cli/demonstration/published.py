"""What the press published: figures of real articles with their source, quoted beside the invented ones.

These are no invented numbers and are not marked as such: each names its article. The articles came without publisher
and address, so none is given; one came without a title, which is described instead. Where no line of the catalogue
fits exactly, words of our own say what is counted: ward guard boards and part-time commune police were other forces
than the teams of today (they ended with 30/06/2024), so no line is theirs; “models and exemplars” are two things in one
number; a rate over agencies and enterprises is of neither alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from binhyen.cli.demonstration.steps import Story, on
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import state_public_figures
from binhyen.reporting.values import Source, Stated, StatedFigure, read_as_written

STATED = date(2026, 2, 3)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number as an article writes it, and the line that it is a number of, or what it counts in our words."""

    as_written: str
    line: str = ""
    label: str = ""
    number: str = ""
    """How the number is read where the article's own words hold another."""

    @property
    def stated(self) -> Stated:
        return read_as_written(self.number or self.as_written)


@dataclass(frozen=True, slots=True)
class Article:
    """An article: of which province it speaks, by its code then, over which days, and what it says."""

    province: str
    first_day: date
    last_day: date
    source: Source
    figures: tuple[Quoted, ...]


ARTICLES = (
    Article(
        "06",
        date(2023, 1, 1),
        date(2023, 12, 31),
        Source(
            "Tin hội nghị tổng kết phong trào Toàn dân bảo vệ an ninh Tổ quốc năm 2023 tỉnh Bắc Kạn"
            " (bài không ghi tên)",
            "2024-01",
        ),
        (
            Quoted("939 buổi", "mob_sessions"),
            Quoted("55.875 lượt người", "mob_participants"),
            Quoted("527 tin có giá trị", "info_tips_valuable", number="527 tin"),
            Quoted("55 loại mô hình", "model_types", number="55 loại"),
            Quoted(
                "60 mô hình “Khu dân cư 3 không”",
                label="Mô hình “Khu dân cư 3 không” do Mặt trận duy trì",
                number="60 mô hình",
            ),
            Quoted("11 ban bảo vệ dân phố", label="Ban bảo vệ dân phố (đến 30/06/2024)", number="11 ban"),
            Quoted(
                "218 thành viên", label="Thành viên ban bảo vệ dân phố (đến 30/06/2024)", number="218 người"
            ),
            Quoted(
                "1.131 Công an xã bán chuyên trách",
                label="Công an xã bán chuyên trách (đến 30/06/2024)",
                number="1.131 người",
            ),
        ),
    ),
    Article(
        "38",
        date(2025, 9, 25),
        date(2025, 9, 25),
        Source("Phát huy sức mạnh toàn dân bảo vệ an ninh Tổ quốc", "2025-09-25"),
        (
            Quoted("558 ban chỉ đạo ANTT", "org_steering_committees", number="558 ban"),
            Quoted("4.351 tổ bảo vệ ANTT", "force_safety_teams", number="4.351 tổ"),
            Quoted("8.702 thành viên", "force_safety_members", number="8.702 người"),
            Quoted("34.931 tổ an ninh xã hội", "selfmgmt_groups", number="34.931 tổ"),
            Quoted("99% hộ gia đình", "model_household_rate", number="99%"),
            Quoted(
                "gần 1.000 mô hình, điển hình tiên tiến", label="Mô hình và điển hình tiên tiến, gộp chung"
            ),
        ),
    ),
    Article(
        "25",
        date(2025, 1, 1),
        date(2025, 12, 31),
        Source("Xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc đi vào chiều sâu", "2026-02-02"),
        (
            Quoted("38 loại mô hình", "model_types", number="38 loại"),
            Quoted("trên 33.100 điểm", "model_points"),
            Quoted("75 điển hình tiến tiến", "model_exemplars", number="75 điển hình"),
            Quoted("12 mô hình tiêu biểu", "model_outstanding", number="12 mô hình"),
            Quoted("Hơn 5.000 tổ bảo vệ an ninh trật tự", "force_safety_teams", number="hơn 5.000 tổ"),
            Quoted("trên 94% khu dân cư", "safe_area_rate", number="trên 94%"),
            Quoted(
                "100% cơ quan, doanh nghiệp",
                label="Tỷ lệ cơ quan, doanh nghiệp được công nhận an toàn, gộp chung",
                number="100%",
            ),
            Quoted("gần 100% cơ sở giáo dục", "safe_school_rate", number="gần 100%"),
        ),
    ),
)


def quote_the_press(story: Story) -> None:
    """State what the articles say, each figure of the province as it was in the days that it speaks of."""
    story.once("published", _quote)


def _quote() -> str:
    with on(STATED) as operator:
        kept = state_public_figures(by=operator, figures=list(figures_of_the_press(operator)))
        doubted = sum(bool(figure.doubt) for figure in kept.figures)
    return (
        f"Ghi {format_number(len(kept.figures))} số liệu đã công bố của {len(ARTICLES)} bài báo, kèm nguồn; "
        f"{doubted} số có điểm chưa chắc chắn."
    )


def figures_of_the_press(actor: Actor) -> Iterator[StatedFigure]:
    """The figures of the articles, each of its unit of the time. One statement an article."""
    for article in ARTICLES:
        unit = unit_of_code(actor, article.province, article.last_day, Level.PROVINCE)
        if unit is None:
            raise LookupError(f"Không có tỉnh mã {article.province} ngày {article.last_day}.")
        for quoted in article.figures:
            yield StatedFigure(
                unit.id,
                quoted.stated,
                quoted.as_written,
                article.first_day,
                article.last_day,
                article.source,
                quoted.line,
                quoted.label,
            )
