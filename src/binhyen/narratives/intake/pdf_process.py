"""The process that opens a PDF. Run as a file of its own, so that it loads the library and nothing of the program.

It takes the file on standard input and answers with one JSON object on standard output: ``pages``, the lines of each
page as they stand beside and below each other; ``fonts``, ``notes`` (what is written on the page as an annotation),
``attachments``; or ``fault``. Its time and its memory are bounded before the first byte is read: a PDF can be made so
that reading it never ends. Scripts and links in the file are not looked at, nothing is fetched.
"""

import json
import logging
import sys
from typing import Any

MAX_PAGES = 500
MAX_CHARACTERS = 4_000_000
SECONDS = 60
MEMORY = 1024 * 1024 * 1024
_MOST_NAMES = 500


def main() -> None:
    """Answer for the file on standard input."""
    bound()
    sys.stdout.write(json.dumps(answer_for(sys.stdin.buffer.read())))


def answer_for(content: bytes) -> dict[str, Any]:
    """What the file says, or its fault; never an exception."""
    try:
        return opened(content)
    except (MemoryError, RecursionError):
        return {"fault": "too-heavy"}
    except Exception as fault:  # whatever the library stumbles over, the file is not one it can read
        return {"fault": "too-heavy" if type(fault).__name__ == "LimitReachedError" else "damaged"}


def bound() -> None:
    """Give this process its limits, where the system knows any."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def opened(content: bytes) -> dict[str, Any]:
    """What the file says, page by page."""
    import io

    import pypdf

    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(content))
    # A password that only forbids printing or changing leaves the file open to readers.
    if reader.is_encrypted and not reader.decrypt(""):
        return {"fault": "encrypted"}
    if len(reader.pages) > MAX_PAGES:
        return {"fault": "too-heavy"}
    pages, fonts, notes, characters = list[str](), set[str](), list[str](), 0
    for page in reader.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        lines = page.extract_text(
            extraction_mode="layout", layout_mode_space_vertically=True, layout_mode_strip_rotated=True
        )
        characters += len(lines)
        if characters > MAX_CHARACTERS:
            return {"fault": "too-heavy"}
        pages.append(lines)
        fonts |= fonts_of(page)
        notes += notes_of(page)
    names: Any = reader.root_object.get("/Names")
    attachments = names is not None and "/EmbeddedFiles" in names.get_object()
    return {"pages": pages, "fonts": sorted(fonts)[:_MOST_NAMES], "notes": notes, "attachments": attachments}


def fonts_of(page: Any) -> set[str]:
    """The names of the fonts of a page, without the letters of a subset ("ABCDEF+")."""
    try:
        fonts = page["/Resources"].get_object()["/Font"].get_object()
        return {
            str(font.get_object().get("/BaseFont", "")).rpartition("+")[2].lstrip("/")
            for font in fonts.values()
        }
    except Exception:  # names are a help, not the text
        return set()


def notes_of(page: Any) -> list[str]:
    """What annotations of a page say; stamps are often put on it so."""
    try:
        found = [each.get_object().get("/Contents") for each in (page.get("/Annots") or [])]
        return [str(each) for each in found if each][:_MOST_NAMES]
    except Exception:  # as above
        return []


if __name__ == "__main__":
    main()
