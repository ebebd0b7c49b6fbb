"""``binhyen read --text-stdin``: words from a pipe, each sign as given; only what reading needs is loaded."""

from __future__ import annotations

import gc
import json
import sys
import unicodedata
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from binhyen.narratives.values import Reading

CALLED_WRONGLY, REFUSED = 2, 3
_NEVER_READ = frozenset({"secrecy-mark", "old-letters"})
_OF_OLD_LETTERS = frozenset("¸µ¶·®©«øûïöñ")
"""Signs without which no text in TCVN3 or VNI can be written."""


def read_piped() -> None:
    """Print the reading of the standard input as JSON."""
    gc.disable()  # the process ends with this one text, and what is made of it is in no circles
    json.dump(reading_of_input().as_json(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def reading_of_input() -> Reading:
    """The reading of the standard input; what is no text, or must not be read, ends the program with a sentence."""
    text = _standard_input()
    _refuse(text)
    from binhyen.narratives.queries import read_vocabulary
    from binhyen.narratives.values import read

    return read(text, read_vocabulary())


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        _stop_with(
            f"Đầu vào không phải văn bản UTF-8 (byte thứ {error.start + 1}). Hãy lưu văn bản với mã UTF-8.",
            CALLED_WRONGLY,
        )


def _refuse(text: str) -> None:
    """Texts with a mark of secrecy, and those whose letters nobody can read, are refused as files are."""
    if "MẬT" not in unicodedata.normalize("NFC", text.upper()) and _OF_OLD_LETTERS.isdisjoint(text):
        return
    from binhyen.narratives.values import NotRead, read_as_given  # heavy: few texts are suspected

    try:
        read_as_given(text)
    except NotRead as refused:
        if refused.code in _NEVER_READ:
            _stop_with(str(refused), REFUSED)


def _stop_with(sentence: str, code: int) -> NoReturn:
    from binhyen.cli.session import stop_with  # heavy: colours are for what went wrong alone

    stop_with(sentence, code)
