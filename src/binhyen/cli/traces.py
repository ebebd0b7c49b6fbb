"""From a figure to what it rests on: months, units below, their reports, and in those the file and the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from binhyen.cli.session import out
from binhyen.cli.wording import NOT_THERE, number, value_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import PeriodKind
from binhyen.foundations.vietnamese import format_date, format_number

if TYPE_CHECKING:
    from binhyen.analytics.queries import FigureOf, Hand, OriginOf, PartOf, Trace
    from binhyen.foundations.periods import Period
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.reporting.queries import HistoryEntry


def traces_of(
    actor: Actor, unit: UnitOnDay, period: Period, figures: Sequence[FigureOf]
) -> dict[str, dict[str, Any]]:
    """What each figure rests on, by line code, as plain values.

    ``months``: of a longer period the months in it. ``report``: the unit's own report, who recorded and who accepted
    it. ``parts``: the units below, each with file and cell; where a part has units below itself, theirs in turn. Of a
    figure that other units reported, ``origins`` alone: those units and what each gives to it.
    """
    carried = [figure for figure in figures if figure.carried or figure.apart]
    found = _origins(actor, unit, period, carried) if carried else {}
    own = [figure for figure in figures if figure.line not in found]
    if period.kind is not PeriodKind.MONTH:
        return found | {figure.line: {"months": _months(actor, unit, period, figure)} for figure in own}
    lines = [figure.line for figure in own]
    parts = _Parts(actor, period).below(unit.id, lines) if lines else {}
    for figure in own:
        found[figure.line] = {"parts": parts.get(figure.line, [])}
        if any(each.own for each in figure.by_form):
            found[figure.line]["report"] = _report(actor, unit, period, figure.line)
    return found


def _origins(
    actor: Actor, unit: UnitOnDay, period: Period, figures: Sequence[FigureOf]
) -> dict[str, dict[str, Any]]:
    from binhyen.analytics.queries import origins_of_figures

    lines = [figure.line for figure in figures]
    behind = origins_of_figures(actor, unit.id, period, figures[0].territory, lines)
    return {
        line: {"origins": [_plain_origin(each) for each in behind[line].rows] if line in behind else []}
        for line in lines
    }


def _plain_origin(origin: OriginOf) -> dict[str, Any]:
    name = origin.name
    return {
        "unit": name.code if name else None,
        "unit_name": name.full_name if name else None,
        **value_of(origin.figure),
        "share": float(origin.share),
        "exactly": str(origin.share),
        "share_source": origin.share_source or None,
        "in_the_figure": number(origin.inside),
        "not_carried": [{"reason": str(why), "label": why.label} for why in origin.why],
    }


def _months(actor: Actor, unit: UnitOnDay, period: Period, figure: FigureOf) -> list[dict[str, Any]]:
    from binhyen.analytics.queries import history_of

    return [
        {"period": month.code, "from": month.first_day.isoformat(), "to": month.last_day.isoformat()}
        | ({"value": None, "absence": "missing", "standing": None} if each is None else value_of(each))
        for month, each in history_of(
            actor, unit.id, figure.line, period.parts(PeriodKind.MONTH), territory=figure.territory
        )
    ]


class _Parts:
    """The units below one, and below those, with how the value of each line came into their reports."""

    def __init__(self, actor: Actor, period: Period) -> None:
        self.actor, self.period = actor, period

    def below(self, unit_id: int, lines: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        from binhyen.analytics.queries import table_of

        table = table_of(self.actor, unit_id, self.period, lines=lines)
        histories = self._histories(part for parts in table.values() for part in parts)
        deeper = {
            part.unit_id: self.below(part.unit_id, lines)
            for part in _each_once(table.values())
            if part.obligation_id is None
        }
        return {
            line: [
                self._plain(part, line, histories.get(part.obligation_id or 0, ()))
                | ({"parts": deeper[part.unit_id].get(line, [])} if part.unit_id in deeper else {})
                for part in parts
            ]
            for line, parts in table.items()
        }

    def _histories(self, parts: Iterable[PartOf]) -> dict[int, tuple[HistoryEntry, ...]]:
        from binhyen.reporting.models import Obligation
        from binhyen.reporting.queries import history_of

        wanted = {part.obligation_id for part in parts if part.obligation_id is not None}
        obligations = Obligation.objects.visible_to(self.actor).filter(pk__in=wanted)
        return {each.pk: history_of(self.actor, each) for each in obligations}

    @staticmethod
    def _plain(part: PartOf, line: str, history: Sequence[HistoryEntry]) -> dict[str, Any]:

        return (
            {"unit": part.unit_code, "unit_name": part.unit_name, "state": part.state, "late": part.late}
            | value_of(part.figure)
            | _came_in(line, history)
        )


def _each_once(tables: Iterable[Sequence[PartOf]]) -> Iterator[PartOf]:
    seen = set[int]()
    for parts in tables:
        for part in parts:
            if part.unit_id not in seen:
                seen.add(part.unit_id)
                yield part


def _came_in(line: str, history: Sequence[HistoryEntry]) -> dict[str, Any]:
    """By which file and cell the line's value came in last, and whether it was adjusted since."""
    recorded = next(
        (
            (entry, change[3])
            for entry in history
            if entry.kind == "recording"
            for change in entry.changes
            if change[0] == line
        ),
        None,
    )
    adjusted = any(
        change[0] == line for entry in history if entry.kind == "adjustment" for change in entry.changes
    )
    if recorded is None:
        return {"source": None, "file": None, "cell": None, "recorded_at": None, "adjusted": adjusted}
    entry, address = recorded
    return {
        "source": str(entry.source),
        "file": entry.file_name or None,
        "cell": address or None,
        "recorded_at": entry.at.isoformat(),
        "adjusted": adjusted,
    }


