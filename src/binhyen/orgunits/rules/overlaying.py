"""What do the data package and the catalogue say once an operator's official lists go before them?

Each list becomes what the package and the catalogue are made of (rows, pairs, changes, corrections), so that units
and successions are composed in one way from all of them. What a list says is not corrected by the catalogue again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from binhyen.foundations.vietnamese import fold, format_date
from binhyen.orgunits.rules.catalogue import Catalogue, Change, Difference, FormerCatalogue, LinkCorrection
from binhyen.orgunits.rules.country import Country, LinkRow, Package, SourceRow
from binhyen.orgunits.rules.former import DISTRICT_BECAME_ZONE, PART, SAME_UNIT, WHOLE, Pair
from binhyen.orgunits.rules.lists import SHARES, TOPICS, ListFault, ListRow, OfficialList
from binhyen.orgunits.rules.naming import (
    COMMUNE,
    DISTRICT,
    KIND_WORDS,
    PROVINCE,
    kind_of_word,
    own_name,
    word_of_kind,
)

Place = tuple[str, str]
"""A level and a code."""

TODAY = ("provinces", "communes")
FORMER = ("legacy-provinces", "legacy-districts", "legacy-communes")


@dataclass(frozen=True, slots=True)
class Overlaid:
    """What units are to be composed of, and the rows of lists that do not fit the rest."""

    package: Package
    catalogue: Catalogue
    faults: tuple[ListFault, ...]


def overlaid(package: Package, catalogue: Catalogue, lists: Iterable[OfficialList]) -> Overlaid:
    """Put the lists before the package and the catalogue, topic by topic.

    1. Changes after the first day come first: by them the kind of that day follows from the kind of today.
    2. Units of both maps: a row goes before the package's row of its code, and before all corrections of it.
    3. Successions: the rows of a former unit go before all that the package and the catalogue say of that unit.
    """
    by_topic = {each.topic: each for each in lists}
    faults: list[ListFault] = []
    if "amendments" in by_topic:
        catalogue = _with_amendments(by_topic["amendments"], catalogue)
    for topic in TODAY:
        if topic in by_topic:
            package, catalogue = _with_units_of_today(by_topic[topic], package, catalogue, faults)
    for topic in FORMER:
        if topic in by_topic:
            package, catalogue = _with_former_units(by_topic[topic], package, catalogue, faults)
    if "succession" in by_topic:
        package, catalogue = _with_successions(by_topic["succession"], package, catalogue)
    if "amendments" in by_topic and not faults:
        catalogue = _with_names_of_units(package, catalogue, by_topic["amendments"], faults)
    if by_topic:
        faults += _unknown_codes(by_topic, package)
    if by_topic and not faults:
        faults += _unfitting_successions(by_topic, package)
    return Overlaid(package, catalogue, tuple(faults))


def with_what_lists_say(country: Country, lists: Iterable[OfficialList]) -> Country:
    """The country with the shares that the lists give, and with the lists among its differences from the package."""
    lists = tuple(lists)
    rows = {
        (_predecessor(row), row["new_code"]): row
        for each in lists
        if each.topic == "succession"
        for row in each.rows
    }
    return replace(
        country,
        links=tuple(
            _with_shares(link, rows.get((link.predecessor[:2], link.successor.code)))
            for link in country.links
        ),
        differences=(
            *country.differences,
            *(
                Difference(
                    "",
                    "lists",
                    "",
                    f"{TOPICS[each.topic].title}: {len(each.rows)} dòng",
                    "Danh mục chính thức do người vận hành nạp được dùng thay cho gói dữ liệu.",
                    each.file,
                )
                for each in lists
            ),
        ),
    )


def _with_shares(link: LinkRow, row: ListRow | None) -> LinkRow:
    if row is None:
        return link
    people, area, households, hand = (
        Decimal(row[share]) if row[share] else getattr(link, share.removesuffix("_share")) for share in SHARES
    )
    told = replace(link, people=people, area=area, households=households, hand=hand)
    return link if told == link else replace(told, source=row["source"] or link.source)


def _with_amendments(official: OfficialList, catalogue: Catalogue) -> Catalogue:
    changes = {} if official.replaces else {_change_key(each): each for each in catalogue.changes}
    for row in official.rows:
        word = next(word for word in KIND_WORDS[row["level"]] if own_name(word, row["name_after"]))
        change = Change(
            level=row["level"],
            code=row["code"],
            own_name=own_name(word, row["name_after"]) or "",
            kind=KIND_WORDS[row["level"]][word],
            on=date.fromisoformat(row["effective"]),
            legal_basis=_basis(row["resolution"]),
        )
        changes[_change_key(change)] = change
    return replace(catalogue, changes=tuple(changes.values()))


def _change_key(change: Change) -> tuple[str, str, date]:
    return change.level, change.code, change.on


def _basis(resolution: str) -> str:
    return resolution if resolution.lower().startswith("nghị quyết") else f"Nghị quyết {resolution}"


def _with_units_of_today(
    official: OfficialList, package: Package, catalogue: Catalogue, faults: list[ListFault]
) -> tuple[Package, Catalogue]:
    level = TOPICS[official.topic].level
    before = {(row.level, row.code): row for row in package.today}
    rows = {place: row for place, row in before.items() if place[0] != level or not official.replaces}
    own_names: dict[Place, str] = {}
    points: set[str] = set()
    for row in official.rows:
        place = (level, row["code"])
        own = own_names[place] = own_name(word_of_kind(level, row["kind"]), row["name"]) or ""
        kind, wrong = _kind_of_first_day(row, before.get(place), catalogue, level)
        faults += (ListFault(official.file, row.number, "kind", *each) for each in wrong)
        word = word_of_kind(level, kind)
        longitude, latitude = _point(row)
        if longitude is not None:
            points.add(row["code"])
        elif place in before:
            longitude, latitude = before[place].longitude, before[place].latitude
        above = row["province_code"] if level == COMMUNE else ""
        rows[place] = SourceRow(level, row["code"], f"{word} {own}", word, above, longitude, latitude)
    return replace(package, today=tuple(rows.values())), replace(
        catalogue,
        names=tuple(each for each in catalogue.names if _is_left(each.level, each.code, rows, own_names)),
        kinds=tuple(each for each in catalogue.kinds if _is_left(each.level, each.code, rows, own_names)),
        points=tuple(
            each for each in catalogue.points if (COMMUNE, each.code) in rows and each.code not in points
        ),
        changes=tuple(
            replace(each, own_name=own_names.get((each.level, each.code), each.own_name))
            for each in catalogue.changes
            if each.level != level or (level, each.code) in rows
        ),
    )


def _is_left(level: str, code: str, rows: Collection[Place], said: Collection[Place]) -> bool:
    """A correction is left where the unit is there and no list speaks of it."""
    return (level, code) in rows and (level, code) not in said


def _point(row: ListRow) -> tuple[float | None, float | None]:
    if "lon" not in row.cells or not row["lon"]:
        return None, None
    return float(row["lon"]), float(row["lat"])


def _kind_of_first_day(
    row: ListRow, known: SourceRow | None, catalogue: Catalogue, level: str
) -> tuple[str, list[tuple[str, str]]]:
    """The kind on the catalogue's first day, and what contradicts the changes since."""
    changes = sorted(
        (each for each in catalogue.changes if (each.level, each.code) == (level, row["code"])),
        key=lambda change: change.on,
    )
    first = row.cells.get("kind_2025_07_01", "")
    if not first and changes and known:
        first = kind_of_word(level, known.kind_word) or ""
    first = first or row["kind"]
    now = changes[-1].kind if changes else first
    if now == row["kind"]:
        return first, []
    if changes:
        sentence = (
            f"Từ {format_date(changes[-1].on)} đơn vị này là {word_of_kind(level, now).lower()} "
            f"theo {changes[-1].legal_basis}."
        )
    else:
        sentence = (
            f"Ngày {format_date(catalogue.since)} đơn vị này là {word_of_kind(level, first).lower()}, "
            "nhưng chưa có nghị quyết nào đổi loại của nó."
        )
    return first, [(sentence, "Sửa loại, hoặc nạp kèm danh mục thay đổi loại sau ngày ấy.")]


