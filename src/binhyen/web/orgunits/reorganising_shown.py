"""What a reorganisation would do, or did, as the tables of its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion, Relation, Reorganisation, Succession
from binhyen.orgunits.queries import units_as_of
from binhyen.orgunits.values import Plan
from binhyen.web.orgunits.listing import address
from binhyen.web.orgunits.reorganising_forms import place_in_words

ROWS_FOLDED = 50
"""So many rows of a table stand on the page at once; the whole table has pages of its own."""

_MEASURES = {
    "people": gettext_lazy("dân số"),
    "area": gettext_lazy("diện tích"),
    "households": gettext_lazy("số hộ"),
    "hand": gettext_lazy("ấn định"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it speaks of, its cells, each with the head of its column, and where its page stands."""

    heading: str
    cells: tuple[tuple[Any, str], ...]
    url: str = ""


Row: TypeAlias = tuple[str, tuple[str, ...], str]
"""Heading, cells and address of a line."""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the page: ``name`` stands in its address, ``count`` is how many rows it has."""

    name: str
    label: Any
    heads: tuple[Any, ...]
    lines: Sequence[Line] = ()

    @property
    def count(self) -> int:
        return len(self.lines)

    @classmethod
    def of(cls, name: str, label: Any, heads: tuple[Any, ...], rows: Iterable[Row]) -> Table:
        """The table of these rows."""
        lines = [Line(heading, tuple(zip(heads, cells, strict=True)), url) for heading, cells, url in rows]
        return cls(name, label, heads, lines)

    @property
    def first_lines(self) -> Sequence[Line]:
        """So many as stand on the page of the whole."""
        return self.lines[:ROWS_FOLDED]


class _Linked(Protocol):
    """A succession that would be written, or that was."""

    @property
    def predecessor_id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def relation(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a unit on a day."""

    name: str
    code: str
    kind: str
    parent_id: int | None


@dataclass(slots=True)
class _Map:
    """What is said of each unit before ``day`` and from then on. A unit to be founded may have a negative key."""

    day: date
    before: dict[int, _Said] = field(default_factory=dict)
    after: dict[int, _Said] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    """Names of units above that stay as they are."""
    links: Sequence[_Linked] = ()
    shares: Callable[[Any, str], Decimal | None] = getattr

    def parents(self) -> set[int]:
        """The units above, of which nothing is said here."""
        told = [*self.before.values(), *self.after.values()]
        keys = {each.parent_id for each in told if each.parent_id is not None}
        return {key for key in keys if key > 0} - set(self.before) - set(self.after)

    def parent_before(self, key: int | None) -> str:
        return self.before[key].name if key in self.before else self.above.get(key or 0, "")

    def parent_after(self, key: int | None) -> str:
        return self.after[key].name if key in self.after else self.above.get(key or 0, "")

    def tables(self) -> list[Table]:
        """What ends, what begins, what changes, and what only goes along."""
        went, came = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
        for link in self.links:
            if link.predecessor_id == link.unit_id:
                continue
            how = relation_words(link, self.shares)
            if link.unit_id in self.after:
                went[link.predecessor_id].append(f"{self.after[link.unit_id].name}: {how}")
            if link.predecessor_id in self.before:
                came[link.unit_id].append(f"{self.before[link.predecessor_id].name}: {how}")
        ended = [
            (
                old.name,
                (old.code, _kind_label(old.kind), _lines(went[key])),
                address(key, self.day - timedelta(days=1)),
            )
            for key, old in self.before.items()
            if key not in self.after
        ]
        founded = [
            (
                new.name,
                (new.code, _kind_label(new.kind), self.parent_after(new.parent_id), _lines(came[key])),
                address(key, self.day) if key > 0 else "",
            )
            for key, new in self.after.items()
            if key not in self.before
        ]
        changed: list[Row] = []
        following: list[Row] = []
        for key, old in self.before.items():
            if (new := self.after.get(key)) is not None:
                differences = list(self._differences(old, new))
                (changed if differences else following).append(
                    (
                        old.name,
                        (
                            old.code,
                            "\n".join(differences or [_("Cấp trên thay đổi, bản thân đơn vị giữ nguyên.")]),
                        ),
                        reverse("unit", args=[key]),
                    )
                )
        old_unit, new_unit = _("Đơn vị cũ và cách nhập"), _("Đơn vị thay và cách nhập")
        return [
            Table.of("ket-thuc", _("Đơn vị kết thúc"), (_("Mã số"), _("Loại"), new_unit), ended),
            Table.of("moi", _("Đơn vị mới"), (_("Mã số"), _("Loại"), _("Trực thuộc"), old_unit), founded),
            Table.of("thay-doi", _("Đơn vị thay đổi"), (_("Mã số"), _("Cũ và mới")), changed),
            Table.of("di-theo", _("Đơn vị đi theo cấp trên"), (_("Mã số"), _("Cũ và mới")), following),
        ]

    def _differences(self, old: _Said, new: _Said) -> Iterator[str]:
        pairs = (
            (_("Tên"), old.name, new.name),
            (_("Mã số"), old.code, new.code),
            (_("Loại"), _kind_label(old.kind), _kind_label(new.kind)),
        )
        yield from (f"{label}: {was} → {becomes}" for label, was, becomes in pairs if was != becomes)
        if old.parent_id != new.parent_id:
            was, becomes = self.parent_before(old.parent_id), self.parent_after(new.parent_id)
            yield f"{_('Trực thuộc')}: {was} → {becomes}"


