"""What each field of the worklist's tables holds."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "Notice": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "account": Holds.OFFICIAL,
        "unit": Holds.TECHNICAL,
        "obligation": Holds.TECHNICAL,
        "what": Holds.TECHNICAL,
        "at": Holds.TECHNICAL,
        "read_at": Holds.CONDUCT,
        "mailed_at": Holds.TECHNICAL,
    },
    "MailChoice": {
        "account": Holds.OFFICIAL,
        "wanted": Holds.OFFICIAL,
    },
}
