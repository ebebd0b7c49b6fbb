"""On which map the figures of a page are told: what its address says of it, and how one chooses another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.analytics.queries import territory_note
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.queries import UnitOnDay, own_territory, predecessors_of, successors_of, versions_of
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.web.frame.words import period_label

TERRITORY, TOLD_AS_REPORTED = "dia-ban", "theo-bao-cao"


@dataclass(frozen=True, slots=True)
class Way:
    """A page that helps on: what it is called and where it is."""

    label: str
    url: str


class BadTerritory(BadInput):
    """The address names a territory that cannot be read, or a day on which the unit was not there.

    ``units`` are keys and names of those that were.
    """

    def __init__(self, sentence: str, remedy: str, units: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(sentence, remedy)
        self.units = tuple(units)


def told_in_address(choice: TerritoryChoice) -> str:
    """How an address writes a choice."""
    return TOLD_AS_REPORTED if choice.day is None else choice.day.isoformat()


def territory_named(actor: Actor, unit: UnitOnDay, written: str) -> TerritoryChoice | None:
    """What an address says; None where it says nothing. Raises ``BadTerritory`` for what cannot be read, and for a day
    on which the unit was not there. No statement, one for a day, and four more where it is not the unit's."""
    if not written:
        return None
    if written == TOLD_AS_REPORTED:
        return AS_REPORTED
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise BadTerritory(
            _("Không hiểu địa bàn “%(written)s” trong địa chỉ của trang.") % {"written": written},
            _("Chọn lại ở ô “Địa bàn”, hoặc ghi %(name)s=%(reported)s hay một ngày như %(name)s=2026-02-20.")
            % {"name": TERRITORY, "reported": TOLD_AS_REPORTED},
        ) from None
    _refuse_outside_of_its_life(actor, unit, day)
    return TerritoryChoice(day)


def territory_of(actor: Actor, unit: UnitOnDay, period: Period, written: str) -> tuple[TerritoryChoice, str]:
    """The map on which the figures of a unit are told, and what an address says of it: where it says nothing, that of
    the period's last day and nothing. Raises ``BadTerritory``."""
    named = territory_named(actor, unit, written)
    if named is not None:
        return named, told_in_address(named)
    return own_territory(actor, unit.id, period.last_day), ""


def _refuse_outside_of_its_life(actor: Actor, unit: UnitOnDay, day: date) -> None:
    versions = versions_of(actor, unit.id)
    life = Validity(versions[-1].validity.since, versions[0].validity.until)
    if life.holds_on(day):
        return
    told = {
        "unit": versions[0].name,
        "day": format_date(day),
        "since": format_date(life.since),
        "last": format_date(life.last_day) if life.last_day else "",
    }
    if day < life.since:
        raise BadTerritory(
            _("Ngày %(day)s chưa có %(unit)s: đơn vị này có từ ngày %(since)s.") % told,
            _("Chọn một ngày từ %(since)s, hoặc mở đơn vị của ngày đó.") % told,
            units_before(actor, unit.id),
        )
    raise BadTerritory(
        _("Ngày %(day)s không còn %(unit)s: ngày cuối của đơn vị này là %(last)s.") % told,
        _("Chọn một ngày đến %(last)s, hoặc mở đơn vị kế tục.") % told,
        units_after(actor, unit.id),
    )


def units_before(actor: Actor, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Keys and names of the former units that went into a unit, as far as the actor sees them. Four statements."""
    steps = (step for step in predecessors_of(actor, unit_id) if step.direct and step.before is not None)
    return tuple({step.before_id: step.before.full_name for step in steps if step.before}.items())


def units_after(actor: Actor, unit_id: int) -> tuple[tuple[int, str], ...]:
    """The same of the units into which a unit went."""
    steps = (step for step in successors_of(actor, unit_id) if step.direct and step.after is not None)
    return tuple({step.after_id: step.after.full_name for step in steps if step.after}.items())


@dataclass(frozen=True, slots=True)
class Ended:
    """A unit that was no longer there at the end of a period: what is to be said, and who stands in its place."""

    sentence: str
    ways: tuple[Way, ...]


def ended_before(actor: Actor, unit: UnitOnDay, period: Period, query: str) -> Ended | None:
    """What a page says of a unit that had ended by the last day of the period; None while it is there.

    ``query`` stands behind the addresses of those that follow it. Four statements where it ended.
    """
    until = unit.validity.until
    if until is None or until > period.last_day:
        return None
    after = units_after(actor, unit.id)
    told = {"unit": unit.name, "last": format_date(until - timedelta(days=1))}
    sentence = (
        _("Ngày cuối của %(unit)s là %(last)s; từ đó các đơn vị kế tục báo cáo cho địa bàn này.") % told
    )
    return Ended(sentence, ways_to(after, query))


def footnotes(
    actor: Actor, unit_id: int, territory: TerritoryChoice, period: Period, than: Period | None = None
) -> tuple[str, ...]:
    """Which other units stand behind the unit's figures of the period, and behind those of the one compared with.

    Nothing where the map is the same. One statement for each period, three where there are such units.
    """
    now = territory_note(actor, unit_id, period, territory)
    before = territory_note(actor, unit_id, than, territory) if than is not None else None
    told = []
    if now is not None:
        words = {"period": period_label(period), "units": now.units_told}
        told.append(_("Số của %(period)s trên địa bàn này gồm số của: %(units)s.") % words)
    if before is not None:
        told.append(before.sentence)
    return tuple(told)


def ways_to(units: Sequence[tuple[int, str]], query: str) -> tuple[Way, ...]:
    """The pages of figures of units."""
    return tuple(Way(name, reverse("figures", args=[key]) + query) for key, name in units)


def chooser(
    territory: TerritoryChoice,
    told: str,
    url: Callable[[str], str],
    form_url: str,
    kept: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """What the component shows: the choices as links, and a form for the map of a day.

    ``url`` gives the address of a page on another territory, ``kept`` what the form keeps of this address.
    """
    own, reported = _("cùng một địa bàn"), AS_REPORTED.label
    label = own if not told else territory.label
    choices = [
        (own, _("để so sánh được các kỳ; bản đồ cuối kỳ"), ""),
        (reported, _("mỗi số ở đơn vị đã báo cáo số đó"), TOLD_AS_REPORTED),
    ]
    if told and territory.day is not None:
        choices.append((territory.label, "", told))
    return {
        "label": label,
        "sentence": f"{own} ({territory.label})" if not told else label,
        "choices": [
            {"label": name, "about": about, "url": url(written), "current": written == told}
            for name, about, written in choices
        ],
        "form_url": form_url,
        "kept": kept,
        "day": territory.day.isoformat() if territory.day is not None else "",
        "name": TERRITORY,
    }
