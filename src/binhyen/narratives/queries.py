"""Questions to this room that files answer: by which words does the reader go?"""

from binhyen.narratives.sources import read_vocabulary

__all__ = ["read_vocabulary"]