def _report(actor: Actor, unit: UnitOnDay, period: Period, line: str) -> dict[str, Any] | None:
    from binhyen.analytics.queries import trace_of

    trace = trace_of(actor, unit.id, period, line)
    return None if trace is None else _plain_trace(trace)


def _plain_trace(trace: Trace) -> dict[str, Any]:

    recorded = trace.recorded
    return {
        "state": trace.state,
        "computed_from": list(trace.parts),
        "source": str(recorded.source) if recorded else None,
        "file": (recorded.file_name or None) if recorded else None,
        "cell": (recorded.address or None) if recorded else None,
        "recorded_at": recorded.at.isoformat() if recorded else None,
        "recorded_by": _hand(recorded.by) if recorded else None,
        "delivered": recorded.delivered if recorded else None,
        "submitted_at": _moment(trace.submitted_at),
        "submitted_by": _hand(trace.submitted_by),
        "accepted_at": _moment(trace.accepted_at),
        "accepted_by": _hand(trace.accepted_by),
        "locked_at": _moment(trace.locked_at),
        "value_locked": number(trace.value_locked),
        "note": trace.note,
        "adjustments": [
            {
                "at": _moment(each.at),
                "by": _hand(each.by),
                "old": each.old,
                "new": each.new,
                "reason": each.reason,
            }
            for each in trace.adjustments
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _hand(hand: Hand | None) -> dict[str, str] | None:
    return None if hand is None else {"role": hand.role, "unit": hand.unit, "name": hand.name}


# ---- for people -----------------------------------------------------------------------------------------


def say_trace(label: str, trace: dict[str, Any]) -> None:
    """The trace of one figure, line by line."""
    out.print(label, style="bold", markup=False)
    for month in trace.get("months", ()):
        out.print(f"  {month['period']}: {_said(month)}", markup=False, soft_wrap=True)
    for origin in trace.get("origins", ()):
        out.print(f"  {_said_origin(origin)}", markup=False, soft_wrap=True)
    if trace.get("report"):
        _say_report(trace["report"])
    _say_parts(trace.get("parts", ()), "  ")


def _say_parts(parts: Iterable[dict[str, Any]], margin: str) -> None:
    for part in parts:
        adjusted = ", đã điều chỉnh" if part["adjusted"] else ""
        came = _place(part)
        out.print(
            f"{margin}{part['unit']} {part['unit_name']}: {_said(part)}{adjusted}{came}",
            markup=False,
            soft_wrap=True,
        )
        _say_parts(part.get("parts", ()), margin + "  ")


def _said_origin(origin: dict[str, Any]) -> str:
    name = (
        f"{origin['unit']} {origin['unit_name']}" if origin["unit_name"] else "Đơn vị ngoài phạm vi được xem"
    )
    whole = origin["share"] == 1
    share = "" if whole else f", phần thuộc đơn vị {format_number(Decimal(100 * origin['share']), 2)}%"
    inside = origin["in_the_figure"]
    told = (
        "" if whole or inside is None else f", tính vào {format_number(Decimal(str(inside)), 0)} (ước tính)"
    )
    reasons = "; ".join(each["label"] for each in origin["not_carried"])
    return f"{name}: {_said(origin)}{share}{told}{f' ({reasons})' if reasons else ''}"


def _say_report(report: dict[str, Any]) -> None:
    if report["computed_from"]:
        out.print(f"  Tính từ {', '.join(report['computed_from'])}", markup=False, soft_wrap=True)
    for words, at, by in (
        ("Ghi", report["recorded_at"], report["recorded_by"]),
        ("Nộp", report["submitted_at"], report["submitted_by"]),
        ("Duyệt", report["accepted_at"], report["accepted_by"]),
    ):
        if at:
            place = _place(report) if words == "Ghi" else ""
            out.print(f"  {words} {_day(at)} bởi {_who(by)}{place}", markup=False, soft_wrap=True)
    if report["note"]:
        out.print(f"  Giải trình: {report['note']}", markup=False, soft_wrap=True)
    for each in report["adjustments"]:
        out.print(
            f"  Điều chỉnh {_day(each['at'])} từ {each['old']} thành {each['new']} bởi {_who(each['by'])}: "
            f"{each['reason']}",
            markup=False,
            soft_wrap=True,
        )


def _place(came: dict[str, Any]) -> str:
    words = [str(word) for word in (came["file"], came["cell"]) if word]
    if came["source"] == "bulk" and came["cell"]:
        words = ["tệp CSV", f"dòng {came['cell']}"]
    return f" ({', '.join(words)})" if words else ""


def _said(part: dict[str, Any]) -> str:

    if part["value"] is None:
        return NOT_THERE.get(part["absence"], "chưa có")
    return format_number(Decimal(str(part["value"])))


def _who(hand: dict[str, str] | None) -> str:
    if hand is None:
        return "—"
    return ", ".join(word for word in (hand["name"], hand["role"], hand["unit"]) if word)


def _day(at: str) -> str:
    return format_date(datetime.fromisoformat(at).date())
