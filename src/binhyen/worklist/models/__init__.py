"""Tables of the worklist: notices, and whether an account wants them by mail."""

from binhyen.worklist.models.notices import MailChoice, Notice, What

__all__ = ["MailChoice", "Notice", "What"]
