"""Make the tabular figures of the pages: the ten digits of Be Vietnam Pro, all of one width.

The typeface has proportional digits alone, so columns of numbers would not align. This writes a font of ten
glyphs per weight into ``src/binhyen/web/static/web/figures/``; the stylesheet lays it over the digits of
tables and inputs. The result is kept in the repository, so run this only when the typeface changes:

    python tools/tabular_figures.py        (needs fontTools and the package fontpkg-be-vietnam-pro)

The typeface is under the SIL Open Font License 1.1 without reserved names; the digits are so too.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ADVANCE = 690  # of 1000 units an em: the same in every weight, so that a bold row aligns with the others
WEIGHTS = ("Regular", "Medium", "SemiBold")
FAMILY = "Binh Yen Figures"
TARGET = Path(__file__).resolve().parent.parent / "src/binhyen/web/static/web/figures"


def make(source: Path, target: Path, weight: str) -> None:
    """Write the digits of the font ``source``, each centred in ``ADVANCE`` units, to ``target``."""
    font = TTFont(source)
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=range(ord("0"), ord("9") + 1))
    subsetter.subset(font)
    for name in [font.getBestCmap()[code] for code in range(ord("0"), ord("9") + 1)]:
        glyph = font["glyf"][name]
        width = glyph.xMax - glyph.xMin
        shift = (ADVANCE - width) // 2 - glyph.xMin
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, glyph.xMin)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = FAMILY.replace(" ", "") if record.nameID == 6 else f"{FAMILY} {weight}"
    font.flavor = None
    font.save(target)


def main() -> None:
    import fontpkg_be_vietnam_pro

    package = Path(fontpkg_be_vietnam_pro.__file__).parent
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        make(
            package / "files" / f"BeVietnamPro-{weight}.ttf", TARGET / f"figures-{weight.lower()}.ttf", weight
        )
    shutil.copy(package / "LICENSE", TARGET / "LICENSE.txt")
    print(f"{len(WEIGHTS)} fonts in {TARGET}", file=sys.stderr)


if __name__ == "__main__":
    main()
