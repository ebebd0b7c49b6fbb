"""Documents of any unit, laid as the acts would leave them: for tests of who may see them.

What they say is an invented province's report whatever the unit is: what is tried is where the document lies.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit
from binhyen.publications.models import DocumentKind, Edition, EditionFile, EditionState, FileKind
from binhyen.publications.reports.composing import compose
from binhyen.publications.rules.editing import DraftText
from binhyen.publications.rules.kept_figures import KeptFigures
from binhyen.publications.rules.origins import Origins
from binhyen.publications.tests.samples import golden
from tests.reported import PERIOD

FIGURE = "text:teams"


@dataclass(frozen=True)
class Issued:
    """The keys of two frozen editions of one document, and of the draft of the next."""

    edition: int
    other: int
    draft: int


def issued(unit: OrgUnit) -> Issued:
    """Two frozen editions and a draft of the unit's report. Needs the reach of the whole country."""
    first, second = (_frozen(unit, number) for number in (1, 2))
    draft = Edition.objects.create(**_document(unit, 3))
    return Issued(second.pk, first.pk, draft.pk)


def issued_once(unit: OrgUnit) -> Issued:
    """The same, unless they were laid before in this test."""
    there = list(
        Edition.objects.visible_to(OPERATOR).filter(unit=unit).order_by("number").values_list("pk", flat=True)
    )
    return Issued(there[1], there[0], there[2]) if there else issued(unit)


def _document(unit: OrgUnit, number: int) -> dict[str, object]:
    return {
        "unit": unit,
        "kind": DocumentKind.REPORT,
        "calendar": "administrative",
        "period": PERIOD,
        "number": number,
        "text": DraftText().to_json(),
        "started_at": now(),
        "changed_at": now(),
    }


@cache
def _kept() -> dict[str, object]:
    sheet = golden()
    composed = compose(DocumentKind.REPORT, sheet, DraftText().standing)
    figures = KeptFigures(sheet.composed_at, composed.printed, Origins({}, ()), composed.sentences)
    return {"sheet": sheet.to_json(), "figures": figures.to_json()}


def _frozen(unit: OrgUnit, number: int) -> Edition:
    edition = Edition.objects.create(
        **_document(unit, number),
        state=EditionState.FROZEN,
        frozen_at=now(),
        **_kept(),
    )
    for kind in FileKind:
        content = f"{kind} {unit.pk} {number}".encode()
        EditionFile.objects.create(
            unit=unit,
            edition=edition,
            kind=kind,
            name=f"bao-cao.{kind}",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
    return edition
