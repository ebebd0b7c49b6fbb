"""Which report is a workbook for? What stands on its hidden sheet, written and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MARK = "binhyen-workbook"
"""The cell by which the hidden sheet is known again, whatever the sheet is called by then."""
LINES = "binhyen-lines"
"""The cell above the codes of the form's input lines, to the right of the mark."""

FIELDS = (
    *(
        "form",
        "version",
        "layout",
        "unit-key",
        "unit-code",
        "unit-name",
        "period",
        "calendar",
        "period-label",
    ),
    *("deadline", "superior", "written", "illustrative"),
)
"""The names on the hidden sheet, in order."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says it is: which form version, whose, and for which period.

    ``form`` is the code of the form, ``unit_id`` the key of the unit and ``unit_code`` its official code, ``period``
    a code in ``calendar``. ``period_label`` is what people read (*tháng 02/2026 (15/01/2026–14/02/2026)*).
    ``illustrative`` marks figures that were invented to show the program.
    """

    form: str
    version: int
    layout_hash: str
    unit_id: int
    unit_code: str
    unit_name: str
    period: str
    calendar: str
    period_label: str
    deadline: date
    superior_name: str
    written_on: date
    illustrative: bool = False

    def as_cells(self) -> dict[str, str]:
        """What is written on the hidden sheet: a name and a text in each row."""
        texts = (
            self.form,
            str(self.version),
            self.layout_hash,
            str(self.unit_id),
            self.unit_code,
            self.unit_name,
            self.period,
            self.calendar,
            self.period_label,
            self.deadline.isoformat(),
            self.superior_name,
            self.written_on.isoformat(),
            "x" if self.illustrative else "",
        )
        return dict(zip(FIELDS, texts, strict=True))

    @classmethod
    def from_cells(cls, cells: Mapping[str, str]) -> Identity:
        """Read back what :meth:`as_cells` wrote; ``KeyError`` or ``ValueError`` where it is no longer whole."""
        return cls(
            form=cells["form"],
            version=_whole(cells["version"]),
            layout_hash=cells["layout"],
            unit_id=_whole(cells["unit-key"]),
            unit_code=cells["unit-code"],
            unit_name=cells["unit-name"],
            period=cells["period"],
            calendar=cells["calendar"],
            period_label=cells["period-label"],
            deadline=date.fromisoformat(cells["deadline"]),
            superior_name=cells["superior"],
            written_on=date.fromisoformat(cells["written"]),
            illustrative=cells["illustrative"] == "x",
        )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValueError(f"no whole number: {text!r}")
    return int(text)
