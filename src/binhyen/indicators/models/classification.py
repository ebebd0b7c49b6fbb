"""What each field of the tables of indicators and forms holds."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "Indicator": {
        "id": Holds.TECHNICAL,
        "code": Holds.TECHNICAL,
        "version": Holds.TECHNICAL,
        "definition": Holds.CONTENT,
        "valid_from": Holds.PUBLIC_FACT,
        "valid_until": Holds.PUBLIC_FACT,
    },
    "IndicatorLine": {
        "id": Holds.TECHNICAL,
        "indicator": Holds.TECHNICAL,
        "code": Holds.TECHNICAL,
        "option": Holds.TECHNICAL,
    },
    "DataSet": {
        "id": Holds.TECHNICAL,
        "code": Holds.TECHNICAL,
        "calendar": Holds.TECHNICAL,
        "period_kind": Holds.TECHNICAL,
    },
    "DataSetVersion": {
        "id": Holds.TECHNICAL,
        "data_set": Holds.TECHNICAL,
        "number": Holds.TECHNICAL,
        "content": Holds.CONTENT,
        "layout_hash": Holds.TECHNICAL,
        "lines": Holds.TECHNICAL,
        "adds": Holds.TECHNICAL,
        "rates": Holds.TECHNICAL,
        "valid_from": Holds.PUBLIC_FACT,
        "valid_until": Holds.PUBLIC_FACT,
        "published_at": Holds.CONTENT,
    },
    "Regime": {
        "id": Holds.TECHNICAL,
        "data_set": Holds.TECHNICAL,
        "level": Holds.TECHNICAL,
        "province_code": Holds.TECHNICAL,
        "deadline": Holds.CONTENT,
        "basis": Holds.CONTENT,
        "local_rule": Holds.CONTENT,
        "valid_from": Holds.CONTENT,
        "valid_until": Holds.CONTENT,
    },
}
