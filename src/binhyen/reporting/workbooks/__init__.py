"""A form as an Excel workbook: written for each unit, filled in by people, read back, judged.

::

    template = Template.of(layout)                     once a form version (20 ms)
    data = patch(template, identity, previous)         once a unit and period (under 1 ms)
           … people fill it in, sort it, save it elsewhere …
    found = read(data)                                 Delivered, or Unreadable: nothing in it is a report
    judged = judge(found, layout, expected)            every figure with its cell, or every fault with its cell
    copy = marked_copy(data, judged.faults)            for whoever must correct it

Everything here is a function of bytes and values: no database, no clock, no account. Whether the unit is theirs,
the period open and the file new is asked elsewhere, as is whether the file may be held at all
(``machinery.files.screening``), which comes first: :func:`read` trusts that no bomb is left. Workbooks of one batch
share much; screening and reading them with one ``Memory`` reads what is common, and each sheet, once.

**What the workbook is.** A visible sheet with one table (:mod:`grid` says where what stands), a sheet of guidance,
and a very hidden sheet with the identity, the codes of the lines and the verdicts of the checks. Only input cells and
their notes are unlocked; the protection has no password, for it guards against slips and not against people.

**For other programs.** Four defined names, ``binhyen_codes``, ``binhyen_values``, ``binhyen_previous`` and
``binhyen_notes``, are columns of equal length over the whole table. Where the code is not blank, the value and the
note of that row may be written: a number, ``x`` for not applicable, or nothing.

**What people may do to it.** Rename it, sort it, insert rows and columns, rename sheets, add sheets, save it with
another program, write below the table, fill in formulas. Rows are known by their code and columns by name or heading.

**What is refused.** Whatever could be read in two ways, or is not there: a formula without a stored value, an error, a
merged cell, a date, letters, a value beside no code, a code twice or not at all, two sheets that differ. Each fault is
a :class:`CellFault` with a sentence and a remedy in the reader's language. With a single fault nothing is taken.
"""

from binhyen.reporting.workbooks.faults import CellFault, Unreadable
from binhyen.reporting.workbooks.identity import Identity
from binhyen.reporting.workbooks.judging import Expected, Judged, judge
from binhyen.reporting.workbooks.marking import marked_copy
from binhyen.reporting.workbooks.patching import Template, patch
from binhyen.reporting.workbooks.reading import Delivered, DeliveredCell, Flaw, read
from binhyen.reporting.workbooks.template import template_of

__all__ = [
    "CellFault",
    "Delivered",
    "DeliveredCell",
    "Expected",
    "Flaw",
    "Identity",
    "Judged",
    "Template",
    "Unreadable",
    "judge",
    "marked_copy",
    "patch",
    "read",
    "template_of",
]
