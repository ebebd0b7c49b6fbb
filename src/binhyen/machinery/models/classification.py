"""What each field of the machinery's tables holds."""

from binhyen.machinery.classification import Fields, Holds

FIELDS: Fields = {
    "AuditEntry": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "at": Holds.CONDUCT,
        "act": Holds.CONDUCT,
        "account_id": Holds.CONDUCT,
        "actor_name": Holds.OFFICIAL,
        "actor_role": Holds.OFFICIAL,
        "unit_id": Holds.CONDUCT,
        "branch": Holds.TECHNICAL,
        "subject": Holds.CONDUCT,
        "detail": Holds.CONDUCT,
        "seal": Holds.TECHNICAL,
    },
    "AuditSeal": {
        "id": Holds.TECHNICAL,
        "branch": Holds.TECHNICAL,
        "number": Holds.TECHNICAL,
        "entries": Holds.TECHNICAL,
        "batch_hash": Holds.TECHNICAL,
        "previous_hash": Holds.TECHNICAL,
        "seal_hash": Holds.TECHNICAL,
        "sealed_at": Holds.TECHNICAL,
    },
    "FrozenVersion": {
        "id": Holds.TECHNICAL,
        "kind": Holds.TECHNICAL,
        "key": Holds.TECHNICAL,
        "number": Holds.TECHNICAL,
        "content": Holds.CONTENT,
        "content_hash": Holds.TECHNICAL,
        "frozen_at": Holds.CONDUCT,
        "account_id": Holds.OFFICIAL,
    },
    "ReceivedFile": {
        "id": Holds.TECHNICAL,
        "unit_path": Holds.TECHNICAL,
        "unit_id": Holds.TECHNICAL,
        "name": Holds.SHORT_TEXT,
        "sha256": Holds.TECHNICAL,
        "size": Holds.TECHNICAL,
        "content": Holds.CONTENT,
        "received_at": Holds.CONDUCT,
        "account_id": Holds.OFFICIAL,
        "fate": Holds.TECHNICAL,
        "reason_code": Holds.TECHNICAL,
        "kept_until": Holds.TECHNICAL,
    },
}
