"""``binhyen read``, ``binhyen reader evaluate``: figures out of prose, without a database and without Django."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, REFUSED, out, say_json, stop_with, working

if TYPE_CHECKING:
    from binhyen.narratives.values import Figure, NarrativeText, Reading, Tally, Vocabulary

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]

reader = typer.Typer(help="Bộ đọc báo cáo bằng lời.", no_args_is_help=True)

KINDS = {"result": "kết quả", "target": "mục tiêu", "change": "tăng, giảm", "context": "bối cảnh"}
MEANT = {
    "eq": "",
    "gt": "hơn ",
    "ge": "từ ",
    "lt": "dưới ",
    "le": "không quá ",
    "approx_below": "gần ",
    "approx": "khoảng ",
}


def read_files(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Tệp Word (.docx), PDF có chữ, HTML hoặc văn bản thuần.")
    ] = None,
    text_stdin: Annotated[
        bool, typer.Option("--text-stdin", help="Đọc văn bản từ đầu vào chuẩn, giữ nguyên từng ký tự.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Đọc báo cáo bằng lời, đề xuất số liệu kèm vị trí trong văn bản. Không ghi gì, không cần cơ sở dữ liệu."""
    if bool(files) == text_stdin:
        stop_with(
            "Nêu tệp cần đọc, hoặc --text-stdin để đọc từ đầu vào chuẩn, một trong hai.", CALLED_WRONGLY
        )
    from binhyen.narratives.queries import read_vocabulary

    if text_stdin:
        from binhyen.cli.piped import reading_of_input

        readings = [_Read("", reading_of_input())]
    else:
        narratives = [(str(file), _narrative_of(file)) for file in files or ()]
        vocabulary = read_vocabulary()
        readings = [_read_narrative(name, narrative, vocabulary) for name, narrative in narratives]
    if as_json:
        documents = [each.as_json() for each in readings]
        say_json(documents[0] if len(documents) == 1 else {"files": documents})
        return
    for each in readings:
        _say(each)


@dataclass(frozen=True)
class _Read:
    """A file's reading, and for each figure where in the file it stands; words from a pipe have lines alone."""

    name: str
    reading: Reading
    places: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        told = self.reading.as_json()
        for figure, place in zip(told["figures"], self.places, strict=bool(self.places)):
            figure["where"] = place
        return ({"file": self.name} if self.name else {}) | told


def _read_narrative(name: str, narrative: NarrativeText, vocabulary: Vocabulary) -> _Read:
    from binhyen.narratives.queries import place_in_file, read_narrative_text

    reading = read_narrative_text(narrative, vocabulary)
    return _Read(name, reading, tuple(place_in_file(narrative, figure.span[0]) for figure in reading.figures))


def _narrative_of(file: Path) -> NarrativeText:
    """The text of a Word, PDF, HTML or text file, numbers of persons covered; a refusal ends with a sentence."""
    from binhyen.foundations.faults import BadInput
    from binhyen.narratives.queries import narrative_in_file

    try:
        return narrative_in_file(file)
    except BadInput as refused:
        stop_with(f"{file.name}: {refused}", REFUSED)
    except OSError as error:
        stop_with(f"Không đọc được {file}: {error.strerror}. Hãy kiểm tra tên tệp.", CALLED_WRONGLY)


def _say(read: _Read) -> None:
    reading = read.reading
    if read.name:
        out.print(f"{read.name}: {len(reading.figures)} số liệu", markup=False, style="bold")
    for at, figure in enumerate(reading.figures):
        where = (read.places[at] if read.places else "") or f"dòng {figure.passage}"
        code = f" [{figure.code}]" if figure.code else ""
        out.print(
            f"• {where}: “{figure.quote}” → {_value(figure)}, {figure.label_vi}{code}; "
            f"{KINDS[figure.kind]}, {figure.period or 'chưa rõ kỳ'}, {figure.place or 'chưa rõ nơi'}; "
            f"chắc {round(figure.confidence * 100)}%",
            markup=False,
        )
    if not reading.figures:
        out.print("Không thấy số liệu nào.")


def _value(figure: Figure) -> str:
    from binhyen.foundations.vietnamese import format_number

    value = MEANT[figure.comparator] + format_number(figure.value)
    if figure.value_max is not None:
        value += f" đến {format_number(figure.value_max)}"
    if figure.denominator is not None:
        value += f"/{format_number(figure.denominator)}"
    return f"{value} {figure.unit}".strip()


