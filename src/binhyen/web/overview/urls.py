from django.urls import path

from binhyen.web.overview import below, decisions, files, home, projector, views, why

_OVERVIEW = "tong-quan/<int:pk>/"

urlpatterns = [
    path("", home.home, name="home"),
    path(_OVERVIEW, views.overview, name="overview"),
    path(_OVERVIEW + "don-vi/", below.overview_below, name="overview_below"),
    path(_OVERVIEW + "bien-dong/", below.overview_movers, name="overview_movers"),
    path(_OVERVIEW + "dien-bien/", files.overview_chart, name="overview_chart"),
    path(_OVERVIEW + "ban-do/", files.overview_map, name="overview_map"),
    path(_OVERVIEW + "trinh-chieu/", projector.overview_projector, name="overview_projector"),
    path(_OVERVIEW + "can-quyet-dinh/", decisions.decisions, name="decisions"),
    path("so-lieu/<int:pk>/<path:line>/vi-sao/", why.figure_why, name="figure_why"),
]
