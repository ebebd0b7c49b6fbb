"""Is every text of the program translated, and every translation still of use?"""

from __future__ import annotations

import ast
import gettext
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.template.base import Lexer, TokenType

from tests.architecture.codebase import PACKAGE, ROOT, idle, parsed, said, sources, without_reason
from tests.architecture.languages import VIETNAMESE, without_names
from tools.compile_messages import BadCatalogue, compile_messages, read_entries, to_binary
from tools.messages import (
    ENGLISH,
    KEYWORDS,
    Text,
    as_text,
    collect,
    merge,
    read_catalogue,
    texts_in_python,
    texts_in_template,
    untranslated,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")

# ---- the catalogue ----------------------------------------------------------------------------------------

REMEDY = "Run “make messages” and translate what it names."


def forms_of(text: Any) -> tuple[str, ...]:
    """Singular and plural of a message, or its one form."""
    return text if isinstance(text, tuple) else (text,)


def catalogue_faults(texts: dict[tuple[str, str], Text], catalogue: Catalog) -> list[str]:
    """Complaints about texts without translation, translations of nothing, and translations that cannot be right."""
    kept = {(m.id[0] if isinstance(m.id, tuple) else m.id, m.context or ""): m for m in catalogue if m.id}
    found = [f"{key[0]!r} is not in the catalogue. {REMEDY}" for key in sorted(set(texts) - set(kept))]
    found += [
        f"{key[0]!r} is in the catalogue and nowhere in the program."
        for key in sorted(set(kept) - set(texts))
    ]
    found += [f"{message.id!r} has no translation. {REMEDY}" for message in untranslated(catalogue)]
    found += [f"{message.id!r} is gone from the program." for message in catalogue.obsolete.values()]
    for message in kept.values():
        originals, forms = forms_of(message.id), forms_of(message.string)
        if message.fuzzy:
            found.append(f"{message.id!r} is a guess (fuzzy).")
        wanted = {tuple(sorted(PLACEHOLDER.findall(original))) for original in originals}
        for form in filter(None, forms):
            if tuple(sorted(PLACEHOLDER.findall(form))) not in wanted:
                found.append(f"{message.id!r}: the translation fills in other placeholders: {form!r}.")
            if VIETNAMESE.search(without_names(form)):
                found.append(f"{message.id!r}: Vietnamese in the translation: {form!r}.")
    return found


def test_every_text_is_translated_and_every_translation_used() -> None:
    texts = collect()
    assert len(texts) > 200
    complaints = catalogue_faults(texts, read_catalogue())
    assert not complaints, said(complaints)


def test_the_catalogue_is_written_as_the_tool_writes_it() -> None:
    written = as_text(merge(collect(), read_catalogue()))
    assert ENGLISH.read_text(encoding="utf-8") == written, REMEDY


def a_catalogue(*messages: tuple[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    catalogue = Catalog(locale="en")
    for original, translation in messages:
        catalogue.add(original, translation)
    return catalogue


@pytest.mark.parametrize(
    "catalogue",
    [
        a_catalogue(),
        a_catalogue(("Đơn vị", "")),
        a_catalogue(("Đơn vị", "Unit"), ("Cấp", "Level")),
        a_catalogue(("Đơn vị", "Đơn vị")),
        a_catalogue(("Đơn vị", "Unit %(name)s")),
    ],
    ids=["missing", "untranslated", "stale", "not translated", "other placeholders"],
)
def test_a_fault_of_the_catalogue_is_noticed(catalogue: Catalog) -> None:
    texts = {("Đơn vị", ""): Text("Đơn vị", None, None)}
    assert not catalogue_faults(texts, a_catalogue(("Đơn vị", "Unit")))
    assert len(catalogue_faults(texts, catalogue)) == 1


def test_a_guess_and_a_plural_that_lost_its_number_are_noticed() -> None:
    texts = {("%(n)s dòng", ""): Text("%(n)s dòng", "%(n)s dòng", None)}
    catalogue = a_catalogue((("%(n)s dòng", "%(n)s dòng"), ("one row", "%(n)s rows")))
    assert len(catalogue_faults(texts, catalogue)) == 1
    guess = a_catalogue(("Đơn vị", "Unit"))
    guess["Đơn vị"].flags.add("fuzzy")
    assert catalogue_faults({("Đơn vị", ""): Text("Đơn vị", None, None)}, guess)


# ---- collecting ---------------------------------------------------------------------------------------------


def test_texts_are_found_in_python_whatever_they_are_wrapped_in() -> None:
    found = texts_in_python(
        "from django.utils.translation import gettext_lazy as _\n"
        'a = _("một")\nb = _(\n    "hai "\n    "ba"\n)\n'
        'c = ngettext("%d dòng", "%d các dòng", n)\nd = pgettext("nút", "Bỏ")\ne = npgettext("c", "s", "p", n)\n'
        'f = other("không")\n'
    )
    assert [(text.id, text.plural, text.context) for text in found] == [
        ("một", None, None),
        ("hai ba", None, None),
        ("%d dòng", "%d các dòng", None),
        ("Bỏ", None, "nút"),
        ("s", "p", "c"),
    ]


def test_texts_are_found_in_templates_whatever_stands_around_them() -> None:
    found = texts_in_template(
        "<p>\n      {% translate 'một' %}\n  <b title=\"{% translate \"hai\" context 'nút' %}\">\n"
        "    {% blocktranslate count n=rows|length trimmed %}\n  {{ n }} dòng\n{% plural %}{{ n }} dòng cả thảy\n"
        "{% endblocktranslate %} {% if a %}{{ _('ba') }}{% endif %}{% include 'x' with t=_('bốn') %} it's 100%",
        "x.html",
    )
    assert [(text.id, text.plural, text.context) for text in found] == [
        ("một", None, None),
        ("hai", None, "nút"),
        ("%(n)s dòng", "%(n)s dòng cả thảy", None),
        ("ba", None, None),
        ("bốn", None, None),
    ]


def test_merging_keeps_exact_translations_and_guesses_nothing() -> None:
    old = a_catalogue(("Đơn vị", "Unit"), ("Đơn vị cũ", "Old unit"))
    merged = merge(
        {("Đơn vị", ""): Text("Đơn vị", None, None), ("Đơn vị.", ""): Text("Đơn vị.", None, None)}, old
    )
    assert {message.id: message.string for message in merged if message.id} == {
        "Đơn vị": "Unit",
        "Đơn vị.": "",
    }


# ---- nothing is left unmarked -------------------------------------------------------------------------------


def uncollectable(trees: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Complaints about texts that are put together before they are translated, so that nobody can collect them."""
    found = []
    for place, tree in trees:
        for node in ast.walk(tree):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Name)
                or node.func.id not in KEYWORDS
            ):
                continue
            count = 1 if KEYWORDS[node.func.id] == (1,) else 2
            for argument in node.args[:count]:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    found.append(f"{place}:{node.lineno}: {ast.unparse(argument)} is no literal text.")
    return found


def unmarked_in_template(name: str, source: str) -> list[str]:
    """Complaints about Vietnamese in a template that stands outside every tag of translation."""
    found = []
    skipped = False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if word in {"blocktranslate", "blocktrans", "comment"}:
                skipped = True
            elif word in {"endblocktranslate", "endblocktrans", "endcomment"}:
                skipped = False
            elif word in {"translate", "trans"} or "_(" in token.contents:
                continue
            elif VIETNAMESE.search(without_names(token.contents)):
                found.append(f"{name}:{token.lineno}: {token.contents!r} is not translated.")
        elif token.token_type == TokenType.TEXT and not skipped:
            bare = re.sub(r"<!--.*?-->", "", token.contents, flags=re.DOTALL)
            if VIETNAMESE.search(without_names(bare)):
                found.append(f"{name}:{token.lineno}: {' '.join(bare.split())[:60]!r} is not translated.")
    return found


def unmarked_in_python(trees: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Complaints about Vietnamese literals of the pages that are neither translated nor explain something."""
    found = []
    for place, tree in trees:
        marked: set[int] = set()
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in KEYWORDS
            ):
                marked |= {id(each) for each in ast.walk(node)}
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                marked.add(id(node.value))  # a docstring
        found += [
            f"{place}:{node.lineno}: {node.value[:60]!r} is not translated."
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in marked
            and VIETNAMESE.search(without_names(node.value))
        ]
    return found


UNTRANSLATED = {
    "src/binhyen/web/templates/frame/gallery.html": "invented names and figures, shown to whoever builds pages",
    "src/binhyen/web/templates/frame/display.html": "each language is named in itself",
    "src/binhyen/web/templates/frame/language_switch.html": "each language is named in itself",
    "src/binhyen/web/templates/publications/paper.html": "a document as it reads, which is Vietnamese",
    "src/binhyen/web/frame/samples.py": "invented names and figures of the gallery",
    "src/binhyen/web/frame/sample_map.py": "names of provinces in the gallery",
}
"""Files of the pages that show Vietnamese in English too: why."""


def unmarked() -> dict[str, list[str]]:
    """File → its complaints, for templates and for the modules of the pages."""
    found: dict[str, list[str]] = {}
    for file in sorted(PACKAGE.rglob("templates/**/*.html")):
        name = file.relative_to(ROOT).as_posix()
        found[name] = unmarked_in_template(name, file.read_text(encoding="utf-8"))
    for name, tree in parsed(file for file in sources() if file.is_relative_to(PACKAGE / "web")):
        found[name] = unmarked_in_python([(name, tree)])
    return found


def test_every_text_can_be_collected() -> None:
    complaints = uncollectable(parsed(sources()))
    assert not complaints, said(complaints)


def test_no_page_shows_vietnamese_past_the_translation() -> None:
    found = unmarked()
    complaints = [each for name, those in found.items() if name not in UNTRANSLATED for each in those]
    complaints += without_reason(UNTRANSLATED) + idle(UNTRANSLATED, [name for name in found if found[name]])
    assert len(found) > 50
    assert not complaints, said(complaints)


def test_a_text_that_is_not_translated_is_noticed() -> None:
    assert uncollectable([("x.py", ast.parse("_(f'đơn vị {x}')"))])
    assert uncollectable([("x.py", ast.parse("ngettext('một', name, n)"))])
    assert not uncollectable([("x.py", ast.parse("ngettext('một', 'hai', n)"))])
    assert unmarked_in_template("x.html", "<p>Đơn vị</p>")
    assert unmarked_in_template("x.html", '{% include "a" with label="Đơn vị" %}')
    assert not unmarked_in_template("x.html", "{% translate 'Đơn vị' %}<i>Bình Yên</i>{# Đơn vị #}")
    assert unmarked_in_python([("x.py", ast.parse("'''Về đơn vị.'''\nlabel = 'Đơn vị'"))])
    assert not unmarked_in_python([("x.py", ast.parse("'''Về đơn vị.'''\nlabel = _('Đơn vị')"))])


# ---- the binary catalogue -------------------------------------------------------------------------------------


def test_the_binary_catalogue_says_what_its_source_says() -> None:
    source = ENGLISH.read_text(encoding="utf-8")
    ours: Any = gettext.GNUTranslations(io.BytesIO(to_binary(read_entries(source))))
    stream = io.BytesIO()
    write_mo(stream, read_catalogue())
    theirs: Any = gettext.GNUTranslations(io.BytesIO(stream.getvalue()))
    checked = 0
    for message in read_catalogue():
        singular, *plural = forms_of(message.id)
        for number in (1, 2, 5) if plural else ():
            assert ours.ngettext(singular, *plural, number) == theirs.ngettext(singular, *plural, number)
        if singular and message.string and not plural:
            said = [
                each.pgettext(message.context, singular) if message.context else each.gettext(singular)
                for each in (ours, theirs)
            ]
            assert said == [message.string] * 2
            checked += 1
    assert checked > 200


def test_a_catalogue_is_compiled_once_and_again_when_its_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "xã"\nmsgstr "commune"\n'
    )
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("xã") == "commune"
    source.write_text(source.read_text().replace("commune", "village"))
    os.utime(source, (2_000_000_000, 2_000_000_000))
    assert compile_messages(tmp_path)
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("xã") == "village"


@pytest.mark.parametrize(
    "text", ['msgid "a"\nmsgstr "b"\nnonsense', 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', '"loose"']
)
def test_a_broken_catalogue_is_refused(text: str) -> None:
    with pytest.raises(BadCatalogue):
        read_entries(text)
