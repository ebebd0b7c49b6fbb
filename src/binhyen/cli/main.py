"""The program's door: words from a pipe are read at once, everything else goes through the commands."""

from __future__ import annotations

import sys

PIPED = frozenset({"--text-stdin", "--json"})


def main() -> None:
    """Run what the command line asks for. Programs that read many texts one by one wait for nothing but the reader."""
    if sys.argv[1:2] == ["read"] and frozenset(sys.argv[2:]) == PIPED:
        from binhyen.cli.piped import read_piped

        read_piped()
    else:
        from binhyen.cli.program import run

        run()


if __name__ == "__main__":
    main()
