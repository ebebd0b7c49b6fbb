"""What each field of the tables of publications holds."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "Edition": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit": Holds.TECHNICAL,
        "kind": Holds.CONTENT,
        "calendar": Holds.CONTENT,
        "period": Holds.CONTENT,
        "compared": Holds.CONTENT,
        "territory": Holds.CONTENT,
        "number": Holds.CONTENT,
        "state": Holds.CONTENT,
        "text": Holds.SHORT_TEXT,
        "revision": Holds.TECHNICAL,
        "started_at": Holds.CONDUCT,
        "started_by": Holds.OFFICIAL,
        "changed_at": Holds.CONDUCT,
        "frozen_at": Holds.CONDUCT,
        "frozen_by": Holds.OFFICIAL,
        "sheet": Holds.CONTENT,
        "figures": Holds.CONTENT,
    },
    "EditionFile": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit": Holds.TECHNICAL,
        "edition": Holds.TECHNICAL,
        "kind": Holds.CONTENT,
        "name": Holds.CONTENT,
        "sha256": Holds.TECHNICAL,
        "content": Holds.CONTENT,
    },
}
