"""Tables of accounts, appointments, one-time codes and support access."""

from binhyen.access.models.accounts import Account, OneTimeCode
from binhyen.access.models.appointments import Appointment, Role, SupportAccess

__all__ = ["Account", "Appointment", "OneTimeCode", "Role", "SupportAccess"]
