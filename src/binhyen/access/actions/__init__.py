"""The acts of the room: accounts, appointments, codes, support access, signing in, searching the trail."""

from binhyen.access.actions.accounts import (
    NewAccount,
    create_account,
    disable_account,
    enable_account,
    set_language,
)
from binhyen.access.actions.appointments import appoint, end_appointment
from binhyen.access.actions.codes import activate, renew_second_factor, try_code
from binhyen.access.actions.importing import ImportedAccount, import_accounts
from binhyen.access.actions.sessions import end_other_sessions
from binhyen.access.actions.signing_in import (
    record_failed_sign_in,
    record_password_change,
    record_recovery_codes,
    record_second_factor,
    record_second_factor_removed,
    record_sign_in,
    record_sign_out,
)
from binhyen.access.actions.support import close_support_access, open_support_access
from binhyen.access.actions.trail import Purpose, search_trail

__all__ = [
    "ImportedAccount",
    "NewAccount",
    "Purpose",
    "activate",
    "appoint",
    "close_support_access",
    "create_account",
    "disable_account",
    "enable_account",
    "end_appointment",
    "end_other_sessions",
    "import_accounts",
    "open_support_access",
    "record_failed_sign_in",
    "record_password_change",
    "record_recovery_codes",
    "record_second_factor",
    "record_second_factor_removed",
    "record_sign_in",
    "record_sign_out",
    "renew_second_factor",
    "search_trail",
    "set_language",
    "try_code",
]
