from django.urls import path

from binhyen.web.publications import editing, views

_DOCUMENTS = "van-ban/"
_ONE = _DOCUMENTS + "<int:pk>/"

urlpatterns = [
    path(_DOCUMENTS, views.editions, name="editions"),
    path(_DOCUMENTS + "lap/", editing.edition_start, name="edition_start"),
    path(_DOCUMENTS + "lay-lai/", editing.edition_restore, name="edition_restore"),
    path(_ONE, views.edition, name="edition"),
    path(_ONE + "cau/", editing.edition_sentence, name="edition_sentence"),
    path(_ONE + "so-sanh/", editing.edition_compare, name="edition_compare"),
    path(_ONE + "bo/", editing.edition_drop, name="edition_drop"),
    path(_ONE + "chot/", editing.edition_freeze, name="edition_freeze"),
    path(_ONE + "tep/<str:kind>/", views.edition_file, name="edition_file"),
    path(_ONE + "so/", views.edition_figure, name="edition_figure"),
    path(_ONE + "khac/<int:other>/", views.edition_difference, name="edition_difference"),
]
