"""Frozen versions of things that change: what was in force then can be read again now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrozenVersion(models.Model):
    """One version of one published thing. ``kind`` and ``key`` say which, ``number`` counts from 1."""

    kind = models.CharField(_("Loại"), max_length=40)
    key = models.CharField(_("Khoá"), max_length=120)
    number = models.PositiveIntegerField(_("Phiên bản"))
    content = models.JSONField(_("Nội dung"))
    content_hash = models.CharField(_("Mã băm"), max_length=64)
    frozen_at = models.DateTimeField(_("Lúc chốt"))
    account_id = models.BigIntegerField(_("Tài khoản"), null=True)

    class Meta:
        verbose_name = _("phiên bản đã chốt")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} v{self.number}"
