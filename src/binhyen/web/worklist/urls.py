from django.urls import path

from binhyen.web.worklist import notices, views

_WORK = "viec-cua-toi/"
_NOTICES = _WORK + "thong-bao/"

urlpatterns = [
    path(_WORK, views.worklist, name="worklist"),
    path(_NOTICES, notices.notices, name="notices"),
    path(_NOTICES + "da-doc/", notices.notices_read, name="notices_read"),
    path(_NOTICES + "chua-doc/", notices.notices_unread, name="notices_unread"),
    path(_NOTICES + "thu/", notices.notices_mail, name="notices_mail"),
    path(_NOTICES + "mo/", notices.notice_open, name="notice_open"),
]
