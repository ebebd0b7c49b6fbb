"""``binhyen units reorganise plan | enact | undo | workbook``: rearrange units by files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import Json, row_of, unit_asked
from binhyen.cli.session import CALLED_WRONGLY, REFUSED, out, say_json, stop_with, working
from binhyen.cli.units import units
from binhyen.foundations.vietnamese import format_date, format_number

if TYPE_CHECKING:
    from binhyen.foundations.authority import Actor
    from binhyen.orgunits.actions import DraftOutcome
    from binhyen.orgunits.models import Reorganisation
    from binhyen.orgunits.values import BadDraft, Draft, Fault, Plan

reorganise = typer.Typer(help="Sắp xếp đơn vị: nhập, chia, chuyển, đổi tên, mã, loại.", no_args_is_help=True)
units.add_typer(reorganise, name="reorganise")

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="Tệp .xlsx theo mẫu, .yaml hoặc .json; hoặc thư mục.")
]
Under = Annotated[
    str | None,
    typer.Option(
        help="Chỉ nhận tệp của các đơn vị thuộc mã này, ví dụ 25; cần khi có nhiều tệp. TW là cả nước."
    ),
]
MOST_SHOWN = 30


@reorganise.command("plan")
def plan(ctx: typer.Context, files: Files, under: Under = None, as_json: Json = False) -> None:
    """Cho xem trước mọi thay đổi và hệ quả, không ghi gì. Kết thúc với 3 nếu có lỗi."""
    with working(ctx) as actor:
        told = plans(actor, read(files), under)
    if as_json:
        say_json(told)
    else:
        for each in told:
            _say_plan(each)
    if any(each["faults"] for each in told):
        raise typer.Exit(REFUSED)


@reorganise.command("enact")
def enact(
    ctx: typer.Context,
    files: Files,
    under: Under = None,
    all_or_none: Annotated[
        bool, typer.Option("--all-or-none", help="Có một tệp lỗi thì không thực hiện tệp nào.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Thực hiện. Tệp có lỗi bị từ chối, các tệp khác vẫn được nhận. Kết thúc với 3 nếu có tệp bị từ chối."""
    with working(ctx) as actor:
        told = enacted(actor, read(files), under, all_or_none)
    if as_json:
        say_json(told)
    else:
        for each in told:
            _say_outcome(each)
    if any(each["faults"] for each in told):
        raise typer.Exit(REFUSED)


@reorganise.command("undo")
def undo(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE|SỐ", help="Tệp đã thực hiện, hoặc số của lần sắp xếp.")
    ],
    as_json: Json = False,
) -> None:
    """Hoàn tác, khi chưa có số liệu nào báo cáo theo đơn vị mới. Kết thúc với 3 nếu không được."""
    with working(ctx) as actor:
        done = undone(actor, file)
    if as_json:
        say_json(done)
    else:
        out.print(f"Đã hoàn tác lần sắp xếp số {done['reorganisation']}: {done['title']}.", markup=False)


@reorganise.command("workbook")
def write_workbook(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Mã số của xã, hoặc của tỉnh để sắp xếp các xã.")],
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx để ghi.")],
) -> None:
    """Ghi sổ Excel trống để điền việc sắp xếp, có sẵn các đơn vị hiện nay."""
    from binhyen.foundations.clock import today

    with working(ctx) as actor:
        from binhyen.orgunits.queries import reorganisation_workbook

        data = reorganisation_workbook(actor, unit_asked(actor, code, today()), today())
    file.write_bytes(data)
    out.print(f"Đã ghi {file}.", markup=False)


def read(paths: Sequence[Path]) -> list[tuple[str, Draft | BadDraft]]:
    """The drafts in these files, each with the name of its file; one that is no draft as its faults."""
    from binhyen.orgunits.queries import draft_of_file
    from binhyen.orgunits.values import BadDraft

    found: list[tuple[str, Draft | BadDraft]] = []
    for path in _files_in(paths):
        try:
            found.append((path.name, draft_of_file(path.name, path.read_bytes())))
        except BadDraft as bad:
            found.append((path.name, bad))
        except OSError as error:
            stop_with(f"Không đọc được {path} ({error}).", CALLED_WRONGLY)
    return found


