"""How are the figures and sentences of a frozen edition kept, with where each figure came from, and read back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.publications.rules.origins import Approval, Origin, Origins
from binhyen.publications.rules.printed import Meaning, Printed
from binhyen.publications.rules.text import Part, Sentence, Wording


@dataclass(frozen=True)
class KeptFigures:
    """Every figure that an edition prints, where it came from, and ``at``: the time when all of it was true.

    ``sentences`` are those of the edition as they read, those left out among them.
    """

    at: datetime
    printed: tuple[Printed, ...]
    origins: Origins
    sentences: tuple[Sentence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept: tables whose first row names the columns, so that a province's figures stay small."""
        return {
            "at": self.at.isoformat(),
            "printed": _table(Printed, self.printed),
            "origins": [
                [*key, _plain(origin.way), *_place_and_times(origin)]
                for key, origin in self.origins.figures.items()
            ],
            "approvals": _table(Approval, self.origins.approvals),
            "sentences": _table(Sentence, self.sentences),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> KeptFigures:
        """The other way."""
        origins = {
            (form, period, unit_id, line): Origin(
                way, file, cell, _moment(recorded), _moment_or_none(adjusted)
            )
            for form, period, unit_id, line, way, file, cell, recorded, adjusted in kept["origins"]
        }
        approvals = tuple(
            Approval(**row | {name: _moment_or_none(row[name]) for name in ("submitted_at", "accepted_at")})
            for row in _rows(kept["approvals"])
        )
        return cls(
            _moment(kept["at"]),
            tuple(_printed(row) for row in _rows(kept["printed"])),
            Origins(origins, approvals),
            tuple(_sentence(row) for row in _rows(kept["sentences"])),
        )


def _place_and_times(origin: Origin) -> tuple[Any, ...]:
    return origin.file, origin.cell, _plain(origin.recorded_at), _plain(origin.adjusted_at)


def _table(kind: type[Any], rows: tuple[Any, ...]) -> list[list[Any]]:
    names = [field.name for field in fields(kind)]
    return [names, *([_plain(getattr(row, name)) for name in names] for row in rows)]


def _rows(table: list[list[Any]]) -> list[dict[str, Any]]:
    names, *rows = table
    return [dict(zip(names, row, strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    match value:
        case Period():
            return [value.calendar.id, value.code]
        case Decimal() | Meaning() | Part() | Wording():
            return str(value)
        case datetime():
            return value.isoformat()
        case tuple():
            return list(value)
    return value


def _printed(row: dict[str, Any]) -> Printed:
    return Printed(
        **row
        | {
            "meaning": Meaning(row["meaning"]),
            "period": _period(row["period"]),
            "earlier": _period(row["earlier"]) if row["earlier"] else None,
            "value": None if row["value"] is None else Decimal(row["value"]),
            "estimated": Decimal(row.get("estimated", 0)),
        }
    )


def _sentence(row: dict[str, Any]) -> Sentence:
    return Sentence(
        **row
        | {"part": Part(row["part"]), "wording": Wording(row["wording"])}
        | {name: tuple(row[name]) for name in ("figures", "unknown")}
    )


def _period(kept: list[str]) -> Period:
    calendar, code = kept
    return parse_period(code, calendar_of(calendar))


def _moment(kept: str) -> datetime:
    return datetime.fromisoformat(kept)


def _moment_or_none(kept: str | None) -> datetime | None:
    return None if kept is None else _moment(kept)
