from django.urls import path

from binhyen.web.figures import origins, table, views

_FIGURES = "so-lieu/"

urlpatterns = [
    path(_FIGURES, views.figures_home, name="figures_home"),
    path(_FIGURES + "<int:pk>/", views.figures, name="figures"),
    path(_FIGURES + "<int:pk>/so-lieu.csv", views.figures_csv, name="figures_csv"),
    path(_FIGURES + "<int:pk>/so-lieu.xlsx", views.figures_excel, name="figures_excel"),
    path(_FIGURES + "<int:pk>/bang.json", table.figures_table, name="figures_table"),
    path(_FIGURES + "<int:pk>/<path:line>/dia-ban/", origins.figure_origins, name="figure_origins"),
    path(_FIGURES + "<int:pk>/<path:line>/", views.figure_trace, name="figure_trace"),
]