@reader.command("evaluate")
def evaluate_reader(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Thư mục hoặc tệp bài mẫu có đáp án (mặc định: các bài mẫu mà bộ đọc chưa học)."),
    ] = None,
    verdicts: Annotated[
        bool,
        typer.Option("--verdicts", help="Chấm theo đánh giá của người đọc đã lưu trong cơ sở dữ liệu."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Chấm bộ đọc trên các bài mẫu có đáp án, hoặc theo đánh giá của người đọc. Chỉ in số tổng."""
    if verdicts:
        if folder is not None:
            stop_with("Nêu thư mục bài mẫu hoặc --verdicts, một trong hai.", CALLED_WRONGLY)
        _evaluate_verdicts(ctx, as_json)
        return
    from binhyen.narratives.queries import TRIED_ON, evaluate, read_vocabulary
    from binhyen.narratives.values import BadCorpus, Tally

    folders = (folder,) if folder is not None else TRIED_ON
    try:
        tally = sum((evaluate(each, read_vocabulary()) for each in folders), Tally())
    except BadCorpus as error:
        stop_with(f"Bài mẫu không đúng dạng: {error}. Hãy sửa tệp ấy.", NOT_IN_ORDER)
    if not tally.texts:
        stop_with(f"Không có bài mẫu nào trong {folders[0]}. Hãy chỉ đúng thư mục.", CALLED_WRONGLY)
    _say_tally(tally, as_json)


def _evaluate_verdicts(ctx: typer.Context, as_json: bool) -> None:
    """What people said of proposals, and how today's reader reads the same spans; the account's reach decides which."""
    from dataclasses import asdict

    with working(ctx) as actor:
        from binhyen.narratives.queries import evaluate_verdicts, how_judged, read_vocabulary

        judged, tally = how_judged(actor), evaluate_verdicts(actor, read_vocabulary())
    if not tally.texts and not as_json:
        out.print("Chưa có đánh giá nào: cần ít nhất một văn bản đã bấm “Xong”.")
        return
    if not as_json:
        wrong = ", ".join(f"{name} {number}" for name, number in judged.corrected_in.items())
        out.print(
            f"Người đọc: nhận {judged.accepted}, sửa {judged.corrected}{f' ({wrong})' if wrong else ''}, "
            f"không lấy {judged.refused}, thêm {judged.missed}.",
            markup=False,
        )
    _say_tally(tally, as_json, {"verdicts": asdict(judged)})


@reader.command("train")
def train_reader(
    to: Annotated[
        Path | None, typer.Option("--to", help="Tệp JSON sẽ ghi (mặc định: tệp trọng số của danh mục).")
    ] = None,
    try_first: Annotated[
        bool,
        typer.Option("--try", help="Không ghi; thử trên bài của từng người viết khi bỏ bài của người ấy."),
    ] = False,
) -> None:
    """Học trọng số từ các bài mẫu có đáp án đi kèm chương trình. Không dùng mạng; chạy lại cho cùng một kết quả."""
    from binhyen.narratives.queries import (
        WEIGHTS_FILE,
        read_vocabulary,
        teach,
        texts_to_learn_from,
        try_without,
        written_weights,
    )
    from binhyen.narratives.values import BadCorpus, rates

    vocabulary, texts = read_vocabulary(learned=False), texts_to_learn_from()
    try:
        if try_first:
            for tried in try_without(texts, vocabulary):
                scores = (
                    "/".join(f"{rate.f1:.3f}" for rate in rates(tally).values())
                    for tally in (tried.by_rules, tried.weighed)
                )
                halves = "bài đã xem" if tried.known else "bài chưa xem"
                out.print(f"{tried.writer}, {halves}: {' → '.join(scores)}", markup=False)
            return
        written = written_weights(teach(texts, vocabulary))
    except BadCorpus as error:
        stop_with(f"Bài mẫu không đúng dạng: {error}. Hãy sửa tệp ấy.", NOT_IN_ORDER)
    file = to or WEIGHTS_FILE
    try:
        file.write_text(written, encoding="utf-8")
    except OSError as error:
        stop_with(f"Không ghi được {file}: {error.strerror}. Hãy kiểm tra đường dẫn.", CALLED_WRONGLY)
    out.print(f"Đã học từ {len(texts)} bài, ghi vào {file}.", markup=False)


@reader.command("export")
def export_reader_verdicts(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Tệp JSON sẽ ghi.")],
    unit: Annotated[str, typer.Option(help="Mã số của đơn vị, ví dụ 25 (tỉnh Phú Thọ); TW là cả nước.")],
) -> None:
    """Xuất đánh giá của người đọc thành bài mẫu: chỉ câu trích đã che tên người. Ghi vào nhật ký."""
    import json

    from binhyen.cli.asked import row_of, unit_asked

    if file.exists():
        stop_with(f"Đã có tệp {file}. Hãy chọn tên khác.", CALLED_WRONGLY)
    with working(ctx) as actor:
        from binhyen.foundations.clock import today
        from binhyen.narratives.actions import export_verdicts

        records = export_verdicts(by=actor, unit=row_of(actor, unit_asked(actor, unit, today())))
        try:
            file.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            stop_with(f"Không ghi được {file}: {error.strerror}. Hãy kiểm tra đường dẫn.", CALLED_WRONGLY)
    out.print(f"Đã ghi {len(records)} đánh giá vào {file}.", markup=False)


def _say_tally(tally: Tally, as_json: bool, more: dict[str, Any] | None = None) -> None:
    from dataclasses import asdict

    from binhyen.narratives.values import rates

    found = rates(tally)
    if as_json:
        say_json(
            (more or {}) | {"counts": asdict(tally)} | {name: asdict(rate) for name, rate in found.items()}
        )
        return
    out.print(
        f"{tally.texts} bài, {tally.gold} số liệu trong đáp án, {tally.proposed} được đề xuất.", markup=False
    )
    names = {
        "quantity": "số liệu",
        "indicator": "thêm chỉ tiêu",
        "comparator_and_kind": "thêm mức chính xác và loại",
    }
    for name, rate in found.items():
        out.print(
            f"• {names[name]}: đúng {rate.precision:.3f}, đủ {rate.recall:.3f}, F1 {rate.f1:.3f}",
            markup=False,
        )
    out.print(
        f"• nhận nhầm {tally.distractors_taken}/{tally.distractors} chỗ không phải số liệu", markup=False
    )
