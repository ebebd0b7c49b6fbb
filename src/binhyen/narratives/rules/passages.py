"""Where do paragraphs, headings, list items and sentences of a text lie, and what does each stand under?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from binhyen.narratives.rules.shadow import Shadow

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARK = re.compile(
    r"\s*(?:[-+*•●▪◦·–]|[(]?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđ]|[ivx]{1,5})[.)]|\([0-9a-zđ]\))\s+"
)
_NUMBERED = re.compile(r"\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[ivx]{1,5}|phần (?:thứ )?\w+)[.):]?\s+\w")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s+(?=[\"'(\[]*[^\W\d_]|[-+]|[\"'(]*\d)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:tp|tx|tt|h|p|q|x|ths|ts|pgs|gs|đ/c|stt|v\.v|vv|nxb|bs|ks|th|no|số|mr)|\b[^\W\d_])$"
)
_TARGETS = re.compile(
    r"mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ trọng tâm|nhiệm vụ năm|nhiệm vụ thời gian|nhiệm vụ, giải pháp|"
    r"nhiệm vụ và giải pháp|thời gian tới|kế hoạch|yêu cầu|định mức|dự kiến|giải pháp trọng tâm|phấn đấu|"
    r"quy định về|tiêu chí thành lập|nội dung thi đua|chương trình công tác"
)
_RESULTS = re.compile(
    r"kết quả|tình hình|đánh giá|ưu điểm|tồn tại|hạn chế|đã đạt|tổng kết|sơ kết|đặc điểm|khen thưởng|báo cáo|"
    r"số liệu|thực trạng|công tác đã|thành tích|kiểm điểm|biểu tổng hợp"
)
LONGEST_HEADING = 140


class PassageKind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"


class Outlook(StrEnum):
    """What a part of a text speaks of, as its heading says."""

    DONE = "done"
    PLANNED = "planned"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the shadow: ``[start, end)``; its place in the text is ``number``, from 1."""

    number: int
    start: int
    end: int
    kind: PassageKind
    outlook: Outlook
    heading: tuple[int, int]
    intro: tuple[int, int]


def passages_of(shadow: Shadow) -> Iterator[Passage]:
    """The lines of a text in their order, each with the heading it stands under and the sentence that opens its list."""
    outlook, heading, intro = Outlook.UNKNOWN, (0, 0), (0, 0)
    for number, line in enumerate(_LINE.finditer(shadow.text), start=1):
        start, end = line.start(), line.end()
        while end > start and shadow.text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        kind = _kind(shadow, start, end)
        if kind is PassageKind.HEADING:
            heading, intro = (start, end), (0, 0)
            outlook = _outlook(shadow.text[start:end], outlook)
        elif kind is PassageKind.PARAGRAPH:
            intro = (max(start, end - LONGEST_HEADING), end) if shadow.text[end - 1] == ":" else (0, 0)
        yield Passage(number, start, end, kind, _of_list(shadow.text, kind, intro, outlook), heading, intro)


def _kind(shadow: Shadow, start: int, end: int) -> PassageKind:
    text = shadow.text
    last = text[end - 1]
    if end - start <= LONGEST_HEADING and last not in ".;,!?…":
        words = shadow.quote(start, end)
        if (
            words.isupper()
            or (_NUMBERED.match(text, start, end) and last == ":")
            or (
                _NUMBERED.match(text, start, end)
                and not re.search(r"\d[\d.,]* ?[%\w]", text[start + 5 : end])
            )
        ):
            return PassageKind.HEADING
        if (last == ":" and end - start <= 60) or (end - start <= 90 and not any(map(str.isdigit, words))):
            return PassageKind.PARAGRAPH if _MARK.match(text, start, end) else PassageKind.HEADING
    return PassageKind.ITEM if _MARK.match(text, start, end) else PassageKind.PARAGRAPH


def _outlook(heading: str, before: Outlook) -> Outlook:
    done, planned = _RESULTS.search(heading), _TARGETS.search(heading)
    if done and (not planned or done.start() < planned.start()):
        return Outlook.DONE
    return Outlook.PLANNED if planned else before


def _of_list(text: str, kind: PassageKind, intro: tuple[int, int], outlook: Outlook) -> Outlook:
    """Items of a list stand under the sentence that opens it."""
    return _outlook(text[intro[0] : intro[1]], outlook) if kind is PassageKind.ITEM and intro[1] else outlook


def sentences_of(shadow: Shadow, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a passage, ``[start, end)`` each, without gaps."""
    bounds = [start]
    for found in _SENTENCE_END.finditer(shadow.text, start, end):
        if not _ABBREVIATED.search(shadow.text, max(start, found.start() - 6), found.start()):
            bounds.append(found.end())
    bounds.append(end)
    return list(zip(bounds, bounds[1:], strict=False))
