"""The program's door: words from a pipe are read at once, everything else goes through the commands."""

from __future__ import annotations

import os
import sys

PIPED = frozenset({"--text-stdin", "--json"})


def main() -> None:
    """Run what the command line asks for. Whoever reads our words may stop when it has enough ("| head")."""
    try:
        _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Else the end of Python writes to the closed pipe once more, and complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _run() -> None:
    """Programs that read many texts one by one wait for nothing but the reader."""
    if sys.argv[1:2] == ["read"] and frozenset(sys.argv[2:]) == PIPED:
        from binhyen.cli.piped import read_piped

        read_piped()
    else:
        from binhyen.cli.program import run

        run()


if __name__ == "__main__":
    main()