def _with_former_units(
    official: OfficialList, package: Package, catalogue: Catalogue, faults: list[ListFault]
) -> tuple[Package, Catalogue]:
    level = TOPICS[official.topic].level
    before = {(row.level, row.code): row for row in package.former}
    rows = {place: row for place, row in before.items() if place[0] != level or not official.replaces}
    own_names: dict[Place, str] = {}
    pairs = set(package.pairs)
    for row in official.rows:
        if row.cells.get("in_conversion_table") == "0":
            continue  # merged away before the last day of that map
        place = (level, row["code"])
        known = before.get(place)
        word = _word_before(level, row["name"]) or (known.kind_word if known else "")
        if not word:
            faults.append(
                ListFault(
                    official.file,
                    row.number,
                    "name",
                    f"Tên “{row['name']}” không bắt đầu bằng loại đơn vị.",
                    f"Viết đủ, bắt đầu bằng một trong: {', '.join(KIND_WORDS[level])}.",
                )
            )
            continue
        own = own_names[place] = own_name(word, row["name"]) or row["name"]
        above = row.cells.get("district_code") or row.cells.get("province_code", "")
        longitude, latitude = (known.longitude, known.latitude) if known else (None, None)
        rows[place] = SourceRow(level, row["code"], f"{word} {own}", word, above, longitude, latitude)
        if level == PROVINCE:
            pairs -= {pair for pair in pairs if pair[:2] == place}
            pairs.add(Pair(PROVINCE, row["code"], row["new_province_code"]))
    pairs = {pair for pair in pairs if pair.level != level or (level, pair.old) in rows}
    former = catalogue.former
    if former is not None:
        former = replace(
            former,
            names=tuple(each for each in former.names if _is_left(each.level, each.code, rows, own_names)),
            kinds=tuple(each for each in former.kinds if _is_left(each.level, each.code, rows, own_names)),
            earlier_names=tuple(
                replace(each, name=own_names.get((each.level, each.code), each.name))
                for each in former.earlier_names
                if (each.level, each.code) in rows
            ),
            links=tuple(each for each in former.links if (COMMUNE, each.old) in rows),
        )
    return (
        replace(package, former=tuple(rows.values()), pairs=tuple(sorted(pairs))),
        replace(catalogue, former=former),
    )