def tables_of_plan(actor: Actor, plan: Plan) -> list[Table]:
    """What would end, begin and change. One statement, for the names of units above."""

    def said(facts: Any) -> _Said:
        return _Said(facts.name, facts.code, facts.kind, facts.parent_id)

    day = plan.draft.effective
    told = _Map(
        day,
        before={unit.unit_id: said(unit.facts) for unit in plan.ended}
        | {unit.unit_id: said(unit.before) for unit in plan.changed},
        after={unit.key: said(unit.facts) for unit in plan.founded}
        | {unit.unit_id: said(unit.after) for unit in plan.changed},
        links=plan.links,
    )
    above = units_as_of(actor, day).filter(unit_id__in=told.parents()).order_by()
    told.above = dict(above.values_list("unit_id", "name"))
    return told.tables()


def tables_of_enacted(actor: Actor, reorganisation: Reorganisation) -> list[Table]:
    """What ended, began and changed, as it was written. Three statements."""
    effects = reorganisation.effects.get("orgunits", {})
    day = reorganisation.effective_on
    links = list(Succession.objects.visible_to(actor).filter(reorganisation=reorganisation).order_by("pk"))
    keys = {*map(int, effects.get("ended", ())), *effects.get("founded", ()), *effects.get("changed", ())}
    keys |= {key for link in links for key in (link.predecessor_id, link.unit_id)}
    versions = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=day) | Q(valid_from=day), unit_id__in=keys)
        .order_by("level", "sort_key", "code")
    )
    told = _Map(day, links=links, shares=lambda link, measure: getattr(link, f"{measure}_share"))
    for version in versions:
        said = _Said(version.name, version.code, version.kind, version.parent_id)
        (told.after if version.valid_from == day else told.before)[version.unit_id] = said
    above = units_as_of(actor, day).filter(unit_id__in=told.parents()).order_by()
    told.above = dict(above.values_list("unit_id", "name"))
    return told.tables()


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts) or _("không có")


# ---- what was asked for ---------------------------------------------------------------------------------


