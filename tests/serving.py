"""Start the tests' PostgreSQL and leave it running: ``python -m tests.serving FOLDER PIDFILE``."""

import sys
from pathlib import Path

from binhyen.machinery.database import cluster
from binhyen.machinery.datafolder import DataFolder


def main(folder: str, pid_file: str) -> None:
    # The run's own process ends it by its number; it must not end with this one.
    cluster.end_with_parent = lambda: None  # type: ignore[assignment]
    server = cluster.start(DataFolder(Path(folder)), fast_and_unsafe=True)
    assert server.process is not None
    Path(pid_file).write_text(str(server.process.pid))


main(*sys.argv[1:])
