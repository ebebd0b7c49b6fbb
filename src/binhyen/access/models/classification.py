"""What each field of the accounts' tables holds: an official at work, never the person at home."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "Account": {
        "id": Holds.TECHNICAL,
        "password": Holds.SECRET,
        "last_login": Holds.CONDUCT,
        "username": Holds.OFFICIAL,
        "full_name": Holds.OFFICIAL,
        "post": Holds.OFFICIAL,
        "email": Holds.OFFICIAL,
        "language": Holds.TECHNICAL,
        "is_active": Holds.OFFICIAL,
        "created_at": Holds.CONDUCT,
        "created_by": Holds.OFFICIAL,
        "search_key": Holds.OFFICIAL,
        "sort_key": Holds.OFFICIAL,
        "session_mark": Holds.TECHNICAL,
    },
    "OneTimeCode": {
        "id": Holds.TECHNICAL,
        "account": Holds.OFFICIAL,
        "code_hash": Holds.SECRET,
        "issued_at": Holds.CONDUCT,
        "expires_at": Holds.TECHNICAL,
        "used_at": Holds.CONDUCT,
        "wrong_tries": Holds.TECHNICAL,
    },
    "Appointment": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "account": Holds.OFFICIAL,
        "unit": Holds.OFFICIAL,
        "role": Holds.OFFICIAL,
        "valid_from": Holds.OFFICIAL,
        "valid_until": Holds.OFFICIAL,
        "decided_by": Holds.SHORT_TEXT,
    },
    "SupportAccess": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "account": Holds.CONDUCT,
        "unit": Holds.CONDUCT,
        "reason": Holds.SHORT_TEXT,
        "opened_at": Holds.CONDUCT,
        "expires_at": Holds.CONDUCT,
        "closed_at": Holds.CONDUCT,
    },
}