def _files_in(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(
                each
                for each in path.rglob("*")
                if each.suffix.lower() in (".xlsx", ".yaml", ".yml", ".json")
                and not each.name.startswith((".", "~$"))
            )
        elif path.exists():
            files.append(path)
        else:
            stop_with(f"Không có {path}. Hãy kiểm tra đường dẫn.", CALLED_WRONGLY)
    if not files:
        stop_with("Không có tệp nào. Cần tệp .xlsx, .yaml hoặc .json.", CALLED_WRONGLY)
    return files


def plans(
    actor: Actor, files: Sequence[tuple[str, Draft | BadDraft]], under: str | None
) -> list[dict[str, Any]]:
    """What each file would do, as plain values."""
    from binhyen.orgunits.queries import plans_of
    from binhyen.orgunits.values import BadDraft

    within = "" if under is None else _above(actor, under).path
    drafts = [draft for _name, draft in files if not isinstance(draft, BadDraft)]
    planned = iter(plans_of(actor, drafts, within=within))
    return [
        {"file": name, "faults": _plain_faults(draft.faults)}
        if isinstance(draft, BadDraft)
        else {"file": name} | _plain_plan(next(planned))
        for name, draft in files
    ]


def enacted(
    actor: Actor, files: Sequence[tuple[str, Draft | BadDraft]], under: str | None, all_or_none: bool
) -> list[dict[str, Any]]:
    """What became of each file, as plain values."""
    from binhyen.orgunits.actions import enact_reorganisation, reorganise_many
    from binhyen.orgunits.values import BadDraft

    drafts = [draft for _name, draft in files if not isinstance(draft, BadDraft)]
    if len(files) == 1 and drafts and under is None:
        done = enact_reorganisation(by=actor, reorganisation=drafts[0])
        return [{"file": files[0][0], "faults": []} | _plain(done)]
    if under is None and len(files) > 1:
        stop_with("Có nhiều tệp: hãy ghi --under MÃ của tỉnh mà các tệp thuộc về.", CALLED_WRONGLY)
    outcomes: list[DraftOutcome] = []
    if drafts and under is not None and not (all_or_none and len(drafts) < len(files)):
        above = row_of(actor, unit_asked(actor, under, drafts[0].effective))
        outcomes += reorganise_many(by=actor, within=above, drafts=drafts, all_or_none=all_or_none)
    answers = iter(outcomes)
    told: list[dict[str, Any]] = []
    for name, draft in files:
        answer = None if isinstance(draft, BadDraft) else next(answers, None)
        faults = draft.faults if isinstance(draft, BadDraft) else answer.faults if answer else ()
        enacted_one = _plain(answer.reorganisation) if answer and answer.reorganisation else {}
        told.append({"file": name, "faults": _plain_faults(faults)} | enacted_one)
    return told


def undone(actor: Actor, file: str) -> dict[str, Any]:
    """Undo the reorganisation of a number, or the one that was made of the file."""
    from binhyen.orgunits.actions import undo_reorganisation
    from binhyen.orgunits.models import Reorganisation
    from binhyen.orgunits.queries import enacted_from
    from binhyen.orgunits.values import BadDraft

    if file.isdecimal():
        found = Reorganisation.objects.visible_to(actor).filter(pk=int(file)).first()
    else:
        ((_name, draft),) = read([Path(file)])
        if isinstance(draft, BadDraft):
            stop_with(str(draft), REFUSED)
        found = enacted_from(actor, draft)
    if found is None:
        stop_with(
            "Không có lần sắp xếp nào đang có hiệu lực theo tệp này. "
            "Hãy dùng đúng tệp đã thực hiện, hoặc số của lần sắp xếp.",
            REFUSED,
        )
    return _plain(undo_reorganisation(by=actor, reorganisation=found))


def _above(actor: Actor, code: str) -> Any:
    from binhyen.foundations.clock import today

    return unit_asked(actor, code, today())


def _plain(done: Reorganisation) -> dict[str, Any]:
    return {
        "reorganisation": done.pk,
        "title": done.title,
        "effective": done.effective_on.isoformat(),
        "state": str(done.state),
    }


def _plain_faults(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [
        {"place": each.place, "code": each.code, "sentence": each.sentence, "remedy": each.remedy}
        for each in faults
    ]


def _plain_plan(plan: Plan) -> dict[str, Any]:
    names = {unit.key: unit.facts.name for unit in plan.founded}
    names |= {unit.unit_id: unit.facts.name for unit in plan.ended}
    return {
        "title": plan.draft.title,
        "legal_basis": plan.draft.legal_basis,
        "effective": plan.draft.effective.isoformat(),
        "under": {"code": plan.draft.under_code, "name": plan.under_name},
        "ended": [
            {"id": unit.unit_id, "code": unit.facts.code, "name": unit.facts.name} for unit in plan.ended
        ],
        "founded": [
            {"code": unit.facts.code, "name": unit.facts.name, "kind": unit.facts.kind, "place": unit.place}
            for unit in plan.founded
        ],
        "changed": [
            {
                "id": unit.unit_id,
                "before": {"code": unit.before.code, "name": unit.before.name, "kind": unit.before.kind},
                "after": {"code": unit.after.code, "name": unit.after.name, "kind": unit.after.kind},
                "moves": unit.moves,
                "follows": not unit.named,
            }
            for unit in plan.changed
        ],
        "successions": [
            {
                "from": names.get(link.predecessor_id, str(link.predecessor_id)),
                "to": names.get(link.unit_id, str(link.unit_id)),
                "relation": link.relation,
                "people": link.people,
                "area": link.area,
                "households": link.households,
                "hand": link.hand,
            }
            for link in plan.links
            if link.predecessor_id != link.unit_id
        ],
        "consequences": [
            {"topic": each.topic, "sentence": each.sentence, "count": each.count}
            for each in plan.consequences
        ],
        "faults": _plain_faults(plan.faults),
    }


def _say_plan(told: dict[str, Any]) -> None:
    out.print(told["file"], style="bold", markup=False)
    if "title" in told:
        day = format_date(_date(told["effective"]))
        out.print(f"{told['title']} ({told['under']['name']}), từ ngày {day}", markup=False)
    if told["faults"]:
        _say_faults(told["faults"])
        return
    _say_list("Kết thúc", [f"{unit['name']} ({unit['code']})" for unit in told["ended"]])
    _say_list("Lập mới", [f"{unit['name']} ({unit['code']})" for unit in told["founded"]])
    _say_list("Thay đổi", [_change(unit) for unit in told["changed"] if not unit["follows"]])
    follow = sum(1 for unit in told["changed"] if unit["follows"])
    if follow:
        out.print(f"Đi theo: {format_number(follow)} đơn vị trực thuộc", markup=False)
    _say_list(
        "Kế thừa",
        [
            f"{link['from']} → {link['to']}"
            + (f", dân số {link['people']}" if link["people"] is not None else "")
            for link in told["successions"]
        ],
    )
    _say_list("Hệ quả", [each["sentence"] for each in told["consequences"]])


def _change(unit: dict[str, Any]) -> str:
    before, after = unit["before"], unit["after"]
    said = [
        f"{before[what]} → {after[what]}" for what in ("name", "code", "kind") if before[what] != after[what]
    ]
    if unit["moves"]:
        said.append("chuyển nơi thuộc")
    return f"{before['name']} ({before['code']}): {', '.join(said)}"


def _say_list(title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    out.print(f"{title} ({format_number(len(lines))}):", markup=False)
    for line in lines[:MOST_SHOWN]:
        out.print(f"  • {line}", markup=False)
    if len(lines) > MOST_SHOWN:
        out.print(
            f"  … và {format_number(len(lines) - MOST_SHOWN)} dòng nữa (xem đủ bằng --json)", markup=False
        )


def _say_outcome(told: dict[str, Any]) -> None:
    if told["faults"]:
        out.print(f"✗ {told['file']}", markup=False)
        _say_faults(told["faults"])
    elif "reorganisation" in told:
        out.print(f"✓ {told['file']}: lần sắp xếp số {told['reorganisation']}, {told['title']}", markup=False)
    else:
        out.print(f"– {told['file']}: chưa thực hiện vì có tệp khác bị lỗi", markup=False)


def _say_faults(faults: Sequence[dict[str, str]]) -> None:
    for fault in faults[:MOST_SHOWN]:
        place = f"{fault['place']}: " if fault["place"] else ""
        out.print(f"  ✗ {place}{fault['sentence']} {fault['remedy']}".rstrip(), markup=False)
    if len(faults) > MOST_SHOWN:
        out.print(
            f"  … và {format_number(len(faults) - MOST_SHOWN)} lỗi nữa (xem đủ bằng --json)", markup=False
        )


def _date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
