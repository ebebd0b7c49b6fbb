"""The acts of the room: accounts, appointments, codes, support access, signing in, searching the trail."""

from binhyen.access.actions.accounts import create_account, disable_account, enable_account, set_language
from binhyen.access.actions.appointments import appoint, end_appointment
from binhyen.access.actions.codes import activate, renew_second_factor, try_code
from binhyen.access.actions.importing import AccountRow, RowFault, RowsRefused, import_accounts
from binhyen.access.actions.sessions import end_other_sessions
from binhyen.access.actions.support import close_support_access, open_support_access
from binhyen.access.actions.trail import search_trail

__all__ = [
    "AccountRow",
    "RowFault",
    "RowsRefused",
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
    "renew_second_factor",
    "search_trail",
    "set_language",
    "try_code",
]
