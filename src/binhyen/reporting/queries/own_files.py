"""A unit's own Excel file beside the form: what would be read, what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.indicators.queries import indicators_on
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.actions.own_files import kept_matchings
from binhyen.reporting.models import FileMatching, Obligation
from binhyen.reporting.ownfiles import (
    Answer,
    Laid,
    OwnRead,
    RememberedRow,
    Vocabulary,
    lay,
    read_rows,
    read_tables,
)
from binhyen.reporting.workbooks import Unreadable


@dataclass(frozen=True, slots=True)
class OwnFileShown:
    """A file beside the form of an obligation; ``matching`` is the remembered one that knows its rows."""

    file: ReceivedFile
    laid: Laid
    matching: FileMatching | None

    def read(self, obligation: Obligation, answers: Mapping[int, Answer]) -> OwnRead:
        """What the chosen column says by these answers; nothing is written."""
        choice = self.laid.choice
        return read_rows(
            choice.table, choice.column.letters, answers, obligation.layout, obligation.workbook_layout
        )


def own_file_of(actor: Actor, obligation: Obligation, file_id: int) -> ReceivedFile | None:
    """A file that was brought for the obligation's unit, with its content. One statement."""
    brought_at = {obligation.unit_id, *(mandate.unit_id for mandate in actor.mandates)}
    return (
        ReceivedFile.objects.visible_to(actor)
        .filter(pk=file_id, unit_id__in=brought_at, name__iendswith=".xlsx")
        .first()
    )


def own_file_shown(
    actor: Actor, obligation: Obligation, file: ReceivedFile, chosen: tuple[str, str] | None = None
) -> OwnFileShown | None:
    """The file laid beside the form; ``chosen`` is a sheet and the letters of a column. Two statements.

    None where it has no table of figures, or no such column.
    """
    tables = read_tables(bytes(file.content))
    if isinstance(tables, Unreadable) or not tables:
        return None
    layout = obligation.own_layout
    matchings = {each.pk: each for each in matchings_of(actor, obligation)}
    laid = lay(
        tables,
        obligation.period_in(layout.calendar),
        file.name,
        layout,
        kept_matchings(matchings.values()),
        Vocabulary(layout, indicators_on(today())),
        chosen,
    )
    if laid is None:
        return None
    return OwnFileShown(file, laid, matchings[laid.kept.key] if laid.kept else None)


def matchings_of(actor: Actor, obligation: Obligation) -> Sequence[FileMatching]:
    """How the unit's own files are read for this form, the latest first. One statement."""
    return list(
        FileMatching.objects.visible_to(actor)
        .filter(unit_id=obligation.unit_id, data_set_id=obligation.data_set_id)
        .order_by("-matched_at", "-pk")
    )


def matching_of(actor: Actor, obligation: Obligation, pk: int) -> FileMatching | None:
    """One of :func:`matchings_of`."""
    return next((each for each in matchings_of(actor, obligation) if each.pk == pk), None)


def remembered_rows(matching: FileMatching) -> tuple[RememberedRow, ...]:
    """The rows of a matching as values."""
    return tuple(map(RememberedRow.from_json, matching.rows))
