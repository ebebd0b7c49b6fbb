"""Where do paragraphs, headings, list items and sentences of a text lie, and what does each stand under?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

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
    r"mục tiêu|chỉ tiêu|phương hướng|đích (?:đến )?(?:năm|20)|giao ước mới|kế hoạch tới|việc (?:cần|"
    r"phải) làm|nhiệm vụ trọng tâm|nhiệm vụ năm|nhiệm vụ thời gian|"
    r"nhiệm vụ,? (?:và )?giải pháp|"
    r"thời gian tới|định mức|dự kiến|giải pháp trọng tâm|phấn đấu|tiêu chí thành lập|nội dung thi đua|"
    r"chương trình công tác|"
    r"đăng ký thi đua|giao ước thi đua|phát động thi đua|mức hỗ trợ|mức chi|kế hoạch (?:năm|quý|tháng|"
    r"công tác|thời)|yêu cầu:?$"
)
_PLANNING = re.compile(
    r"\W*(?:(?:[0-9]{1,2}|[ivx]{1,5}|phần (?:thứ )?\w+|[a-zđ]|điều [0-9]+)[.):]+ ?)?"
    r"(?:dự thảo )?(?:kế hoạch|nghị quyết|quyết định|quy định|quy chế|hướng dẫn|đề án|phương án|"
    r"chương trình|chỉ thị|công văn|mục đích|"
    r"nhiệm vụ|giải pháp|yêu cầu|tổ chức thực hiện|số lượng|điều kiện|tiêu chuẩn)"
)
_ANNEX = re.compile(
    r"\W*(?:phụ lục|phụ biểu|biểu(?: mẫu)?(?: số)?|bảng(?: số)?)(?: [0-9ivx]{1,5}[a-z]?)?[.:]?"
)
"""Begins anew, whatever the last part of the text was about."""
_ARTICLE = re.compile(
    r"\W*điều [0-9]{1,3}[.:](?P<done> (?:không )?(?:công nhận|tặng|khen thưởng|thưởng|biểu dương|"
    r"tuyên dương|thành lập|kiện toàn))?"
)
_LEAD = re.compile(
    r"\W*(?:(?:[0-9]{1,2}|[ivx]{1,5}|[a-zđ])[.)/] ?)?(?P<planned>phương hướng|nhiệm vụ|mục tiêu|chỉ tiêu|"
    r"kế hoạch|đích|dự kiến|"
    r"(?:năm|quý|tháng|kỳ|học kỳ) (?:tới|sau)|sang (?:năm|quý|tháng)|(?:định mức|quy mô|yêu cầu))"
    r"\b[^.:;0-9]{0,40}(?:[0-9]{1,4}(?:/[0-9]{4})?)?[^.:;0-9]{0,12}[.:](?! ?đã)"
)
_RESULTS = re.compile(
    r"kết quả|tình hình|đánh giá|ưu điểm|thuận lợi|tồn tại|hạn chế|đã đạt|tổng kết|sơ kết|đặc điểm|"
    r"khen thưởng|báo cáo|"
    r"số liệu|thực trạng|công tác đã|thành tích|kiểm điểm|biểu tổng hợp"
)
_POINT = re.compile(
    r"(?:^|[\n\r])[ \t]*(?:[-+*•●▪◦·–→✓]|(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđ]|[ivx]{1,5})[.)/]|"
    r"[^\n\r.;]{3,60}:) ?(?=\S)"
)
_POINTS = 3
LONGEST_HEADING = 160
_YEARS = re.compile(
    r"(?:19|20)[0-9]{2}|[0-9]{1,2} tháng|quý [0-9]|tháng [0-9]{1,2}|[0-9]{1,2}/(?=20)|số:? ?[0-9]+\S*"
)


class PassageKind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"


class Outlook(StrEnum):
    """What a part of a text speaks of, as its heading says."""

    DONE = "done"
    PLANNED = "planned"
    UNKNOWN = "unknown"


class Passage(NamedTuple):
    """A line of the shadow: ``[start, end)``; its place in the text is ``number``, from 1."""

    number: int
    start: int
    end: int
    kind: PassageKind
    outlook: Outlook
    heading: tuple[int, int]
    intro: tuple[int, int]
    around: Outlook = Outlook.UNKNOWN  # of what it stands among, whatever its own first words say


def in_points(shadow: Shadow) -> bool:
    """Whether a text is set out in points, as a report is and an article of the press is not."""
    return len(list(itertools.islice(_POINT.finditer(shadow.text), _POINTS))) == _POINTS


def passages_of(shadow: Shadow) -> Iterator[Passage]:
    """The lines of a text in order, each with the heading it stands under and the sentence that opens its list."""
    outlook, heading, intro = Outlook.UNKNOWN, (0, 0), (0, 0)
    for number, line in enumerate(_LINE.finditer(shadow.text), start=1):
        start, end = line.start(), line.end()
        while end > start and shadow.text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        kind = _kind(shadow, start, end)
        if article := _ARTICLE.match(shadow.text, start, end):
            outlook = Outlook.DONE if article["done"] else Outlook.PLANNED
        if kind is PassageKind.HEADING:
            heading, intro = (start, end), (0, 0)
            if _titles(shadow.text, shadow.composed, start, end):
                outlook = _outlook(shadow.text[start:end], outlook)
        elif shadow.text[end - 1] == ":":
            intro = (max(start, end - LONGEST_HEADING), end)
        elif kind is PassageKind.PARAGRAPH:
            intro = (0, 0)
        if _ANNEX.fullmatch(shadow.text, start, end):
            outlook, heading, intro = Outlook.UNKNOWN, (start, end), (0, 0)
        here = around = _of_list(shadow.text, kind, intro, outlook)
        if kind is not PassageKind.HEADING and _LEAD.match(shadow.text, start, end):
            here = Outlook.PLANNED  # "Phương hướng: …" opens a line of its own
        yield Passage(number, start, end, kind, here, heading, intro, around)


def _kind(shadow: Shadow, start: int, end: int) -> PassageKind:
    text = shadow.text
    marked = _MARK.match(text, start, end)
    if end - start <= LONGEST_HEADING and text[end - 1] not in ".;,!?…":
        line = _YEARS.sub("", text[start:end])
        counts = any(map(str.isdigit, line[marked.end() - start :] if marked else line))
        if not counts or shadow.composed[start:end].isupper():
            heads = (
                shadow.composed[start:end].isupper()
                or _NUMBERED.match(text, start, end)
                or end - start <= 100
            )
            if heads and not text.startswith(("-", "+", "*", "•"), start):
                return PassageKind.HEADING
    return PassageKind.ITEM if marked else PassageKind.PARAGRAPH


def _outlook(heading: str, before: Outlook) -> Outlook:
    """What stands under a heading: what it speaks of first decides; one that says nothing changes nothing."""
    done, planned = _RESULTS.search(heading), _TARGETS.search(heading) or _PLANNING.match(heading)
    if done and (not planned or done.start() < planned.start()):
        return Outlook.DONE
    return Outlook.PLANNED if planned else before


def _titles(text: str, composed: str, start: int, end: int) -> bool:
    """Whether a heading divides the text, and is no headline of the press."""
    line = composed[start:end]
    return (
        line.isupper()
        or line.endswith(":")
        or bool(_NUMBERED.match(text, start, end))
        or bool(_PLANNING.match(text, start, end))
    )


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
    return list(itertools.pairwise(bounds))
