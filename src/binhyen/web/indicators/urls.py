from django.urls import path

from binhyen.web.indicators import views

_CATALOGUE = "quan-tri/danh-muc/"

urlpatterns = [
    path(_CATALOGUE, views.catalogue, name="catalogue"),
    path(_CATALOGUE + "ban-hanh/", views.catalogue_publish, name="catalogue_publish"),
    path(_CATALOGUE + "<slug:code>/", views.catalogue_form, name="catalogue_form"),
]
