"""The colours of the stylesheet: every pair that the pages put together can be told apart, in both schemes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from binhyen.machinery.formats.charts.theme import COLOURS

STYLESHEET = Path(__file__).parent.parent / "static" / "web" / "binhyen.css"
LIGHT, DARK_BY_MACHINE, DARK_BY_CHOICE = (
    ":root {",
    ':root:not([data-scheme="light"]) {',
    ':root[data-scheme="dark"] {',
)
TEXT = 4.5
SHAPE = 3.0

TEXTS = [
    (letters, ground)
    for letters in ("ink", "ink-soft", "bamboo", "gold-text", "rust", "amber", "sky")
    for ground in ("paper", "surface")
] + [("ink", "bamboo-soft"), ("bamboo", "bamboo-soft"), ("ink-soft", "bamboo-soft"), ("on-bamboo", "bamboo")]
SHAPES = [
    (shape, ground)
    for shape in ("line-strong", "bamboo", "gold", "rust", "amber", "sky")
    for ground in ("paper", "surface")
] + [("bamboo", "bamboo-soft")]


def tokens(selector: str) -> dict[str, str]:
    """The colours that the block of ``selector`` sets: name → #RRGGBB."""
    text = STYLESHEET.read_text(encoding="utf-8")
    block = text[text.index(selector) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-Fa-f]{6});", block[: block.index("}")]))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 (black) to 1 (white)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("selector", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("letters", "ground"), TEXTS)
def test_words_can_be_read_on_their_ground(selector: str, letters: str, ground: str) -> None:
    colours = tokens(selector)
    assert contrast(colours[letters], colours[ground]) >= TEXT


@pytest.mark.parametrize("selector", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_stand_out_from_their_ground(selector: str, shape: str, ground: str) -> None:
    colours = tokens(selector)
    assert contrast(colours[shape], colours[ground]) >= SHAPE


def test_the_dark_scheme_is_one_whether_the_machine_or_the_person_chose_it() -> None:
    assert tokens(DARK_BY_MACHINE) == tokens(DARK_BY_CHOICE)
    assert tokens(DARK_BY_CHOICE).keys() == tokens(LIGHT).keys()


def test_components_name_tokens_and_no_colours_of_their_own() -> None:
    text = STYLESHEET.read_text(encoding="utf-8")
    components = text[text.index("/* ---- Page ---- */") :]
    # The ground of a QR code is white in both schemes: cameras read nothing else.
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", components.replace("background: #FFFFFF; }", "")) == []


def test_drawings_have_the_colours_of_the_light_scheme_each_of_its_own() -> None:
    light = tokens(LIGHT)
    assert {name: light.get(name) for name in COLOURS} == COLOURS
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_every_token_that_is_used_is_set() -> None:
    text = STYLESHEET.read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([a-z-]+)\)", text)) <= set(re.findall(r"--([a-z-]+):", text))
