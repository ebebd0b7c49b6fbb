"""What surrounds the units of the demonstration: areas and workplaces of two places, a committee, a group. Invented."""

from __future__ import annotations

from datetime import date

from binhyen.cli.demonstration.areas import BASIS, invented_areas, invented_workplaces
from binhyen.cli.demonstration.invented import POLICE, Place
from binhyen.cli.demonstration.months import PhuTho
from binhyen.cli.demonstration.people import DA_BAC
from binhyen.cli.demonstration.steps import on
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.actions import found_committee, found_group, populate_many, put_into_group
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import committees_of, groups_seen, unit_of_code
from binhyen.orgunits.values import Seat, Table

KEPT = date(2025, 8, 22)
AREAS = 24
IN_THE_GROUP = 40

SEATS = (
    Seat("head", "Phó Chủ tịch Ủy ban nhân dân", "Ủy ban nhân dân tỉnh"),
    Seat("standing-deputy", "Giám đốc", "Công an tỉnh"),
    Seat("deputy", "Phó Chủ tịch", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
    Seat("standing-member", "Phó Giám đốc", "Công an tỉnh"),
    Seat("member", "Phó Chỉ huy trưởng", "Bộ Chỉ huy Quân sự tỉnh"),
    Seat("member", "Phó Giám đốc", "Sở Giáo dục và Đào tạo"),
    Seat("member", "Phó Chủ tịch", "Hội Liên hiệp Phụ nữ tỉnh"),
    Seat("secretary", "Trưởng phòng", "Phòng Tham mưu Công an tỉnh"),
)


def surround(province: PhuTho) -> str:
    """Fill a commune and a ward, found the province's committee and one group. Safe to repeat."""
    with on(KEPT) as operator:
        under = province.row(operator)
        ward = next(place for place in province.communes.places if place.is_ward)
        tables = [_table(operator, table) for table in invented_areas((Place(DA_BAC, False), ward), AREAS)]
        answers = populate_many(by=operator, under=under, tables=tables)
        if faults := [fault for answer in answers for fault in answer.faults]:
            raise RuntimeError(f"Danh sách minh hoạ bị từ chối: {faults[0]}")
        _found_committee(operator, under)
        _found_group(operator, under, province)
    return (
        f"Thêm {format_number(sum(answer.added for answer in answers))} khu dân cư, cơ quan, doanh nghiệp, trường học "
        f"minh hoạ ở {answers[0].place} và {answers[1].place}, một Ban Chỉ đạo và một nhóm đơn vị."
    )


def _table(operator: Actor, table: Table) -> Table:
    unit = unit_of_code(operator, table.code, KEPT)
    if unit is None:
        raise LookupError(f"Không có đơn vị mã {table.code} trong danh mục.")
    return table._replace(rows=(*table.rows, *invented_workplaces(unit.name)))


def _found_committee(operator: Actor, under: OrgUnit) -> None:
    if committees_of(operator, under.pk, KEPT):
        return
    police = unit_of_code(operator, POLICE, KEPT)
    found_committee(
        by=operator,
        unit=under,
        name="Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào Toàn dân bảo vệ ANTQ",
        decision=BASIS,
        seats=SEATS,
        valid_from=KEPT,
        standing_body=OrgUnit.objects.visible_to(operator).get(pk=police.id) if police else None,
    )


def _found_group(operator: Actor, under: OrgUnit, province: PhuTho) -> None:
    """The group is invented: which communes lie in which region stands in decisions that are not here."""
    if groups_seen(operator, KEPT).filter(unit=under).exists():
        return
    group = found_group(
        by=operator, unit=under, code="KV-III", name="Xã khu vực III (minh hoạ)", sort="region-3"
    )
    codes = [place.code for place in province.communes.places if not place.is_ward][:IN_THE_GROUP]
    put_into_group(by=operator, group=group, codes=codes, decision=BASIS, valid_from=KEPT)