def _word_before(level: str, name: str) -> str:
    return next((word for word in KIND_WORDS[level] if own_name(word, name)), "")


def _predecessor(row: ListRow) -> Place:
    return (COMMUNE, row["old_code"]) if row["old_code"] else (DISTRICT, row["old_district_code"])


def _of_no_unit(row: ListRow) -> bool:
    """What became part of a commune and had belonged to no commune before."""
    return not row["old_code"] and row["relation"] != DISTRICT_BECAME_ZONE


def _with_successions(
    official: OfficialList, package: Package, catalogue: Catalogue
) -> tuple[Package, Catalogue]:
    former = catalogue.former
    if former is None:
        return package, catalogue
    said = {(_predecessor(row), row["new_code"]): row for row in official.rows if not _of_no_unit(row)}
    spoken_of = {place for place, _new in said}
    left = {
        pair
        for pair in package.pairs
        if pair.level == PROVINCE or not (official.replaces or pair[:2] in spoken_of)
    }
    known = {((COMMUNE, link.old), link.new): link for link in former.links}
    links = {} if official.replaces else {key: each for key, each in known.items() if key[0] not in spoken_of}
    parts = Counter(place for place, _new in said)
    provinces = {row.code: row.parent_code for row in package.today if row.level == COMMUNE}
    for (place, new), row in said.items():
        if parts[place] == 1:
            continue
        earlier = known.get((place, new))
        if earlier is not None and earlier.relation == row["relation"]:
            links[place, new] = replace(earlier, missing=False)
        elif row["relation"] != PART:
            links[place, new] = LinkCorrection(
                old=place[1],
                new=new,
                relation=row["relation"],
                missing=False,
                province_code=provinces.get(new, ""),
                why=f"Danh mục chính thức {official.file}",
            )
    brought = {Pair(*place, new) for place, new in said}
    return replace(package, pairs=tuple(sorted(left | brought))), replace(
        catalogue, former=replace(former, links=tuple(links.values()), notes=_notes(official, former))
    )


def _notes(official: OfficialList, former: FormerCatalogue) -> Mapping[str, str]:
    brought = {
        row["new_code"]: f"{row['new_name'] or 'Xã mới'} còn gồm {row['old_name']}."
        for row in official.rows
        if _of_no_unit(row)
    }
    return brought | dict(former.notes)


