"""Bring the English catalogue in step with the texts of the program.

    python tools/messages.py            collect the texts, keep their translations, say what is missing
    python tools/messages.py --compile  then make the binary catalogues too

Texts are Vietnamese in the source. They are collected from Python (gettext and its relatives, ``_``) and from
templates. A text that changed is a new text: nothing is guessed, and what nobody uses is removed.
Exit code 1: some text has no translation.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.compile_messages import compile_messages  # noqa: E402

SOURCES = ROOT / "src/binhyen"
ENGLISH = SOURCES / "locale/en/LC_MESSAGES/django.po"

# Which arguments of a call are text: (1,) the first; (1, 2) singular and plural; "c" marks the context.
_PLAIN, _PLURAL = (1,), (1, 2)
_CONTEXT, _CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": _PLAIN,
    "gettext": _PLAIN,
    "gettext_lazy": _PLAIN,
    "gettext_noop": _PLAIN,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _CONTEXT,
    "pgettext_lazy": _CONTEXT,
    "npgettext": _CONTEXT_PLURAL,
    "npgettext_lazy": _CONTEXT_PLURAL,
}
HEADER = (
    'msgid ""\nmsgstr ""\n'
    '"Language: en\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@dataclass
class Text:
    """One text of the program: as the source has it, its plural if it has one, and the files that show it."""

    id: str
    plural: str | None
    context: str | None
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.context or ""


def texts_in_python(source: str) -> Iterator[Text]:
    """The texts of a Python module."""
    calls = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, function, arguments, _comments in calls:
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        picked: dict[str, str] = {}
        names = iter(("id", "plural"))
        for position in KEYWORDS[str(function)]:
            index, name = (position[0], "context") if isinstance(position, tuple) else (position, next(names))
            value = given[index - 1] if len(given) >= index else None
            if not value:
                break
            picked[name] = str(value)
        else:
            yield Text(picked["id"], picked.get("plural"), picked.get("context"))


def texts_in_template(source: str, name: str) -> Iterator[Text]:
    """The texts of a Django template. Line breaks within them are as the template has them."""
    calls = templatize(source, origin=name)
    # Outside the calls stand only placeholders; their indentation means nothing in Python, so it goes.
    return texts_in_python(re.sub(r"(?m)^\s+", "", calls))


def collect(root: Path = SOURCES) -> dict[tuple[str, str], Text]:
    """Every text of the program with the files it stands in, by text and context."""
    found: dict[tuple[str, str], Text] = {}
    for file in sorted(
        [*root.rglob("*.py"), *root.rglob("templates/**/*.html"), *root.rglob("templates/**/*.txt")]
    ):
        place = file.relative_to(root).as_posix()
        if "/migrations/" in place or "/tests/" in place:
            continue
        source = file.read_text(encoding="utf-8")
        texts = texts_in_python(source) if file.suffix == ".py" else texts_in_template(source, place)
        for text in texts:
            known = found.setdefault(text.key, text)
            known.places.add(place)
            if text.plural and known.plural and text.plural != known.plural:
                raise SystemExit(f"{place}: {text.id!r} has two plurals in the program.")
            known.plural = known.plural or text.plural
    return found


def read_catalogue(file: Path = ENGLISH) -> Catalog:
    """The catalogue as it is kept; empty when there is none yet."""
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as stream:
        return read_po(stream, locale="en")


def merge(texts: dict[tuple[str, str], Text], old: Catalog) -> Catalog:
    """A catalogue of exactly these texts, with the translations that are known for exactly them."""
    merged = Catalog(locale="en")
    for key in sorted(texts):
        text = texts[key]
        identity = (text.id, text.plural) if text.plural else text.id
        known = old.get(identity, text.context)
        translation = known.string if known is not None else ""
        if text.plural and not isinstance(translation, tuple):
            translation = ("", "")
        merged.add(
            identity,
            translation,
            locations=[(place, 0) for place in sorted(text.places)],
            flags={"python-format"} & (known.flags if known is not None else set()),
            context=text.context,
        )
    return merged


def as_text(catalogue: Catalog) -> str:
    """The catalogue as its file has it: sorted, with places but without their lines, without dates."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + stream.getvalue().decode().strip() + "\n"


def untranslated(catalogue: Catalog) -> list[Message]:
    """The messages without a complete translation."""
    return [
        message
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--compile", action="store_true", help="make the binary catalogues too")
    options = parser.parse_args()
    old = read_catalogue()
    merged = merge(collect(), old)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(as_text(merged), encoding="utf-8")
    before = {(message.id, message.context) for message in old if message.id}
    after = {(message.id, message.context) for message in merged if message.id}
    missing = untranslated(merged)
    print(
        f"{len(after)} texts; {len(after - before)} new, {len(before - after)} removed, {len(missing)} missing."
    )
    for message in missing:
        print(f"  {message.id!r}  ({', '.join(place for place, _line in message.locations)})")
    if options.compile:
        compile_messages()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
