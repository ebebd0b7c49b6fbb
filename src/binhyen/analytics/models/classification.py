"""What each field of the tables of sums holds."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "Consolidation": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit": Holds.TECHNICAL,
        "superior": Holds.TECHNICAL,
        "data_set": Holds.TECHNICAL,
        "period": Holds.CONTENT,
        "first_day": Holds.CONTENT,
        "last_day": Holds.CONTENT,
        "expected": Holds.CONTENT,
        "accepted": Holds.CONTENT,
        "locked": Holds.CONTENT,
    },
    "ConsolidatedFigure": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit": Holds.TECHNICAL,
        "data_set": Holds.TECHNICAL,
        "period": Holds.CONTENT,
        "line": Holds.TECHNICAL,
        "adds": Holds.TECHNICAL,
        "value": Holds.CONTENT,
        "denominator": Holds.CONTENT,
        "counted": Holds.CONTENT,
        "not_applicable": Holds.CONTENT,
    },
}
