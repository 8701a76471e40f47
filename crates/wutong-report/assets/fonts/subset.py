#!/usr/bin/env python3
"""Makes the embedded fonts: the characters that reports need, out of the full Noto fonts.

    subset.py FOLDER

The folder holds NotoSansSC_400Regular.ttf, NotoSansSC_700Bold.ttf, NotoSans_400Regular.ttf, NotoSansMath_400Regular.ttf
and Unihan_OtherMappings.txt. The result is written beside this file. README.md says where they come from.
"""

import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LEVELS_1_AND_2 = range(1, 6501)
LEVEL_3 = range(6501, 8106)

RANGES = [
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x24F),  # Latin
    (0x300, 0x308),  # marks above letters, as in x̄
    (0x391, 0x3C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x2030, 0x203B),  # per mille, primes, reference mark
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x2103, 0x2103),
    (0x2116, 0x2122),
    (0x1D62, 0x1D6A),  # subscript letters
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2308, 0x230B),  # floor and ceiling
    (0x2460, 0x24FF),  # numbers in circles
    (0x2500, 0x257F),  # lines
    (0x25A0, 0x25FF),  # shapes
    (0x2605, 0x2606),
    (0x2713, 0x2717),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3105, 0x312F),  # phonetic letters
    (0x3200, 0x33FF),
    (0xFF00, 0xFFEF),  # wide forms
]


def gb2312():
    """All characters of GB 2312."""
    for row in range(0xA1, 0xF8):
        for column in range(0xA1, 0xFF):
            try:
                yield bytes([row, column]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def standard_characters(unihan, ranks):
    """General Standard Chinese Characters of these ranks."""
    for line in unihan.read_text(encoding="utf-8").splitlines():
        found = re.match(r"U\+([0-9A-F]+)\tkTGH\t\d+:(\d+)", line)
        if found and int(found[2]) in ranks:
            yield chr(int(found[1], 16))


def ranges():
    """Latin, Greek, signs and Chinese punctuation."""
    return {chr(code) for first, last in RANGES for code in range(first, last + 1)}


def write(source, target, characters):
    """One font with these characters; kerning and squeezed punctuation stay, vertical setting goes. Returns them."""
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = ["ccmp", "mark", "mkmk", "kern", "locl", "tnum", "palt", "halt", "chws", "sups", "subs"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    font = subset.load_font(source, options)
    maker = subset.Subsetter(options)
    maker.populate(text="".join(sorted(characters)))
    maker.subset(font)
    subset.save_font(font, target, options)
    kept = TTFont(target).getBestCmap()
    print(f"{target.name}: {len(kept)} characters, {target.stat().st_size} bytes")
    return {chr(code) for code in kept}


def main():
    full, here = Path(sys.argv[1]), Path(__file__).parent
    unihan = full / "Unihan_OtherMappings.txt"
    signs = ranges()
    chinese = signs | set(gb2312()) | set(standard_characters(unihan, LEVELS_1_AND_2))
    regular = write(full / "NotoSansSC_400Regular.ttf", here / "NotoSansSC-Regular.ttf", chinese)
    write(full / "NotoSansSC_700Bold.ttf", here / "NotoSansSC-Bold.ttf", chinese)
    # Characters of names of people and places, in one weight.
    names = set(standard_characters(unihan, LEVEL_3)) - regular
    write(full / "NotoSansSC_400Regular.ttf", here / "NotoSansSC-Names.ttf", names)
    # The Chinese font lacks some letters with marks, subscripts and brackets of formulas.
    letters = write(full / "NotoSans_400Regular.ttf", here / "NotoSans-Letters.ttf", signs - regular)
    write(full / "NotoSansMath_400Regular.ttf", here / "NotoSansMath-Signs.ttf", signs - regular - letters)


main()
