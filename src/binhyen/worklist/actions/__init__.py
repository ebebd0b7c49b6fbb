"""What can be done with notices."""

from binhyen.worklist.actions.mailed import note_letters
from binhyen.worklist.actions.reading import choose_mail, mark_all_read, mark_read, unmark_read
from binhyen.worklist.actions.removing import remove_old_notices

__all__ = ["choose_mail", "mark_all_read", "mark_read", "note_letters", "remove_old_notices", "unmark_read"]
