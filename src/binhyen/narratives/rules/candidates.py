"""What was proposed for a figure and what a person put in its place, as values and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.figures import Alternative, Figure
from binhyen.narratives.rules.kinds import Direction, Kind
from binhyen.narratives.rules.vocabulary import OTHER

LONGEST_WORDS = 120
_NUMBERS = ("value", "value_max", "denominator")
_WORDS = ("indicator", "code", "label_vi", "unit", "period", "place")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A figure as it is understood: the reader's understanding, or that with a person's corrections.

    ``indicator`` is a family of the common vocabulary, ``code`` our own indicator, each None where there is none.
    """

    value: Decimal
    indicator: str | None = None
    code: str | None = None
    label_vi: str = ""
    value_max: Decimal | None = None
    denominator: Decimal | None = None
    unit: str = ""
    comparator: Comparator = Comparator.EQ
    kind: Kind = Kind.RESULT
    direction: Direction | None = None
    period: str | None = None
    place: str | None = None
    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the text means this number and no other."""
        return self.comparator is Comparator.EQ and self.value_max is None

    @property
    def is_listed(self) -> bool:
        """Whether it tells of something that the common vocabulary knows."""
        return self.indicator not in (None, OTHER)

    def as_json(self) -> dict[str, Any]:
        """As it is kept, without what says nothing: numbers as text, so that they stay exact."""
        plain = {name: _plain(getattr(self, name)) for name in _NAMES}
        plain["alternatives"] = [[each.indicator, each.confidence] for each in self.alternatives]
        plain["reasons"] = list(self.reasons)
        return {name: value for name, value in plain.items() if name == "value" or value != _DEFAULTS[name]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Proposed:
        """Read back what :meth:`as_json` wrote."""
        alternatives = tuple(Alternative(*each) for each in kept.get("alternatives", ()))
        given = {name: value for name, value in kept.items() if name not in ("alternatives", "reasons")}
        return cls(**_typed(given), alternatives=alternatives, reasons=tuple(kept.get("reasons", ())))


_NAMES = tuple(field.name for field in fields(Proposed))


def proposed_by(figure: Figure) -> Proposed:
    """What the reader understood."""
    return Proposed(**{name: getattr(figure, name) for name in _NAMES})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (Decimal, Comparator, Kind, Direction)) else value


_DEFAULTS = {field.name: _plain(field.default) for field in fields(Proposed)} | {
    "alternatives": [],
    "reasons": [],
}


def kept_correction(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a person put in place of a proposal, by its names, as it is kept.

    Numbers may be Decimal, int or text with a point; words are stripped, and empty ones stand for none. Raises
    ``BadInput`` for what no figure can say.
    """
    if unknown := set(said) - set(_CORRECTED):
        raise BadInput(
            _("Số liệu không có mục “%(name)s”.") % {"name": min(unknown)},
            _("Chỉ sửa các mục có trên trang."),
        )
    tidy: dict[str, Any] = {}
    for name, value in said.items():
        if name in _WORDS:
            words = " ".join(str(value or "").split())
            if len(words) > LONGEST_WORDS:
                raise BadInput(
                    _("“%(words)s…” dài quá %(most)s ký tự.") % {"words": words[:40], "most": LONGEST_WORDS},
                    _("Viết ngắn lại."),
                )
            tidy[name] = words if words or name in ("label_vi", "unit") else None
        else:
            tidy[name] = value if value != "" else None
    try:
        typed = _typed(tidy)
    except (ValueError, InvalidOperation) as error:
        raise BadInput(_("Số liệu sửa lại không đúng dạng."), _("Ghi một số, ví dụ 1.234,5.")) from error
    for name in _NUMBERS:
        number = typed.get(name)
        wanted = name == "value" and "value" in typed
        if (wanted and number is None) or (number is not None and not number.is_finite()):
            raise BadInput(_("Số liệu sửa lại không đúng dạng."), _("Ghi một số, ví dụ 1.234,5."))
    return {name: _plain(value) for name, value in typed.items()}


_CORRECTED = (*_NUMBERS, *_WORDS, "comparator", "kind", "direction")


def _typed(plain: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, Any] = {"comparator": Comparator, "kind": Kind, "direction": Direction}
    kinds |= dict.fromkeys(_NUMBERS, _number)
    return {
        name: kinds[name](value) if name in kinds and value is not None else value
        for name, value in plain.items()
    }


def _number(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def held(proposed: Mapping[str, Any], said: Mapping[str, Any]) -> Proposed:
    """What holds of a kept figure: a person's word where there is one, else the reader's."""
    figure = Proposed.from_json({**proposed, **said})
    return figure if not said else replace(figure, comparator=figure.comparator or Comparator.EQ)


def differences(proposed: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What of a correction is not as proposed already."""
    before = Proposed.from_json(proposed).as_json() if proposed else {}
    return {name: value for name, value in said.items() if value != before.get(name, _DEFAULTS.get(name))}
