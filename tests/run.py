"""One run of the tests: its own temporary data folder, named before Django reads its settings.

Loaded as a plugin (``-p tests.run``), since pytest-django reads settings before any conftest.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
os.environ.setdefault("BINHYEN_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")

OWNS_THE_RUN = "BINHYEN_TEST_RUN" not in os.environ
"""False in the workers that a run has started."""

if OWNS_THE_RUN:
    os.environ["BINHYEN_TEST_RUN"] = tempfile.mkdtemp(prefix="binhyen-test-")
    Path(os.environ["BINHYEN_TEST_RUN"]).chmod(0o755)

RUN = Path(os.environ["BINHYEN_TEST_RUN"])

os.environ["BINHYEN_DATA"] = str(RUN / "data")
