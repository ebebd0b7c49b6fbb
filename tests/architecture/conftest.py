"""What visiting pages needs: a folder of static files, quick hashes, the people of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests.cast import Cast, cast


@pytest.fixture
def people(db: None, settings: Any) -> Cast:
    """The cast, with nothing left in the cache by another test."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()
    return cast()


@pytest.fixture
def static_files(settings: Any) -> None:
    """An empty folder for them: the tests of pages look at answers, not at pictures."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
