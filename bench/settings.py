"""The program's settings with the bench's own pages beside the program's. Only ``bench.house.serving`` uses them."""

from binhyen.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages"