def _with_names_of_units(
    package: Package, catalogue: Catalogue, official: OfficialList, faults: list[ListFault]
) -> Catalogue:
    """Changes bear the unit's own name as the units' list spells it; another name, kind or day is a fault."""
    units = {(row.level, row.code): row for row in package.today}
    corrected = {(each.level, each.code): each.correct for each in catalogue.names}
    kinds = {(each.level, each.code): each.correct for each in catalogue.kinds}
    rows = {(row["level"], row["code"], date.fromisoformat(row["effective"])): row for row in official.rows}
    kind_now: dict[Place, str] = {}
    changes: list[Change] = []
    for change in sorted(catalogue.changes, key=lambda each: each.on):
        place, row = (change.level, change.code), rows.get(_change_key(change))
        unit = units.get(place)
        if unit is None or row is None:
            if unit is not None:
                kind_now[place] = change.kind
            changes.append(change)
            continue
        word = kinds.get(place, unit.kind_word)
        own = own_name(word, corrected.get(place, unit.name)) or change.own_name
        before = kind_now.get(place, kind_of_word(change.level, word) or "")
        if change.on <= catalogue.since:
            day = format_date(catalogue.since)
            faults.append(
                ListFault(
                    official.file,
                    row.number,
                    "effective",
                    f"Ngày này không sau {day}.",
                    "Sửa lại ngày có hiệu lực.",
                )
            )
        if fold(own) != fold(change.own_name):
            faults.append(
                ListFault(
                    official.file,
                    row.number,
                    "name_after",
                    f"Mã {change.code} là “{own}”, không phải “{change.own_name}”.",
                    "Sửa mã hoặc tên.",
                )
            )
        if KIND_WORDS[change.level].get(_word_before(change.level, row["name_before"])) != before:
            faults.append(
                ListFault(
                    official.file,
                    row.number,
                    "name_before",
                    f"Trước ngày ấy đơn vị này là {word_of_kind(change.level, before).lower()}.",
                    "Sửa loại trong tên trước, hoặc thêm dòng đổi loại còn thiếu.",
                )
            )
        kind_now[place] = change.kind
        changes.append(replace(change, own_name=own))
    return replace(catalogue, changes=tuple(changes))


def _unknown_codes(lists: Mapping[str, OfficialList], package: Package) -> Iterator[ListFault]:
    """Codes in the lists that no list and no package knows, and units under superiors that contradict each other."""
    today = {(row.level, row.code) for row in package.today}
    former = {(row.level, row.code): row for row in package.former}
    for topic, columns in _CODES.items():
        official = lists.get(topic)
        for row in official.rows if official else ():
            for column, (of_today, level, told) in columns.items():
                code = row.cells.get(column, "")
                if topic == "amendments":
                    level, told = row["level"], _TOLD[row["level"]]
                if code and (level, code) not in (today if of_today else former):
                    yield ListFault(
                        official.file if official else "",
                        row.number,
                        column,
                        f"Không có {told} mã {code}.",
                        "Sửa mã, hoặc nạp kèm danh mục có đơn vị ấy.",
                    )
    for topic in ("legacy-communes", "succession"):
        official = lists.get(topic)
        for row in official.rows if official else ():
            yield from _contradictions(topic, official.file if official else "", row, former)


def _contradictions(
    topic: str, file: str, row: ListRow, former: Mapping[Place, SourceRow]
) -> Iterator[ListFault]:
    if topic == "legacy-communes":
        district, province = row["district_code"], row["province_code"]
        column = "province_code"
    else:
        commune = former.get((COMMUNE, row["old_code"]))
        district, province = row["old_district_code"], row["old_province_code"]
        column = "old_province_code"
        if commune is not None and district and district != commune.parent_code:
            yield ListFault(
                file,
                row.number,
                "old_district_code",
                f"Xã cũ mã {commune.code} thuộc huyện mã {commune.parent_code}, không phải {district}.",
                "Sửa mã huyện cũ hoặc mã xã cũ.",
            )
            return
    above = former.get((DISTRICT, district))
    if above is not None and province and province != above.parent_code:
        yield ListFault(
            file,
            row.number,
            column,
            f"Huyện cũ mã {district} thuộc tỉnh mã {above.parent_code}, không phải {province}.",
            "Sửa mã tỉnh hoặc mã huyện.",
        )


