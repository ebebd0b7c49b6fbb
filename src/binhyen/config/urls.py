"""Which address leads to which face."""

from django.urls import include, path

urlpatterns = [path("", include("binhyen.web.urls"))]

handler404 = "binhyen.web.frame.views.not_found"
handler500 = "binhyen.web.frame.views.server_error"
