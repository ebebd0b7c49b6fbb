"""The catalogue: what its files would change, publishing them, and each form as it is published."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.foundations.faults import BadInput
from binhyen.indicators.actions import load_catalogue
from binhyen.indicators.models import DataSetVersion
from binhyen.indicators.queries import catalogue_changes, indicators_on, layout_of, regimes_of, versions
from binhyen.indicators.values import deadline_in_words
from binhyen.orgunits.models import Kind, Level
from binhyen.reporting.queries import running_on_versions
from binhyen.web.access.views import administration
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import in_language, kind_label
from binhyen.web.indicators.shown import check_row, difference_rows, form_sections


@require_GET
@needs(Permission.PUBLISH_CATALOGUE)
def catalogue(request: SignedInRequest) -> HttpResponse:
    """What the files say otherwise than what is published, and every version there is."""
    return _shown(request)


def _shown(request: SignedInRequest, refused: BadInput | None = None) -> HttpResponse:
    changes, published, running = catalogue_changes(), versions(), running_on_versions()
    by_form: dict[str, int] = {}
    for version in published:
        by_form[version.data_set.code] = by_form.get(version.data_set.code, 0) + running.get(version.pk, 0)
    return render(
        request,
        "indicators/catalogue.html",
        {
            **administration(request),
            "refused": refused,
            "changes": changes,
            "difference": difference_rows(changes.difference, by_form) if changes.difference else None,
            "published": [_version_row(each, running.get(each.pk, 0)) for each in published],
            "last": max((each.published_at for each in published), default=None),
        },
        status=200 if refused is None else 422,
    )


def _version_row(version: DataSetVersion, running: int) -> dict[str, Any]:
    layout = layout_of(version)
    return {
        "code": version.data_set.code,
        "name": in_language(layout.name, layout.name_en),
        "version": version,
        "lines": len(layout.kept),
        "running": running,
    }


@require_POST
@needs(Permission.PUBLISH_CATALOGUE)
def catalogue_publish(request: SignedInRequest) -> HttpResponse:
    """Publish what the page has shown; not what the files have come to say since."""
    if catalogue_changes().mark != request.POST.get("mark"):
        return _shown(
            request,
            BadInput(
                _("Tệp danh mục vừa được sửa sau khi trang này mở, nên chưa ban hành gì."),
                _("Xem lại thay đổi dưới đây rồi ban hành."),
            ),
        )
    try:
        loaded = load_catalogue(by=request.actor)
    except BadInput as fault:
        return _shown(request, fault)
    say(request, str(loaded))
    return redirect("catalogue")


@require_GET
@needs(Permission.VIEW_UNIT)
def catalogue_form(request: SignedInRequest, code: str) -> HttpResponse:
    """One form as it is published: the version of today, or another one by ``?ban=2``."""
    own = [each for each in versions() if each.data_set.code == code]
    if not own:
        raise Http404
    asked = request.GET.get("ban", "")
    version = next((each for each in own if str(each.number) == asked), None) or _of_today(own)
    layout = layout_of(version)
    return render(
        request,
        "indicators/form.html",
        {
            "layout": layout,
            "name": in_language(layout.name, layout.name_en),
            "period_kind": kind_label(layout.period_kind),
            "version": version,
            "versions": own,
            "levels": [Level(each).label for each in layout.levels],
            "kinds": [Kind(each).label for each in layout.kinds],
            "sections": form_sections(layout, indicators_on(max(version.valid_from, today()))),
            "checks": [check_row(layout, each) for each in layout.checks],
            "regimes": [
                {
                    "regime": each,
                    "level": Level(each.level).label,
                    "deadline": deadline_in_words(each.deadline),
                }
                for each in regimes_of(code)
            ],
        },
    )


def _of_today(own: list[DataSetVersion]) -> DataSetVersion:
    """The version that a period beginning today would use; else the first that comes, else the last there was."""
    begun = [each for each in own if each.valid_from <= today()]
    return begun[-1] if begun else own[0]
