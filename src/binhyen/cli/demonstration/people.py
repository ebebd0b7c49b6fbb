"""The invented people of the demonstration: one sign-in for each role, in the province of Phú Thọ.

Places are real, people are not. The password is public, which a demonstration on one's own machine bears.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rich.table import Table

from binhyen.access.actions import activate, appoint, create_account, try_code
from binhyen.access.models import Account, Role
from binhyen.cli.demonstration.steps import on
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code

ENTERING_DESK, REVIEWER, DESK, LEADER, COMMUNE_OFFICER = (
    "tonghop.phutho",
    "duyet.phutho",
    "thuongtruc.phutho",
    "lanhdao.phutho",
    "nhaplieu.dabac",
)
"""Who acts in the story: brings figures in; judges them; opens and locks periods; freezes documents; fills in one
commune's workbook."""
APPOINTED = date(2025, 7, 15)
PASSWORD = "Binh-Yen-2026"  # noqa: S105 - invented, and told to everybody who looks
COUNTRY, PHU_THO, DA_BAC = "", "25", "04831"
POLICE_OFFICER, COMMUNE_POLICE = "congan.dabac", "04831-CA"
"""Who fills in the sections of the commune's police, and where."""


@dataclass(frozen=True)
class Person:
    """Somebody invented, with their one appointment."""

    username: str
    full_name: str
    post: str
    role: Role
    unit_code: str


PEOPLE = (
    Person(COMMUNE_OFFICER, "Bùi Thị Minh Hoạ", "Cán bộ tổng hợp xã", Role.ENTERING, DA_BAC),
    Person(POLICE_OFFICER, "Lường Văn Minh Hoạ", "Cán bộ Công an xã", Role.ENTERING, COMMUNE_POLICE),
    Person("quantri.dabac", "Xa Văn Minh Hoạ", "Quản trị tài khoản xã", Role.UNIT_ADMINISTRATOR, DA_BAC),
    Person(ENTERING_DESK, "Cao Minh Hoạ", "Cán bộ tổng hợp số liệu", Role.ENTERING, PHU_THO),
    Person(REVIEWER, "Hà Minh Hoạ", "Cán bộ duyệt báo cáo", Role.REVIEWING, PHU_THO),
    Person(DESK, "Lê Minh Hoạ", "Thường trực Ban Chỉ đạo", Role.STANDING_DESK, PHU_THO),
    Person(LEADER, "Nguyễn Minh Hoạ", "Lãnh đạo Ban Chỉ đạo", Role.LEADER, PHU_THO),
    Person("quantri.phutho", "Đinh Minh Hoạ", "Quản trị tài khoản tỉnh", Role.UNIT_ADMINISTRATOR, PHU_THO),
    Person("kiemtoan.phutho", "Phùng Minh Hoạ", "Kiểm toán nội bộ", Role.AUDITOR, PHU_THO),
    Person("hethong", "Trần Minh Hoạ", "Quản trị hệ thống", Role.SYSTEM_ADMINISTRATOR, COUNTRY),
)


def bring_people_in() -> None:
    """Make the people who are not there yet, appointed since July 2025. Safe to repeat."""
    with on(APPOINTED) as operator:
        there = set(Account.objects.values_list("username", flat=True))
        for person in PEOPLE:
            if person.username not in there:
                _bring_in(person, operator)


def sign_ins() -> Table:
    """The table of sign-ins, for whoever looks."""
    signs = Table(title=f"Đăng nhập minh hoạ (mật khẩu chung: {PASSWORD})")
    for heading in ("Tên đăng nhập", "Vai trò", "Đơn vị"):
        signs.add_column(heading)
    with on(today()) as operator:
        for person in PEOPLE:
            signs.add_row(person.username, str(person.role.label), _unit(person, operator)[1])
    return signs


def _bring_in(person: Person, by: Actor) -> None:
    unit, _name = _unit(person, by)
    made = create_account(
        by=by, username=person.username, full_name=person.full_name, post=person.post, unit_id=unit.pk
    )
    appoint(by=by, account=made.account, unit=unit, role=person.role, decided_by="Số liệu minh hoạ")
    activate(code=try_code(person.username, made.code), password=PASSWORD)


def _unit(person: Person, by: Actor) -> tuple[OrgUnit, str]:
    units = OrgUnit.objects.visible_to(by)
    if not person.unit_code:
        return units.get(path__regex=r"^\d+\.$"), "Cả nước"
    found = unit_of_code(by, person.unit_code, today())
    if found is None:
        raise LookupError(f"Không có đơn vị mã {person.unit_code} trong danh mục.")
    return units.get(pk=found.id), found.name
