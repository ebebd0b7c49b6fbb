"""A draft of a reorganisation as a form: its head, and steps of many kinds that are added one at a time.

The form carries everything, so that a page without script adds a step by a plain post and nothing is lost. Hidden
fields named ``step`` say which steps there are (``3:merge``), those named ``row-3`` which rows a step has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import fold, format_date, nfc, tidy
from binhyen.orgunits.models import SAME_UNIT, Kind, Level, OrgUnitVersion, Relation
from binhyen.orgunits.queries import UnitOnDay, units_as_of
from binhyen.orgunits.values import THE_COUNTRY, BadDraft, Draft, Fault, draft_from
from binhyen.web.access.forms import DayField

MOST_STEPS, MOST_ROWS = 200, 60


def step_number(place: str) -> int | None:
    """Which step, counted from 1, a fault stands at: a draft of the page says “#3”, one of a file
    “steps[2]”."""
    if found := _FROM_A_FILE.match(place):
        return int(found[1]) + 1
    found = _FROM_THE_PAGE.match(place)
    return int(found[1]) if found else None


def place_in_words(place: str) -> str:
    """The place of a fault as the page calls it, in the reader's language."""
    number = step_number(place)
    if number is None:
        return place[:1].upper() + place[1:]
    rest = _FROM_A_FILE.sub("", _FROM_THE_PAGE.sub("", place, count=1), count=1)
    return _("Việc %d") % number + rest


def too_large_for_the_page(content: Mapping[str, Any]) -> bool:
    """Whether a draft holds more than the form can show; saved from there, the rest would be lost."""
    steps = content.get("steps", ())
    return len(steps) > MOST_STEPS or any(_longest_list_in(step) > MOST_ROWS for step in steps)


def _longest_list_in(value: object) -> int:
    if isinstance(value, Mapping):
        return max(map(_longest_list_in, value.values()), default=0)
    if isinstance(value, list):
        return max(len(value), *map(_longest_list_in, value), 0)
    return 0


"""So much fits on a page; a file takes more."""
SHARES = ("people", "area", "households", "hand")
_FROM_THE_PAGE = re.compile(r"#(\d+)")
_FROM_A_FILE = re.compile(r"steps\[(\d+)\]")

_CODE = re.compile(r"(?=\S*\d)[0-9A-Z][0-9A-Z.\-]{0,9}")
_CODE_AT_END = re.compile(r"\(([0-9A-Z][0-9A-Z.\-]{0,9})\)$")
_KINDS = [("", gettext_lazy("Như đơn vị cũ")), *(pair for pair in Kind.choices if pair[0] != Kind.COUNTRY)]
_LEVELS = [pair for pair in Level.choices if pair[0] != Level.COUNTRY]
_DIVIDING = [pair for pair in Relation.choices if pair[0] not in SAME_UNIT]


# ---- fields ---------------------------------------------------------------------------------------------


class UnitText(forms.CharField):
    """A unit by its code or its name; which one is meant is asked for all fields of a draft together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "list": "units", "data-unit": ""}


class UnitsText(forms.CharField):
    """Several units, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


def _name(**kwargs: Any) -> forms.CharField:
    kwargs.setdefault("label", gettext_lazy("Tên đầy đủ của đơn vị mới"))
    return forms.CharField(max_length=120, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)


def _code(**kwargs: Any) -> forms.CharField:
    kwargs.setdefault("label", gettext_lazy("Mã số mới"))
    return forms.CharField(
        max_length=10, widget=forms.TextInput({"autocomplete": "off", "class": "short"}), **kwargs
    )


