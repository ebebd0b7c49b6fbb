"""A unit's own Excel file, whatever its form: its rows matched to lines of the form once, and read so from then on.

::

    tables = read_tables(data)                       the tables of figures in any workbook
    refused = lists_persons(tables, texts_of(data))  files on people never come in
    laid = lay(tables, period, name, layout, kept, Vocabulary(layout, definitions))
                                                     the column of this period, which row is which line, and why
           … a person confirms, corrects, says "none of them" …
    read = read_rows(table, column, answers, …)      figures with their cells, totals compared, every fault
    laid.at_once                                     next month: the same file, known row by row

Everything here is a function of bytes and values, as in ``workbooks``. Screening (``machinery.files.screening``) comes
first. Nothing is guessed in silence: a column is proposed with its head, a row with its reason, a unit is asked.
"""

from binhyen.reporting.ownfiles.choosing import Choice, choices_of
from binhyen.reporting.ownfiles.judging import (
    Answer,
    OwnRead,
    TotalRead,
    asks_for_unit,
    in_unit,
    read_rows,
    unit_of,
)
from binhyen.reporting.ownfiles.labels import split_number
from binhyen.reporting.ownfiles.laying import Kept, Laid, RowLaid, lay
from binhyen.reporting.ownfiles.naming import Naming, naming, periods_named, told_by
from binhyen.reporting.ownfiles.persons import (
    MOST_NAMES,
    heads_a_list,
    lists_persons,
    names_a_person,
)
from binhyen.reporting.ownfiles.proposing import Certainty, Proposal, Reason, Vocabulary, propose
from binhyen.reporting.ownfiles.remembering import RememberedRow, known_rows, nearest, same_unit, shape_of
from binhyen.reporting.ownfiles.scales import factor_between
from binhyen.reporting.ownfiles.tables import (
    FigureRow,
    NumberCell,
    NumberColumn,
    Table,
    as_number,
    read_tables,
    texts_of,
)
from binhyen.reporting.workbooks.faults import Unreadable

__all__ = [
    "MOST_NAMES",
    "Answer",
    "Certainty",
    "Choice",
    "FigureRow",
    "Kept",
    "Laid",
    "Naming",
    "NumberCell",
    "NumberColumn",
    "OwnRead",
    "Proposal",
    "Reason",
    "RememberedRow",
    "RowLaid",
    "Table",
    "TotalRead",
    "Unreadable",
    "Vocabulary",
    "as_number",
    "asks_for_unit",
    "choices_of",
    "factor_between",
    "heads_a_list",
    "in_unit",
    "known_rows",
    "lay",
    "lists_persons",
    "names_a_person",
    "naming",
    "nearest",
    "periods_named",
    "propose",
    "read_rows",
    "read_tables",
    "same_unit",
    "shape_of",
    "split_number",
    "texts_of",
    "told_by",
    "unit_of",
]
