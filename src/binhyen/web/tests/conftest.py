"""What every test of the pages needs: a folder of static files, quick hashes, no limits left from another test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _pages_at_hand(settings: Any, request: pytest.FixtureRequest) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
