"""Under which name does an official sign in, when nobody has chosen one?"""

from __future__ import annotations

import re
from collections.abc import Container

from binhyen.foundations.vietnamese import fold

LONGEST = 60
SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
"""What sign-in names look like: small ASCII letters, digits, dot, hyphen, underscore."""


def derive_username(full_name: str, unit_code: str, taken: Container[str] = ()) -> str:
    """The given name, the initials of the rest, and the unit's code: *Nguyễn Thị Hoa*, 05116 → ``hoant.05116``.

    A name that is ``taken`` gets the next number: ``hoant2.05116``.
    """
    syllables = ["".join(sign for sign in word if sign.isalnum()) for word in fold(full_name).split()]
    syllables = [word for word in syllables if word.isascii() and word] or ["taikhoan"]
    stem = syllables[-1] + "".join(word[0] for word in syllables[:-1])
    place = f".{unit_code.lower()}" if unit_code else ""
    number = 1
    while True:
        mark = str(number) if number > 1 else ""
        name = stem[: LONGEST - len(place) - len(mark)] + mark + place
        if name not in taken and len(name) >= 3:
            return name
        number += 1
