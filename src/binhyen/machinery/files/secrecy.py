"""Does a file bear a secrecy mark?"""

from __future__ import annotations

import re

from binhyen.machinery.files.findings import Finding, named, plain
from binhyen.machinery.formats.text import FileText, Passage

_MARKS = frozenset({"MẬT", "TỐIMẬT", "TUYỆTMẬT"})
# The same words as fonts of the time before Unicode hold them: TCVN3 (whose capital fonts show small letters
# as capitals) and VNI.
_MARKS_BEFORE_UNICODE = frozenset(
    {"mËt", "tèimËt", "tuyÖtmËt", "MËT", "TèIMËT", "TUYÖTMËT", "MAÄT", "TOÁIMAÄT", "TUYEÄTMAÄT"}
)
_MARK_AND_COPY = re.compile(r"\W*(?:TỐI\s+|TUYỆT\s+)?MẬT\W+(?:BẢN|Bản)\s+(?:SỐ|số)\b")
_SECRECY_LABEL = re.compile(r"\W*(?:mức\s+)?độ\s+(?:bảo\s+)?mật\b", re.IGNORECASE)
# "12/BC-CAT-MẬT", "05/KH-UBND (TỐI MẬT)", "Số:    /KH-UBND-MẬT", "01/MẬT"; after a mere space only at the
# end of a line. Lengths are bounded so that no text makes the search slow.
_GROUP = r"(?!TỐI\b|TUYỆT\b|MẬT\b)[^\W\d_][\w&.]{0,20}"
_NUMBER_MARK = re.compile(
    r"(?:\d|\b[Ss]ố\s{0,3}:?[\s.…_]{0,30})\s{0,4}/"
    rf"(?:{_GROUP}(?:\s?[-–/]\s?{_GROUP}){{0,8}}"
    r"(?:\s?[-–/(]\s?|\s{1,4}(?=(?:TỐI\s+|TUYỆT\s+)?MẬT\W{0,20}$)))?"
    r"(?:TỐI\s{0,4}|TUYỆT\s{0,4})?MẬT(?!\w)",
    re.MULTILINE,
)
# No mark is without one of these: Ậ, or its parts where it is decomposed, or what stood for it before Unicode.
_PART_OF_A_MARK = re.compile("[ẬậËëÄä\u0302\u0308\u0323]")
_NAME_HEAD = re.compile(r"(?:họ|tên|họ (?:và |, )?(?:chữ )?(?:đệm |lót )?(?:và )?tên|tên gọi)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_BOX_GAP = re.compile(r"\t|\s{4,}")


def find_secrecy_mark(text: FileText, called: str = "Tệp") -> Finding | None:
    """Look for MẬT, TỐI MẬT, TUYỆT MẬT as a mark.

    A mark is a line, cell or box of its own, in capitals, on the first page or in a header or footer:
    bracketed, letter-spaced, with "Bản số …" behind it, or after the label "Độ mật" (then in any letters).
    It is also the end of a number mark ("12/BC-CAT-MẬT"), and that anywhere: a number is no word in a
    sentence, and a paper that cites a secret one by number and subject belongs elsewhere too. Short forms
    such as -M and -TM are not taken for marks: "Thương mại" and other offices are shortened to them.

    No mark is "bí mật" in a sentence or a heading, a person named Mật, or a cell MẬT under the heading "Tên".

    It cannot find: stamps in pictures and scans, marks written as "Mat" or with letters of another script,
    capitals that a style alone makes, a mark behind the first page that is neither header nor number, and
    secret content that bears no mark. ``called``: what the finding's sentence calls that which was looked at.
    """
    on_top = (*text.headers, *text.first_page)
    places = [p.place for p in on_top if _may_hold_a_mark(p.text) and _is_marked(p)]
    places += [
        p.place
        for p in text.body
        if _PART_OF_A_MARK.search(p.text) and "MẬT" in (words := plain(p.text)) and _NUMBER_MARK.search(words)
    ]
    if not places:
        return None
    return Finding(
        "secrecy-mark",
        f"{called} mang dấu hiệu độ mật ({named(places)}) nên không được nhận và không được lưu.",
        "Không đưa tài liệu bí mật nhà nước vào phần mềm này; xử lý theo quy định về bảo vệ bí mật nhà nước.",
    )


def _may_hold_a_mark(text: str) -> bool:
    return not text.isascii() and bool(_PART_OF_A_MARK.search(text))


def _is_marked(passage: Passage) -> bool:
    nearest_head = passage.above.rpartition(" / ")[2].strip()
    if _NAME_HEAD.fullmatch(nearest_head):
        return False
    line_above = ""
    for line in plain(passage.text).splitlines():
        # A heading on "BÍ MẬT NHÀ NƯỚC" may have been broken by hand between its words.
        word_goes_on = line_above.rstrip().upper().endswith("BÍ")
        if not word_goes_on and any(_is_mark(box) for box in (line, *_BOX_GAP.split(line))):
            return True
        label = _SECRECY_LABEL.match(line)
        if label and _is_mark(line[label.end() :].upper()):
            return True
        if line.strip():
            line_above = line
    return bool(_SECRECY_LABEL.fullmatch(passage.before.strip(" :"))) and _is_mark(passage.text.upper())


def _is_mark(line: str) -> bool:
    letters = _NO_LETTERS.sub("", line)
    return letters in _MARKS or letters in _MARKS_BEFORE_UNICODE or bool(_MARK_AND_COPY.match(line))