def steps_of(actor: Actor, content: Mapping[str, Any], day: date) -> Table:
    """The steps of a draft in words. One statement, for the names of the units they speak of."""
    steps = content.get("steps", [])
    names = names_of_codes(actor, _codes_in(steps), day)
    made = {
        unit["code"]: unit["name"]
        for step in steps
        for unit in (step.get("found"), step.get("territory", {}).get("successor"))
        if unit and unit.get("code")
    }

    def unit(code: str) -> str:
        name = names.get(code) or made.get(code)
        return f"{name} ({code})" if name else code

    lines = [
        (place_in_words(step.get("place", "")) or str(number), (_words_of(step, unit),), "")
        for number, step in enumerate(steps, 1)
    ]
    return Table.of("cac-viec", _("Các việc được ghi"), (_("Nội dung"),), lines)


def _words_of(step: Mapping[str, Any], unit: Callable[[str], str]) -> str:
    if "territory" in step:
        parts = [
            f"{unit(part['code'])} ({Relation(part.get('relation', Relation.WHOLE)).label})"
            for part in step["territory"]["predecessors"]
        ]
        told = {"new": step["territory"]["successor"]["name"], "old": ", ".join(parts)}
        return _("Lập %(new)s từ: %(old)s.") % told
    if "move" in step:
        return _("Chuyển %(unit)s về trực thuộc %(above)s.") % {
            "unit": unit(step["move"]),
            "above": unit(step["under"]),
        }
    if "rename" in step:
        return _("Đổi tên %(unit)s thành “%(name)s”.") % {
            "unit": unit(step["rename"]),
            "name": step["name"],
        }
    if "recode" in step:
        return _("Đổi mã số %(unit)s thành %(code)s.") % {"unit": unit(step["recode"]), "code": step["code"]}
    if "change_kind" in step:
        return _("Đổi loại %(unit)s thành %(kind)s.") % {
            "unit": unit(step["change_kind"]),
            "kind": _kind_label(step["kind"]),
        }
    if "found" in step:
        below = ", ".join(map(unit, step.get("children", [])))
        name = step["found"]["name"]
        if below:
            return _("Lập %(name)s; chuyển về trực thuộc: %(below)s.") % {"name": name, "below": below}
        return _("Lập %(name)s.") % {"name": name}
    if "end_level" in step:
        return _("Bỏ cấp “%s”.") % Level(step["end_level"]).label
    return _("Kết thúc %s.") % unit(step["end"])


def _codes_in(steps: Iterable[Mapping[str, Any]]) -> set[str]:
    found: set[str] = set()
    for step in steps:
        for verb in ("move", "rename", "recode", "change_kind", "end", "under"):
            if isinstance(step.get(verb), str):
                found.add(step[verb])
        found.update(part["code"] for part in step.get("territory", {}).get("predecessors", []))
        found.update(step.get("children", []))
        for unit in (step.get("found"), step.get("territory", {}).get("successor")):
            found.add((unit or {}).get("under", ""))
        found.add(step.get("within", ""))
    return found - {""}


def names_of_codes(actor: Actor, codes: Iterable[str], day: date) -> dict[str, str]:
    """What the units of these codes were called on the day before ``day``, or else on it. One statement."""
    versions = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gte=day), code__in=list(codes), valid_from__lte=day)
        .order_by("-valid_from", "-level")
        .values_list("code", "name")
    )
    return dict(versions)


# ---- words ----------------------------------------------------------------------------------------------


def relation_words(link: _Linked, share_of: Callable[[Any, str], Decimal | None] = getattr) -> str:
    """How a unit went into another, with the shares that are known; of a whole they go without saying."""
    label = str(Relation(link.relation).label)
    if not link.relation.startswith(Relation.PART):
        return label
    shares = [
        f"{words} {percent(share)}"
        for measure, words in _MEASURES.items()
        if (share := share_of(link, measure)) is not None
    ]
    told = "; ".join(shares) if shares else _("tỷ lệ chưa rõ")
    return f"{label} ({told})"


def percent(share: Decimal) -> str:
    """A share from 0 to 1 as people say it."""
    return f"{format_number(share * 100, 2)}%"


def _kind_label(kind: str) -> str:
    return str(Kind(kind).label) if kind in Kind.values else kind
