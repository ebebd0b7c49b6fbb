"""The table of a commune's parts in a file that somebody brought."""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.machinery.formats.reading import FileText, Memory
from binhyen.orgunits.rules.populating import Populated, Table
from binhyen.orgunits.workbooks import read_filled


def read_table(name: str, data: bytes, memory: Memory | None = None) -> Table | Populated:
    """Screen a workbook and read its rows, or answer why it is refused. Nothing of it is kept.

    Files of one batch may share a ``memory``.
    """
    fate = fate_of(name, data, memory=memory)
    if isinstance(fate, Taken):
        return table_of(name, fate.text, data)
    refused = Populated(name, "")
    refused.refuse(fate.sentence, fate.remedy)
    return refused


def table_of(name: str, text: FileText, data: bytes) -> Table | Populated:
    """The rows of a workbook that was screened, or the answer that refuses it. ``text`` is what screening read."""
    refused = Populated(name, "")
    if text.kind != "xlsx":
        refused.refuse(_("Tệp không phải sổ Excel .xlsx."), _("Tải mẫu về, điền và gửi lại tệp .xlsx."))
        return refused
    try:
        filled = read_filled(data)
    except BadInput as fault:
        refused.refuse(fault.sentence, fault.remedy)
        return refused
    if not filled.faults:
        return Table(name, filled.code, filled.rows)
    refused.code, refused.faults = filled.code, list(filled.faults)
    return refused
