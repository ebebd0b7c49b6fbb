from django.urls import path

from binhyen.web.figures import published

_PUBLISHED = "so-lieu/<int:pk>/cong-bo/"

urlpatterns = [
    path(_PUBLISHED, published.public_figures, name="public_figures"),
    path(_PUBLISHED + "moi/", published.public_figure_new, name="public_figure_new"),
    path(
        _PUBLISHED + "<int:figure_id>/rut/", published.public_figure_withdraw, name="public_figure_withdraw"
    ),
    path(
        _PUBLISHED + "<int:figure_id>/hoan-tac/",
        published.public_figure_restore,
        name="public_figure_restore",
    ),
]
