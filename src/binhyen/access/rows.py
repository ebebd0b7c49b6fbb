"""The rows of a workbook of accounts, as they were written, and what can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["COLUMNS", "AccountRow", "RowFault", "RowsRefused"]

COLUMNS: dict[str, str] = {
    "unit_code": "Mã đơn vị",
    "full_name": "Họ và tên",
    "post": "Chức vụ",
    "email": "Thư công vụ",
    "username": "Tên đăng nhập",
    "role": "Vai trò",
    "valid_from": "Từ ngày",
    "decided_by": "Văn bản phân công",
}
"""The columns of the workbook in their order. There is none for a phone, an identity number or a picture."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One row as it was written; ``number`` is its row in the sheet, ``valid_from`` None means today."""

    number: int
    unit_code: str
    full_name: str
    role: str
    post: str = ""
    email: str = ""
    username: str = ""
    valid_from: date | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row, in which column, and what to do; ``column`` is its heading or empty."""

    number: int
    column: str
    sentence: str
    remedy: str


class RowsRefused(Exception):
    """Nothing was made, because of these faults."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(f"{len(faults)} faulty rows")
        self.faults = faults
