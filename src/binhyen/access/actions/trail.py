"""Searching the trail leaves a line in it: who looked, for which purpose, at what."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.access.permissions import may_search_trail
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import tidy
from binhyen.machinery.action import Done, act

__all__ = ["Purpose", "search_trail"]


class Purpose(models.TextChoices):
    """Why the trail may be searched. Following how somebody works is none of them."""

    SECURITY = "security", _("kiểm tra sự cố an toàn thông tin")
    CORRECTION = "correction", _("làm rõ một sai sót số liệu hoặc phân công")
    INSPECTION = "inspection", _("thanh tra, kiểm toán theo kế hoạch")
    REQUEST = "request", _("trả lời yêu cầu của chủ thể dữ liệu hoặc cơ quan có thẩm quyền")


@act("access.search-trail", _("Tra cứu nhật ký"), permission=may_search_trail)
def search_trail(
    *, by: Actor, purpose: str, note: str = "", filters: Mapping[str, str] | None = None
) -> Done[None]:
    """Note a search before its result is shown. ``note`` is short and names nobody, such as a document's number."""
    return Done(
        None,
        unit_id=by.mandates[0].unit_id if by.mandates else None,
        detail={
            "purpose": str(Purpose(purpose)),
            "note": tidy(note)[:100],
            "filters": dict(filters or {}),
        },
    )
