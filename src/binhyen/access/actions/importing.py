"""Many accounts at once, from the rows of a workbook: all of them or, with each faulty row named, none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.actions.accounts import NewAccount, create_account
from binhyen.access.actions.appointments import appoint
from binhyen.access.models import Account, Appointment, Role
from binhyen.access.permissions import may_import_accounts
from binhyen.access.rows import COLUMNS, AccountRow, RowFault, RowsRefused
from binhyen.access.rules.usernames import SHAPE, derive_username
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.vietnamese import fold, nfc
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnitVersion

__all__ = ["ImportedAccount", "import_accounts"]

COUNTRY_CODES = ("tw", "vn", "00")
"""What people write for the country, which has no code in the official list."""


@dataclass(frozen=True, slots=True)
class ImportedAccount:
    """An account that was made, with what its slip says. ``code`` is in clear, for this once."""

    account: Account
    code: str
    unit_name: str
    roles: tuple[str, ...]


@dataclass(slots=True)
class _Settled:
    row: AccountRow
    unit: OrgUnitVersion
    role: Role
    username: str


@act("access.import-accounts", gettext_lazy("Nhập tài khoản từ bảng"), permission=may_import_accounts)
def import_accounts(*, by: Actor, rows: Iterable[AccountRow]) -> Done[list[ImportedAccount]]:
    """Make an account for every row, and its appointment; several rows of one sign-in name are one account.

    Raises :class:`RowsRefused` with every fault found; then nothing was made.
    """
    listed = list(rows)
    faults: list[RowFault] = []
    settled = _settle(by, listed, faults)
    made: dict[str, NewAccount] = {}
    places: dict[str, list[tuple[str, str]]] = {}
    if not faults:
        for item in settled:
            try:
                _make(by, item, made)
            except NotAllowed as refusal:
                refused = refusal.refused
                faults.append(RowFault(item.row.number, "", str(refused.sentence), str(refused.remedy)))
            places.setdefault(item.username, []).append((item.unit.name, str(item.role.label)))
    if faults:
        raise RowsRefused(faults)
    accounts = [
        ImportedAccount(
            new.account,
            new.code,
            places[name][0][0],
            tuple(role for _unit, role in places[name]),
        )
        for name, new in made.items()
    ]
    return Done(
        accounts,
        unit_id=by.mandates[0].unit_id if by.mandates else None,
        detail={"rows": len(listed), "accounts": len(accounts)},
        worth_a_line=bool(accounts),
    )


def _make(by: Actor, item: _Settled, made: dict[str, NewAccount]) -> Appointment:
    row = item.row
    if item.username not in made:
        made[item.username] = create_account(
            by=by,
            username=item.username,
            full_name=row.full_name,
            post=row.post,
            email=row.email,
            unit_id=item.unit.unit_id,
        )
    return appoint(
        by=by,
        account=made[item.username].account,
        unit=item.unit.unit,
        role=item.role,
        valid_from=row.valid_from,
        decided_by=row.decided_by,
    )


def _settle(by: Actor, rows: list[AccountRow], faults: list[RowFault]) -> list[_Settled]:
    """Find unit, role and sign-in name of each row, noting every fault; statements do not grow with the rows."""

    def fault(row: AccountRow, column: str, sentence: str, remedy: str) -> None:
        faults.append(RowFault(row.number, COLUMNS[column], sentence, remedy))

    units = _units_by_code(by, {_as_code(row.unit_code) for row in rows})
    asked_for = {row.username.strip().lower() for row in rows if row.username.strip()}
    taken = set(Account.objects.filter(username__in=asked_for).values_list("username", flat=True))
    # A derived name ends in the unit's code, so only names of these units can be in its way.
    in_the_way = set(asked_for)
    for code in units:
        in_the_way |= set(
            Account.objects.filter(username__endswith=f".{code.lower()}").values_list("username", flat=True)
        )
    roles = {fold(str(role.label)): role for role in Role} | {role.value: role for role in Role}
    owners: dict[str, str] = {}
    derived: dict[tuple[str, str], str] = {}
    settled: list[_Settled] = []
    for row in rows:
        before = len(faults)
        code = _as_code(row.unit_code)
        unit = units.get(code)
        if not code:
            fault(
                row, "unit_code", _("Thiếu mã đơn vị."), _("Ghi mã của tỉnh (2 số), của xã (5 số) hoặc TW.")
            )
        elif unit is None:
            fault(
                row,
                "unit_code",
                _("Không có đơn vị mang mã “%s” trong phạm vi của bạn.") % row.unit_code,
                _("Tra mã ở trang đơn vị, hoặc nhờ quản trị cấp trên nhập dòng này."),
            )
        name = " ".join(row.full_name.split())
        if not name:
            fault(row, "full_name", _("Thiếu họ và tên."), _("Ghi họ và tên như trong văn bản phân công."))
        elif len(name) > 100 or any(sign.isdigit() for sign in name):
            fault(
                row,
                "full_name",
                _("“%s” không phải họ và tên.") % name[:60],
                _("Chỉ ghi họ và tên, không ghi số điện thoại hay số giấy tờ."),
            )
        for column, longest in (("post", 100), ("decided_by", 120)):
            if len(getattr(row, column)) > longest:
                fault(row, column, _("Nội dung dài quá %d ký tự.") % longest, _("Rút gọn lại."))
        if row.email:
            try:
                validate_email(row.email.strip())
            except ValidationError:
                fault(
                    row,
                    "email",
                    _("“%s” không phải địa chỉ thư.") % row.email,
                    _("Ghi thư công vụ như ten@coquan.gov.vn, hoặc để trống."),
                )
        role = roles.get(fold(row.role))
        if role is None:
            fault(
                row,
                "role",
                _("“%s” không phải một vai trò.") % row.role if row.role else _("Thiếu vai trò."),
                _("Chọn một trong: %s.") % ", ".join(str(each.label) for each in Role),
            )
        if row.valid_from is not None and abs((row.valid_from - today()).days) > 20 * 366:
            fault(row, "valid_from", _("Ngày bắt đầu cách hôm nay quá xa."), _("Kiểm tra lại năm."))
        username = row.username.strip().lower()
        if username:
            if not SHAPE.fullmatch(username):
                fault(
                    row,
                    "username",
                    _("Tên đăng nhập “%s” không đúng dạng.") % row.username,
                    _("Dùng 3–60 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối; hoặc để trống."),
                )
            elif username in taken:
                fault(
                    row,
                    "username",
                    _("Tên đăng nhập “%s” đã có người dùng.") % username,
                    _("Chọn tên khác, hoặc để trống để hệ thống đặt tên."),
                )
            elif owners.setdefault(username, nfc(name).lower()) != nfc(name).lower():
                fault(
                    row,
                    "username",
                    _("Tên đăng nhập “%s” đứng ở hai dòng của hai người khác nhau.") % username,
                    _("Mỗi người một tên đăng nhập riêng."),
                )
        if len(faults) > before or unit is None or role is None:
            continue
        if not username:
            key = (nfc(name).lower(), code)
            username = derived.get(key) or derive_username(name, code if unit.code else "", in_the_way)
            derived[key] = username
            in_the_way.add(username)
        settled.append(_Settled(row, unit, role, username))
    return settled


def _as_code(text: str) -> str:
    """A unit's code as the list writes it; three or four digits can only be a commune's without its zeros."""
    code = text.strip()
    if code.lower() in COUNTRY_CODES:
        return "TW"
    if code.isascii() and code.isdigit():
        return code.zfill(5) if len(code) in (3, 4) else code
    return code


def _units_by_code(by: Actor, codes: set[str]) -> dict[str, OrgUnitVersion]:
    day = today()
    current = (
        OrgUnitVersion.objects.visible_to(by)
        .select_related("unit")
        .filter(valid_from__lte=day)
        .exclude(valid_until__lte=day)
    )
    found = {
        version.code: version
        for version in current.filter(code__in=codes - {"", "TW"})
        if by.reach.administration.covers(version.unit_path)
    }
    if "TW" in codes:
        country = current.filter(parent=None).first()
        if country is not None and by.reach.administration.covers(country.unit_path):
            found["TW"] = country
    return found