def _kind(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Loại"), choices=_KINDS, **kwargs)


def _level(**kwargs: Any) -> forms.ChoiceField:
    kwargs.setdefault("label", gettext_lazy("Cấp"))
    return forms.ChoiceField(choices=_LEVELS, initial=Level.CLUSTER, **kwargs)


def _under(**kwargs: Any) -> UnitText:
    kwargs.setdefault("label", gettext_lazy("Trực thuộc"))
    kwargs.setdefault("help_text", gettext_lazy("Để trống thì như đơn vị cũ."))
    return UnitText(required=False, **kwargs)


def _share(label: Any) -> forms.CharField:
    widget = forms.TextInput(
        {"autocomplete": "off", "inputmode": "decimal", "placeholder": gettext_lazy("chưa rõ")}
    )
    return forms.CharField(label=label, max_length=20, required=False, widget=widget)


def _given_out() -> Any:
    return gettext_lazy("Để trống thì hệ thống cấp mã cho khu dân cư, cụm.")


def _new_unit() -> dict[str, forms.Field]:
    return {
        "name": _name(),
        "kind": _kind(required=False),
        "code": _code(required=False, help_text=_given_out()),
        "under": _under(),
    }


def _shares() -> dict[str, forms.Field]:
    return {
        "people": _share(gettext_lazy("Theo dân số")),
        "area": _share(gettext_lazy("Theo diện tích")),
        "households": _share(gettext_lazy("Theo số hộ")),
        "hand": _share(gettext_lazy("Ấn định")),
        "source": forms.CharField(label=gettext_lazy("Nguồn của tỷ lệ"), max_length=200, required=False),
    }


def _relation(initial: Relation) -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Cách nhập"), choices=_DIVIDING, initial=initial)


# ---- kinds of steps -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepKind:
    """One thing that can be done to units: its fields, and those of its rows where it has any."""

    label: Any
    fields: Callable[[], dict[str, forms.Field]]
    rows: Callable[[], dict[str, forms.Field]] | None = None
    row_label: Any = ""
    first_rows: int = 0
    rows_first: bool = False


STEP_KINDS: dict[str, StepKind] = {
    "merge": StepKind(
        gettext_lazy("Nhập nhiều đơn vị thành một"),
        _new_unit,
        lambda: (
            {"unit": UnitText(label=gettext_lazy("Mã hoặc tên")), "relation": _relation(Relation.WHOLE)}
            | _shares()
        ),
        gettext_lazy("Đơn vị cũ"),
        2,
        rows_first=True,
    ),
    "split": StepKind(
        gettext_lazy("Chia một đơn vị thành nhiều"),
        lambda: {"unit": UnitText(label=gettext_lazy("Đơn vị được chia"))},
        lambda: _new_unit() | {"relation": _relation(Relation.PART)} | _shares(),
        gettext_lazy("Đơn vị mới"),
        2,
    ),
    "move": StepKind(
        gettext_lazy("Chuyển đơn vị sang cấp trên khác"),
        lambda: {
            "unit": UnitText(label=gettext_lazy("Đơn vị chuyển đi")),
            "under": UnitText(label=gettext_lazy("Chuyển về trực thuộc")),
        },
    ),
    "rename": StepKind(
        gettext_lazy("Đổi tên"),
        lambda: {
            "unit": UnitText(label=gettext_lazy("Đơn vị")),
            "name": _name(label=gettext_lazy("Tên mới")),
        },
    ),
    "recode": StepKind(
        gettext_lazy("Đổi mã số"),
        lambda: {"unit": UnitText(label=gettext_lazy("Đơn vị")), "code": _code()},
    ),
    "change_kind": StepKind(
        gettext_lazy("Đổi loại đơn vị"),
        lambda: {
            "unit": UnitText(label=gettext_lazy("Đơn vị")),
            "kind": forms.ChoiceField(label=gettext_lazy("Loại mới"), choices=_KINDS[1:]),
            "name": _name(
                label=gettext_lazy("Tên mới"),
                required=False,
                help_text=gettext_lazy("Để trống thì chỉ đổi từ chỉ loại trong tên."),
            ),
        },
    ),
    "found": StepKind(
        gettext_lazy("Lập đơn vị mới, không có đơn vị cũ"),
        lambda: (
            _new_unit()
            | {
                "kind": forms.ChoiceField(label=gettext_lazy("Loại"), choices=_KINDS[1:]),
                "under": _under(help_text=gettext_lazy("Để trống thì trực thuộc đơn vị được sắp xếp.")),
                "children": UnitsText(
                    label=gettext_lazy("Đơn vị chuyển về trực thuộc"),
                    required=False,
                    help_text=gettext_lazy("Mỗi dòng một mã hoặc tên."),
                ),
            }
        ),
    ),
    "new_level": StepKind(
        gettext_lazy("Thêm một cấp ở giữa"),
        lambda: {"level": _level(label=gettext_lazy("Cấp mới"))},
        lambda: {
            "name": _name(),
            "code": _code(required=False, help_text=_given_out()),
            "under": _under(help_text=gettext_lazy("Để trống thì trực thuộc đơn vị được sắp xếp.")),
            "children": UnitsText(
                label=gettext_lazy("Đơn vị chuyển về trực thuộc"),
                help_text=gettext_lazy("Mỗi dòng một mã hoặc tên."),
            ),
        },
        gettext_lazy("Đơn vị của cấp mới"),
        1,
    ),
    "end_level": StepKind(
        gettext_lazy("Bỏ một cấp ở giữa"),
        lambda: {
            "level": _level(label=gettext_lazy("Cấp bị bỏ")),
            "within": UnitText(
                label=gettext_lazy("Trong đơn vị"),
                required=False,
                help_text=gettext_lazy("Để trống thì trong cả đơn vị được sắp xếp."),
            ),
        },
    ),
    "end": StepKind(
        gettext_lazy("Kết thúc đơn vị, không có đơn vị thay"),
        lambda: {"unit": UnitText(label=gettext_lazy("Đơn vị kết thúc"))},
    ),
}


class _Part(forms.Form):
    """Fields of a step or of a row. Unless it is ``judged`` it shows what was written without a word on it."""

    def __init__(self, fields: Mapping[str, forms.Field], judged: bool, **kwargs: Any) -> None:
        super().__init__(auto_id="id_%s", **kwargs)
        self.fields = dict(fields)
        self.judged = judged

    def full_clean(self) -> None:
        if self.judged:
            super().full_clean()
        else:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that always show."""
        return [field for field in self.visible_fields() if field.name not in (*SHARES, "source")]

    @property
    def shares(self) -> list[forms.BoundField]:
        """The fields of shares, folded unless one is filled."""
        return [field for field in self.visible_fields() if field.name in (*SHARES, "source")]

    @property
    def shares_told(self) -> bool:
        return any(field.value() for field in self.shares)

    def units(self) -> Iterator[tuple[str, str]]:
        """Name of the field and text for each unit that is written here."""
        for name, field in self.fields.items():
            written = str(self.cleaned_data.get(name) or "")
            if isinstance(field, UnitText) and written.strip():
                yield name, written
            elif isinstance(field, UnitsText):
                yield from ((name, line) for line in written.splitlines() if line.strip())


@dataclass(frozen=True)
class StepForm:
    """One step: ``number`` counts from 1 as people see it, ``key`` is what its fields are named after."""

    number: int
    key: int
    kind: str
    part: _Part
    rows: tuple[tuple[int, _Part], ...]
    newest: bool = False
    newest_row: int | None = None

    @property
    def what(self) -> StepKind:
        return STEP_KINDS[self.kind]

    @property
    def parts(self) -> tuple[_Part, ...]:
        return (self.part, *(row for _key, row in self.rows))

    @property
    def more_rows(self) -> bool:
        return self.what.rows is not None and len(self.rows) < MOST_ROWS

    @property
    def fewer_rows(self) -> bool:
        return len(self.rows) > 1


class HeadForm(forms.Form):
    """What the reorganisation is called, by what right, from when, and within which unit."""

    title = forms.CharField(
        label=gettext_lazy("Tên lần sắp xếp"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Sắp xếp thôn, tổ dân phố của xã Đà Bắc."),
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Văn bản căn cứ"),
        max_length=200,
        help_text=gettext_lazy("Số, ký hiệu và ngày, ví dụ: Nghị quyết 15/NQ-HĐND ngày 20/10/2026."),
    )
    effective = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên theo địa giới mới, như 01/01/2027."),
    )
    under = UnitText(
        label=gettext_lazy("Trong đơn vị"),
        help_text=gettext_lazy("Gõ mã hoặc tên. Chỉ đơn vị này và cấp dưới thay đổi."),
    )

    def __init__(self, judged: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.judged = judged

    def full_clean(self) -> None:
        if self.judged:
            super().full_clean()
        else:
            self._errors = ErrorDict()
            self.cleaned_data = {}


# ---- the whole ------------------------------------------------------------------------------------------


class DraftForm:
    """The form of a draft. ``judged`` says that it was sent to be kept; else steps were only added or taken away."""

    def __init__(
        self, actor: Actor, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.actor = actor
        asked, _colon, which = (data.get("do", "") if data is not None else "").partition(":")
        self.judged = data is not None and asked in ("", "save")
        self.head = HeadForm(self.judged, data, initial=initial)
        self.steps: tuple[StepForm, ...] = ()
        self.too_many = False
        if data is not None:
            self._read_steps(data, asked, which)

    @classmethod
    def of(cls, actor: Actor, content: Mapping[str, Any], names: Mapping[str, str]) -> DraftForm:
        """The form of a draft that was kept; ``names`` tells units by their codes."""
        form = cls(actor, _as_posted(content, names))
        form.judged = form.head.judged = False
        return form

    def _read_steps(self, data: QueryDict, asked: str, which: str) -> None:
        keyed = [_step_and_kind(text) for text in data.getlist("step")]
        steps = [(key, kind, _keys(data.getlist(f"row-{key}"))) for key, kind in keyed if kind in STEP_KINDS]
        newest, newest_row = None, None
        if asked == "add" and (kind := which or data.get("add", "")) in STEP_KINDS:
            newest = max((key for key, _kind, _rows in steps), default=0) + 1
            steps.append((newest, kind, list(range(STEP_KINDS[kind].first_rows))))
        elif asked == "remove":
            steps = [step for step in steps if str(step[0]) != which]
        elif asked in ("add-row", "remove-row"):
            step_key, _colon, row = which.partition(":")
            for key, kind, rows in steps:
                if str(key) == step_key and asked == "add-row" and STEP_KINDS[kind].rows:
                    newest_row = (key, max(rows, default=-1) + 1)
                    rows.append(newest_row[1])
                elif str(key) == step_key:
                    rows[:] = [each for each in rows if str(each) != row]
        self.too_many = len(steps) > MOST_STEPS or any(len(rows) > MOST_ROWS for _key, _kind, rows in steps)
        self.steps = tuple(
            self._step(number, key, kind, rows, data, newest == key, newest_row)
            for number, (key, kind, rows) in enumerate(steps[:MOST_STEPS], 1)
        )

    def _step(
        self,
        number: int,
        key: int,
        kind: str,
        rows: Sequence[int],
        data: QueryDict,
        newest: bool,
        newest_row: tuple[int, int] | None,
    ) -> StepForm:
        what = STEP_KINDS[kind]
        # What was just added has nothing in the post; it shows the values that go without saying.
        told = None if newest else data
        return StepForm(
            number,
            key,
            kind,
            _Part(what.fields(), self.judged, data=told, prefix=f"s{key}"),
            tuple(
                (
                    row,
                    _Part(
                        what.rows(),
                        self.judged,
                        data=data
                        if self.judged or f"s{key}r{row}-name" in data or f"s{key}r{row}-unit" in data
                        else None,
                        prefix=f"s{key}r{row}",
                    ),
                )
                for row in rows[:MOST_ROWS]
                if what.rows
            ),
            newest,
            newest_row[1] if newest_row and newest_row[0] == key else None,
        )

    # ---- judging ----------------------------------------------------------------------------------------

    def draft(self) -> Draft | None:
        """The draft that was written; None where something must be put right, which then stands at its field.

        One statement for all the units that were written by name.
        """
        valid = self.head.is_valid()
        judged = [part.is_valid() for part in self._parts()]
        valid = valid and all(judged)
        if not self.steps:
            self.head.add_error(None, _("Chưa có việc sắp xếp nào. Thêm ít nhất một việc."))
        if self.too_many:
            self.head.add_error(
                None,
                _(
                    "Trang này nhận nhiều nhất %(steps)d việc, mỗi việc %(rows)d dòng. Nhiều hơn thì gửi bằng tệp."
                )
                % {"steps": MOST_STEPS, "rows": MOST_ROWS},
            )
        codes = self._codes()
        if not valid or codes is None or self.head.errors:
            return None
        try:
            return draft_from(self._content(codes))
        except BadDraft as bad:
            for fault in bad.faults:
                self._place(fault)
            return None

    def faults(self) -> list[tuple[str, str]]:
        """Anchor and words of everything that is wrong, in the order of the page."""
        found = []
        for form, where in self._forms():
            for name, errors in form.errors.items():
                field = form[name] if name != "__all__" else None
                anchor = field.id_for_label if field is not None else "steps"
                words = f"{field.label}: " if field is not None else ""
                found += [(anchor, f"{where}{words}{error}") for error in errors]
        return found

    def _forms(self) -> Iterator[tuple[forms.Form, str]]:
        yield self.head, ""
        for step in self.steps:
            for part in step.parts:
                yield part, _("Việc %d, ") % step.number

    def _parts(self) -> list[_Part]:
        return [part for step in self.steps for part in step.parts]

    def _codes(self) -> dict[str, str] | None:
        """The code of every unit that was written; None where one cannot be told."""
        day = self.head.cleaned_data.get("effective") or today()
        under = str(self.head.cleaned_data.get("under") or "")
        written = {text for part in self._parts() for _name, text in part.units()}
        found = codes_of(self.actor, {under, *written} - {""}, day)
        good = True
        if isinstance(bad := found.get(under), Untold):
            self.head.add_error("under", bad.words)
            good = False
        for part in self._parts():
            for name, text in part.units():
                if isinstance(untold := found[text], Untold):
                    part.add_error(name, untold.words)
                    good = False
        return {text: code for text, code in found.items() if isinstance(code, str)} if good else None

    def _place(self, fault: Fault) -> None:
        number = step_number(fault.place)
        at = next((step for step in self.steps if step.number == number), None)
        words = f"{fault.sentence} {fault.remedy}".strip()
        (at.part if at is not None else self.head).add_error(None, words)

    def _content(self, codes: Mapping[str, str]) -> dict[str, Any]:
        head = self.head.cleaned_data
        steps = [each for step in self.steps for each in _content_of(step, codes)]
        return {
            "title": head["title"],
            "legal_basis": head["legal_basis"],
            "effective": format_date(head["effective"]),
            "under": codes[head["under"]],
            "steps": steps,
        }


def _content_of(step: StepForm, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The step as ``draft_from`` reads it; a split is one mapping for each new unit."""
    place = f"#{step.number}"
    data = step.part.cleaned_data
    rows = [row.cleaned_data for _key, row in step.rows]

    def code(text: str) -> str:
        return codes[text] if text else ""

    def unit(told: Mapping[str, Any]) -> dict[str, Any]:
        named = {"name": told["name"], "code": nfc(told["code"]).upper(), "under": code(told["under"])}
        return _said(named | {"kind": told.get("kind", "")})

    def part(told: Mapping[str, Any], of: str, number: int) -> dict[str, Any]:
        shares = {name: told[name] for name in (*SHARES, "relation", "source")}
        return _said({"code": of, "place": f"{place}, {_('đơn vị')} {number}"} | shares)

    def children(told: Mapping[str, Any]) -> list[str]:
        return [code(line) for line in told["children"].splitlines() if line.strip()]

    match step.kind:
        case "merge":
            parts = [part(row, code(row["unit"]), number) for number, row in enumerate(rows, 1)]
            return [{"place": place, "territory": {"predecessors": parts, "successor": unit(data)}}]
        case "split":
            return [
                {
                    "place": place,
                    "territory": {
                        "predecessors": [part(row, code(data["unit"]), number)],
                        "successor": unit(row),
                    },
                }
                for number, row in enumerate(rows, 1)
            ]
        case "move":
            return [{"place": place, "move": code(data["unit"]), "under": code(data["under"])}]
        case "rename":
            return [{"place": place, "rename": code(data["unit"]), "name": data["name"]}]
        case "recode":
            return [{"place": place, "recode": code(data["unit"]), "code": nfc(data["code"]).upper()}]
        case "change_kind":
            return [
                _said(
                    {
                        "place": place,
                        "change_kind": code(data["unit"]),
                        "kind": data["kind"],
                        "name": data["name"],
                    }
                )
            ]
        case "found":
            return [{"place": place, "found": unit(data), "children": children(data)}]
        case "new_level":
            units = [unit(row) | {"children": children(row)} for row in rows]
            return [{"place": place, "new_level": data["level"], "units": units}]
        case "end_level":
            return [_said({"place": place, "end_level": data["level"], "within": code(data["within"])})]
        case _:
            return [{"place": place, "end": code(data["unit"])}]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


# ---- a kept draft as a post -----------------------------------------------------------------------------


def _as_posted(content: Mapping[str, Any], names: Mapping[str, str]) -> QueryDict:
    """What a browser would send for a draft that was kept."""
    post = QueryDict(mutable=True)
    post["do"] = "open"

    def unit(code: str) -> str:
        return f"{names[code]} ({code})" if code in names else code

    for name in ("title", "legal_basis"):
        post[name] = content.get(name, "")
    post["effective"] = format_date(date.fromisoformat(content["effective"]))
    post["under"] = unit(content.get("under", ""))
    together = groupby(content.get("steps", []), _one_split(content))
    for key, (_same, steps) in enumerate(together, 1):
        kind, fields, rows = _fields_of(list(steps), unit)
        post.appendlist("step", f"{key}:{kind}")
        for name, value in fields.items():
            post[f"s{key}-{name}"] = value
        for number, row in enumerate(rows):
            post.appendlist(f"row-{key}", str(number))
            for name, value in row.items():
                post[f"s{key}r{number}-{name}"] = value
    return post


def _one_split(content: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
    """Steps of one key are a split: each gives a part of the same unit to one new unit."""
    order = {id(step): number for number, step in enumerate(content.get("steps", []))}

    def same(step: Mapping[str, Any]) -> Any:
        parts = step.get("territory", {}).get("predecessors", [])
        divided = len(parts) == 1 and parts[0].get("relation", Relation.WHOLE).startswith("part")
        return parts[0]["code"] if divided else order[id(step)]

    return same


def _fields_of(
    steps: Sequence[Mapping[str, Any]], unit: Callable[[str], str]
) -> tuple[str, dict[str, str], list[dict[str, str]]]:
    """Kind, fields and rows of a step of the page."""
    step = steps[0]

    def of_unit(told: Mapping[str, str]) -> dict[str, str]:
        return {**told, "under": unit(told["under"])} if told.get("under") else dict(told)

    def of_part(told: Mapping[str, str]) -> dict[str, str]:
        shares = {name: told[name] for name in SHARES if name in told}
        return {
            "relation": told.get("relation", Relation.WHOLE),
            "source": told.get("source", ""),
            **{name: share.replace(".", ",") for name, share in shares.items()},
        }

    def lines(codes: Iterable[str]) -> str:
        return "\n".join(map(unit, codes))

    if "territory" in step:
        parts = step["territory"]["predecessors"]
        if len(steps) > 1:
            rows = [
                of_unit(each["territory"]["successor"]) | of_part(each["territory"]["predecessors"][0])
                for each in steps
            ]
            return "split", {"unit": unit(parts[0]["code"])}, rows
        rows = [{"unit": unit(part["code"])} | of_part(part) for part in parts]
        return "merge", of_unit(step["territory"]["successor"]), rows
    if "found" in step:
        found = of_unit(step["found"])
        if not found.get("kind") and found.get("level"):
            row = found | {"children": lines(step.get("children", []))}
            return "new_level", {"level": found["level"]}, [row]
        return "found", found | {"children": lines(step.get("children", []))}, []
    if "end_level" in step:
        return "end_level", {"level": step["end_level"], "within": unit(step.get("within", ""))}, []
    kind = next(kind for kind in ("move", "rename", "recode", "change_kind", "end") if kind in step)
    others = {name: step[name] for name in ("under", "name", "code", "kind") if name in step}
    if "under" in others:
        others["under"] = unit(others["under"])
    return kind, {"unit": unit(step[kind])} | others, []


# ---- units by code or name ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Untold:
    """Why a text names no unit, and what to do."""

    words: str


def codes_of(actor: Actor, texts: Iterable[str], day: date) -> dict[str, str | Untold]:
    """The code that each text means: one that it writes, or that of the only unit of that name. One statement.

    Whether a code exists is not asked here: the plan tells that, and a draft may speak of units that it makes itself.
    """
    found: dict[str, str | Untold] = {}
    names: dict[str, str] = {}
    for text in texts:
        typed = tidy(text)
        if at_end := _CODE_AT_END.search(typed):
            found[text] = at_end[1]
        elif typed.upper() == THE_COUNTRY or _CODE.fullmatch(typed.upper()):
            found[text] = typed.upper()
        else:
            names[text] = typed
    if not names:
        return found
    folded = {fold(name) for name in names.values()}
    versions = list(
        units_as_of(actor, day)
        .filter(Q(search_key__in=folded) | Q(short_key__in=folded))
        .exclude(level=Level.COUNTRY)
        .order_by("tree_path")
    )
    for text, name in names.items():
        found[text] = _only_one(name, versions)
    return found


def _only_one(name: str, versions: Sequence[OrgUnitVersion]) -> str | Untold:
    as_written = [
        each for each in versions if name.casefold() in (each.name.casefold(), each.short_name.casefold())
    ]
    alike = [each for each in versions if fold(name) in (each.search_key, each.short_key)]
    for fitting in (as_written, alike):
        if len(fitting) == 1 and fitting[0].code:
            return fitting[0].code
    if not alike:
        return Untold(
            _("Không tìm thấy đơn vị “%s” trong phạm vi của bạn. Kiểm tra lại tên hoặc dùng mã.") % name
        )
    if len(alike) == 1:
        return Untold(_("“%s” chưa có mã số nên chưa sắp xếp được.") % name)
    options = "; ".join(f"{each.name} ({each.code})" for each in (as_written or alike)[:5])
    return Untold(
        _("“%(name)s” có thể là nhiều đơn vị: %(options)s. Chọn một.") % {"name": name, "options": options}
    )


def _step_and_kind(text: str) -> tuple[int, str]:
    key, _colon, kind = text.partition(":")
    return (int(key), kind) if key.isdecimal() and len(key) < 6 else (0, "")


def _keys(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 6]


def first_values(unit: UnitOnDay | None) -> dict[str, str]:
    """What an empty form offers: the unit at which one works, and the first day of the next month."""
    first = (today().replace(day=28) + timedelta(days=4)).replace(day=1)
    under = f"{unit.name} ({unit.code or THE_COUNTRY})" if unit is not None else ""
    return {"under": under, "effective": format_date(first)}
