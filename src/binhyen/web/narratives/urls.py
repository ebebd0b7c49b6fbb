from django.urls import path

from binhyen.web.narratives import bringing, confirming, views

_ALL = "doc-bao-cao/"
_ONE = _ALL + "<int:pk>/"

urlpatterns = [
    path(_ALL, views.narratives, name="narratives"),
    path(_ALL + "dua-vao/", bringing.narrative_new, name="narrative_new"),
    path(_ALL + "da-giu/", views.narrative_kept, name="narrative_kept"),
    path(_ONE, views.narrative, name="narrative"),
    path(_ONE + "tien-do/", views.narrative_progress, name="narrative_progress"),
    path(_ONE + "xet/", confirming.narrative_judge, name="narrative_judge"),
    path(_ONE + "them/", confirming.narrative_add, name="narrative_add"),
    path(_ONE + "nhan-so-chac/", confirming.narrative_accept_sure, name="narrative_accept_sure"),
    path(_ONE + "bao-cao-nhan/", confirming.narrative_report, name="narrative_report"),
    path(_ONE + "ghi/", confirming.narrative_record, name="narrative_record"),
    path(_ONE + "xong/", confirming.narrative_finish, name="narrative_finish"),
    path(_ONE + "bo/", confirming.narrative_drop, name="narrative_drop"),
]
