"""Why did a figure change between two periods, and what changed most?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.analytics.queries.below import Below, is_place, read_alone, read_below, read_forms_below
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.queries.loading import forms_for
from binhyen.analytics.rules.decomposition import (
    NOT_ASKED,
    Contribution,
    Share,
    Side,
    decompose,
    like_for_like,
    weight_of,
    without_names,
)
from binhyen.analytics.rules.sums import LineSum, NoValue, nothing
from binhyen.analytics.rules.why_in_words import Piece, headline, in_one_sentence
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_number, join_words
from binhyen.indicators.values import Handling, IndicatorKind, LineRole, period_label
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

CANDIDATES, MOST_MOVERS = 12, 6
"""So many lines are looked at more closely, and so many told."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line of a unit changed between ``than`` and ``period``.

    ``contributions`` come to ``amount`` exactly; of a rate there are none, ``of_parts`` says why its numerator and its
    denominator changed. ``pieces`` are the one sentence. ``refusal`` says why there is nothing to tell; it is then the
    sentence, and ``amount`` is None.
    """

    line: str
    label: str
    unit: str
    period: Period
    than: Period
    now: FigureOf
    before: FigureOf
    amount: Decimal | None
    contributions: tuple[Contribution, ...]
    pieces: tuple[Piece, ...]
    of_parts: tuple[OfPart, ...] = ()
    refusal: str = ""

    @property
    def sentence(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class OfPart:
    """The numerator or the denominator of a rate in both periods, over the reports that have both."""

    line: str
    label: str
    unit: str
    now: Decimal
    before: Decimal
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Mover:
    """A line that changed much. ``moved`` is the change of the units that have a figure in both periods."""

    why: Why
    moved: Decimal
    weight: Decimal

    @property
    def line(self) -> str:
        return self.why.line

    @property
    def label(self) -> str:
        return self.why.label

    @property
    def biggest(self) -> tuple[Contribution, ...]:
        """The units that moved it most, in either direction."""
        named = [each for each in self.why.contributions if each.unit_id is not None]
        return tuple(sorted(named, key=lambda each: -abs(each.amount))[:3])


def why_of(
    actor: Actor,
    unit_id: int,
    line: str,
    period: Period,
    than: Period,
    *,
    territory: TerritoryChoice = AS_REPORTED,
) -> Why | None:
    """Why the unit's figure of ``period`` is not that of ``than``, from the units that report to it.

    Small numbers of persons are held back: of units that have one in either period nothing is told, and nothing at all
    where the unit's own figure is one. Lines that may not be ranked name no unit. None where no form of such periods
    has the line. At most eleven statements.
    """
    below = read_below(actor, unit_id, [than, period], [line], territory)
    return explain(below, line, period, than) if line in below.loaded.lines else None


def movers_of(
    actor: Actor, unit_id: int, period: Period, than: Period, *, territory: TerritoryChoice = AS_REPORTED
) -> tuple[Mover, ...]:
    """What changed most between the periods, the weightiest first: at most six lines, each with its reason.

    Weighed by what moved where there is a figure in both periods, so that a missing report is no fall. Only what there
    is and what happened: no rates, no single options, nothing that may not be ranked or is held back. At most nineteen
    statements.
    """
    forms = forms_for(sorted({period, than}))
    at_first = read_alone(actor, unit_id, forms, period, territory=territory)
    weights = {
        line: weight_of(now, before)
        for line in at_first.loaded.lines
        if _may_move(at_first, line)
        and (now := at_first.figure(line, period).value) is not None
        and (before := at_first.figure(line, than).value) is not None
        and now != before
    }
    candidates = sorted(weights, key=lambda line: -weights[line])[:CANDIDATES]
    if not candidates:
        return ()
    below = read_forms_below(actor, unit_id, forms, period, candidates, territory)
    found = []
    for line in candidates:
        why = explain(below, line, period, than)
        if why.amount is None or why.before.value is None:
            continue
        moved = like_for_like(why.contributions)
        weight = weight_of(why.before.value + moved, why.before.value)
        if weight:
            found.append(Mover(why, moved, weight))
    return tuple(sorted(found, key=lambda mover: -mover.weight)[:MOST_MOVERS])


def _may_move(below: Below, code: str) -> bool:
    line = below.loaded.lines[code]
    return (
        line.kind in (IndicatorKind.STOCK, IndicatorKind.FLOW)
        and line.role is not LineRole.RATE
        and not line.option
        and Handling.NO_RANK not in below.handling(code)
    )


def explain(below: Below, line: str, period: Period, than: Period) -> Why:
    """What was read of a line, as a reason. No statement."""
    now, before = below.figure(line, period), below.figure(line, than)
    refusal = _refusal(now, before, period, than)
    if below.units and not below.adds(line):
        # what one body states speaks for the whole; nobody's part of it is known
        refusal = refusal or _not_additive()
    if refusal or now.value is None or before.value is None:
        return _why(now, before, period, than, refusal=refusal)
    if now.role is LineRole.RATE:
        return _why_of_rate(below, now, before, (now.value, before.value), period, than)
    contributions = decompose(now.value, before.value, _shares(below, line, period, than))
    if Handling.NO_RANK in below.handling(line):
        contributions = without_names(contributions)
    amount = now.value - before.value
    pieces = in_one_sentence(amount, now.shown_unit, period_label(period), period_label(than), contributions)
    return _why(now, before, period, than, amount, contributions, pieces)


def _refusal(now: FigureOf, before: FigureOf, period: Period, than: Period) -> str:
    """Why nothing can be said; empty where something can."""
    if (period.calendar.id, period.kind) != (than.calendar.id, than.kind):
        return _("Hai kỳ không cùng loại, nên không so được.")
    for figure, of in ((now, period), (before, than)):
        told = {"period": period_label(of)}
        if figure.absence is NoValue.HELD_BACK:
            return _("Số người của %(period)s nhỏ nên được giữ kín, không nêu tăng, giảm.") % told
        if figure.absence is NoValue.NOT_COMPARABLE:
            why = join_words([each.label for each in figure.apart])
            return _("Số của %(period)s không so sánh được trên địa bàn này: %(why)s.") % {**told, "why": why}
        if figure.absence is NoValue.NOT_ADDITIVE:
            return _not_additive()
        if figure.absence is NoValue.NOT_APPLICABLE:
            return _("Chỉ tiêu này không áp dụng trong %(period)s, nên chưa có gì để so.") % told
        if figure.value is None:
            return _("Chưa có số của %(period)s, nên chưa có gì để so.") % told
    return ""


def _not_additive() -> str:
    return _("Chỉ tiêu này không cộng được theo đơn vị, nên không chia được phần tăng, giảm.")


def _why(
    now: FigureOf,
    before: FigureOf,
    period: Period,
    than: Period,
    amount: Decimal | None = None,
    contributions: tuple[Contribution, ...] = (),
    pieces: tuple[Piece, ...] = (),
    of_parts: tuple[OfPart, ...] = (),
    refusal: str = "",
) -> Why:
    return Why(
        line=now.line,
        label=now.shown_label,
        unit=now.shown_unit,
        period=period,
        than=than,
        now=now,
        before=before,
        amount=amount,
        contributions=contributions,
        pieces=(Piece(refusal),) if refusal else pieces,
        of_parts=of_parts,
        refusal=refusal,
    )


# ---- what each unit gives ----------------------------------------------------------------------------------------


def _shares(below: Below, line: str, period: Period, than: Period) -> list[Share]:
    """What each unit below gives in both periods, and the unit itself where it reports the line."""
    persons = below.counts_persons(line)
    apart = below.full_below or not persons
    shares = []
    for key, unit in below.units.items():
        now, before = (
            _side(below, key, line, each) if apart else _told_side(below, key, line, each)
            for each in (period, than)
        )
        shares.append(Share(key, below.names[key], below.kinds[key], now, before, is_body=not is_place(unit)))
    now, before = (_side(below, below.unit_id, line, each, own=True) for each in (period, than))
    if persons and not below.full:
        now, before = (replace(side, held_back=side.asked) for side in (now, before))
    shares.append(Share(below.unit_id, _own_report(), "", now, before, is_own=True))
    compared = [share for share in shares if not (share.now.apart or share.before.apart)]
    return [share for share in compared if share.now.asked or share.before.asked]


def _own_report() -> str:
    return _("báo cáo của chính đơn vị")


def _side(below: Below, unit: int, line: str, period: Period, *, own: bool = False) -> Side:
    """What a unit gives to the sum: of a total what there is of its options; ``own``: in its own reports alone.

    Nothing in a form of which the sum itself has no total, since an option of it was stated by nobody.
    """
    given: list[LineSum] = []
    stated: list[LineSum] = []
    for source in below.loaded.sources_of(unit, period):
        if line not in source.form.by_code or (own and not source.own):
            continue
        of_form = source.form.by_code[line]
        side = stated if source.form.carries(line) else given
        kept = of_form.parts if of_form.role is LineRole.TOTAL else (line,)
        counts = side is stated or (
            below.loaded.spanned(source, of_form).sum.value is not None
            if own
            else below.is_known_of(source.form, line, period)
        )
        side += [
            below.loaded.spanned(source, source.form.by_code[part]).sum if counts else nothing(1)
            for part in kept
        ]
    if not given and not stated:
        return NOT_ASKED
    if any(each.apart for each in (*given, *stated)):
        return Side(None, NoValue.NOT_COMPARABLE, apart=True)
    absent = bool(given) and all(each.no_value is NoValue.NOT_APPLICABLE for each in given)
    return Side(
        _added(each.value for each in given),
        NoValue.NOT_APPLICABLE if absent else None,
        _added(each.value for each in stated),
        missing=max((each.expected - each.counted - each.not_applicable for each in given), default=0),
    )


def _told_side(below: Below, unit: int, line: str, period: Period) -> Side:
    """The same as the actor may see it: a figure as a whole, or held back together with what it is made of."""
    figure = below.of_units(line, period).get(unit)
    if figure is None:
        return NOT_ASKED
    held_back = below.held_back(unit, line, period)
    value = None if held_back else figure.value
    apart = figure.absence is NoValue.NOT_COMPARABLE
    return Side(value, figure.absence, held_back=held_back, missing=figure.units_missing, apart=apart)


# ---- rates -------------------------------------------------------------------------------------------------------


def _why_of_rate(
    below: Below,
    now: FigureOf,
    before: FigureOf,
    values: tuple[Decimal, Decimal],
    period: Period,
    than: Period,
) -> Why:
    """By how much the rate changed, and its numerator and denominator, over the reports that have both."""
    parts = _parts_of_rate(below, now, period, than)
    unit = _("điểm phần trăm") if now.is_percent else now.shown_unit
    decimals = now.decimals
    shown = round(values[0], decimals) - round(values[1], decimals)
    said = "; ".join(_said_of_part(part) for part in parts)
    pieces = (Piece(f"{headline(shown, unit, period_label(than), decimals)}: {said}."),)
    return _why(now, before, period, than, values[0] - values[1], (), pieces, parts)


def _parts_of_rate(below: Below, now: FigureOf, period: Period, than: Period) -> tuple[OfPart, ...]:
    hidden = below.counts_persons(now.line) and not below.full_below
    sides = [
        {unit: _both_parts(below, unit, now.line, each) for unit in below.units} for each in (period, than)
    ]
    compared = {
        key: unit
        for key, unit in below.units.items()
        if not any(_is_apart(below, key, now.line, each) for each in (period, than))
    }
    whole, own = (
        [_both_parts(below, below.unit_id, now.line, each, own=own) for each in (period, than)]
        for own in (False, True)
    )
    found = []
    for place, code in enumerate(now.parts):
        values = [side[place] or Decimal(0) for side in whole]
        shares = []
        for key, unit in compared.items():
            of_now, of_before = (Side(side[key][place]) for side in sides)
            shares.append(
                Share(key, below.names[key], below.kinds[key], of_now, of_before, is_body=not is_place(unit))
            )
        of_now, of_before = (Side(side[place]) for side in own)
        shares.append(Share(below.unit_id, _own_report(), "", of_now, of_before, is_own=True))
        contributions = () if hidden else decompose(values[0], values[1], shares)
        if Handling.NO_RANK in below.handling(now.line):
            contributions = without_names(contributions)
        label, unit_word = _words_of(below, code)
        found.append(OfPart(code, label, unit_word, values[0], values[1], contributions))
    return tuple(found)


def _is_apart(below: Below, unit: int, line: str, period: Period) -> bool:
    return any(
        below.loaded.spanned(source, source.form.by_code[line]).sum.apart
        for source in below.loaded.sources_of(unit, period)
        if line in source.form.by_code
    )


def _both_parts(
    below: Below, unit: int, line: str, period: Period, *, own: bool = False
) -> tuple[Decimal | None, Decimal | None]:
    """Numerator and denominator of a unit over the reports that have both; ``own``: in its own reports alone."""
    sums = [
        below.loaded.spanned(source, source.form.by_code[line]).sum
        for source in below.loaded.sources_of(unit, period)
        if line in source.form.by_code and (source.own or not own)
    ]
    return _added(each.value for each in sums), _added(each.denominator for each in sums)


def _added(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _words_of(below: Below, code: str) -> tuple[str, str]:
    line = below.loaded.lines[code]
    return (line.label_en, line.unit_en) if get_language() == "en" else (line.label, line.unit)


def _said_of_part(part: OfPart) -> str:
    told = {
        "label": part.label,
        "by": format_number(abs(part.now - part.before)),
        "before": format_number(part.before),
        "now": format_number(part.now),
    }
    if part.now > part.before:
        return _("“%(label)s” tăng %(by)s (từ %(before)s lên %(now)s)") % told
    if part.now < part.before:
        return _("“%(label)s” giảm %(by)s (từ %(before)s xuống %(now)s)") % told
    return _("“%(label)s” không đổi (%(now)s)") % told
