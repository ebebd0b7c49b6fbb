"""What each field of the units' tables holds: facts that the State publishes, and keys that follow from them."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "OrgUnit": {
        "id": Holds.TECHNICAL,
        "level": Holds.PUBLIC_FACT,
        "path": Holds.TECHNICAL,
        "valid_from": Holds.PUBLIC_FACT,
        "valid_until": Holds.PUBLIC_FACT,
    },
    "OrgUnitVersion": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit": Holds.PUBLIC_FACT,
        "parent": Holds.PUBLIC_FACT,
        "level": Holds.PUBLIC_FACT,
        "kind": Holds.PUBLIC_FACT,
        "code": Holds.PUBLIC_FACT,
        "name": Holds.PUBLIC_FACT,
        "short_name": Holds.PUBLIC_FACT,
        "search_key": Holds.TECHNICAL,
        "short_key": Holds.TECHNICAL,
        "sort_key": Holds.TECHNICAL,
        "longitude": Holds.PUBLIC_FACT,
        "latitude": Holds.PUBLIC_FACT,
        "legal_basis": Holds.PUBLIC_FACT,
        "valid_from": Holds.PUBLIC_FACT,
        "valid_until": Holds.PUBLIC_FACT,
    },
}
