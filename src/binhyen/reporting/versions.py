"""Form versions beside obligations, each read once: their layouts are long and few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from binhyen.indicators.models import DataSetVersion
from binhyen.reporting.models import Obligation

Owed = TypeVar("Owed", bound=Obligation)


def with_versions(obligations: Iterable[Owed]) -> list[Owed]:
    """The obligations, each with its ``version`` and the version's form. One statement besides their own."""
    listed = list(obligations)
    keys = {obligation.version_id for obligation in listed}
    versions = {
        version.pk: version
        for version in DataSetVersion.objects.filter(pk__in=keys).select_related("data_set")
    }
    for obligation in listed:
        obligation.version = versions[obligation.version_id]
        obligation.data_set = obligation.version.data_set
    return listed