_TOLD = {PROVINCE: "tỉnh, thành phố hiện nay", COMMUNE: "xã, phường, đặc khu hiện nay"}
_CODES: dict[str, dict[str, tuple[bool, str, str]]] = {
    "communes": {"province_code": (True, PROVINCE, _TOLD[PROVINCE])},
    "amendments": {"code": (True, "", "")},
    "legacy-provinces": {"new_province_code": (True, PROVINCE, _TOLD[PROVINCE])},
    "legacy-districts": {"province_code": (False, PROVINCE, "tỉnh, thành phố cũ")},
    "legacy-communes": {
        "district_code": (False, DISTRICT, "huyện cũ"),
        "province_code": (False, PROVINCE, "tỉnh, thành phố cũ"),
    },
    "succession": {
        "old_code": (False, COMMUNE, "xã cũ"),
        "old_district_code": (False, DISTRICT, "huyện cũ"),
        "old_province_code": (False, PROVINCE, "tỉnh, thành phố cũ"),
        "new_code": (True, COMMUNE, _TOLD[COMMUNE]),
    },
}
"""Columns that name a unit of another list: of today's or of the former map, on which level, in words."""


def _unfitting_successions(lists: Mapping[str, OfficialList], package: Package) -> Iterator[ListFault]:
    """Relations that cannot be beside the other rows, and communes of which no row tells anything."""
    communes = [pair for pair in package.pairs if pair.level != PROVINCE]
    successors = Counter((pair.level, pair.old) for pair in communes)
    predecessors = Counter(pair.new for pair in communes)
    official = lists.get("succession")
    for row in official.rows if official else ():
        if _of_no_unit(row):
            continue
        relation, alone = row["relation"], predecessors[row["new_code"]] == 1
        undivided = relation in (WHOLE, DISTRICT_BECAME_ZONE, *SAME_UNIT)
        wrong = ""
        if undivided != (successors[_predecessor(row)] == 1):
            wrong = (
                "Đơn vị cũ này còn đi về nơi khác, nên không nhập toàn bộ hay giữ nguyên."
                if undivided
                else "Phần còn lại của đơn vị cũ này chưa ghi đi về đâu."
            )
        elif relation == WHOLE and alone:
            wrong = "Đây là đơn vị cũ duy nhất, nên là giữ nguyên, đổi tên hoặc đổi loại."
        elif relation in SAME_UNIT and not alone:
            wrong = "Đơn vị mới còn gồm đơn vị cũ khác, nên không giữ nguyên."
        if wrong and official:
            yield ListFault(
                official.file,
                row.number,
                "relation",
                wrong,
                "Sửa quan hệ, hoặc ghi đủ các dòng của đơn vị cũ và đơn vị mới ấy.",
            )
    yield from _of_whom_nothing_is_told(
        lists, package, {old for level, old in successors if level == COMMUNE}, predecessors.keys()
    )


def _of_whom_nothing_is_told(
    lists: Mapping[str, OfficialList], package: Package, olds: Collection[str], news: Collection[str]
) -> Iterator[ListFault]:
    rows = defaultdict[str, dict[str, int]](dict)
    for topic, official in lists.items():
        rows[topic] = {row.cells.get("code", ""): row.number for row in official.rows}
    told: Sequence[tuple[str, tuple[SourceRow, ...], Collection[str], str]] = (
        ("legacy-communes", package.former, olds, "Chưa có dòng nào ghi xã cũ mã {0} ({1}) đi về đâu."),
        ("communes", package.today, news, "Chưa có dòng nào ghi {1} (mã {0}) gồm những xã cũ nào."),
    )
    for topic, units, known, sentence in told:
        for unit in units:
            if unit.level == COMMUNE and unit.code not in known:
                topic_told = topic if unit.code in rows[topic] else "succession"
                file = lists[topic_told].file if topic_told in lists else next(iter(lists.values())).file
                yield ListFault(
                    file,
                    rows[topic_told].get(unit.code, 1),
                    "",
                    sentence.format(unit.code, unit.name),
                    "Thêm dòng ấy vào danh mục xã cũ thành xã mới rồi nạp cùng lúc.",
                )
