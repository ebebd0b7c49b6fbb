"""Every address of the pages. Each view says who may open it (``frame/pages.py``)."""

from django.urls import include, path

urlpatterns = [
    path("", include("binhyen.web.frame.urls")),
    path("", include("binhyen.web.signin.urls")),
    path("", include("binhyen.web.worklist.urls")),
    path("", include("binhyen.web.orgunits.urls")),
    path("", include("binhyen.web.access.urls")),
    path("", include("binhyen.web.reporting.urls")),
    path("", include("binhyen.web.reporting.request_urls")),
    path("", include("binhyen.web.overview.urls")),
    path("", include("binhyen.web.figures.published_urls")),
    path("", include("binhyen.web.figures.urls")),
    path("", include("binhyen.web.indicators.urls")),
    path("", include("binhyen.web.publications.urls")),
    path("", include("binhyen.web.narratives.urls")),
]
