"""Addresses of what surrounds units: their parts from workbooks, bodies, committees, groups."""

from django.urls import path

from binhyen.web.orgunits import bodies, committees, groups, populating

urlpatterns = [
    path("nhom/", groups.groups, name="unit_groups"),
    path("nhom/<int:group_id>/", groups.group, name="group"),
    path("nhom/<int:group_id>/them/", groups.group_put, name="group_put"),
    path("nhom/<int:group_id>/dua-ra/", groups.group_take_out, name="group_take_out"),
    path("<int:pk>/nhom/moi/", groups.group_found, name="group_found"),
    path("<int:pk>/bo-sung/", populating.unit_populate, name="unit_populate"),
    path("<int:pk>/bo-sung/mau.xlsx", populating.unit_populate_workbook, name="unit_populate_workbook"),
    path("<int:pk>/bo-sung/mau.zip", populating.unit_populate_workbooks, name="unit_populate_workbooks"),
    path("<int:pk>/co-quan/moi/", bodies.body_found, name="body_found"),
    path("<int:pk>/doi-ten/", bodies.body_rename, name="body_rename"),
    path("<int:pk>/ket-thuc/", bodies.body_close, name="body_close"),
    path("<int:pk>/ban-chi-dao/", committees.committees, name="committees"),
    path("<int:pk>/ban-chi-dao/moi/", committees.committee_found, name="committee_found"),
    path(
        "<int:pk>/ban-chi-dao/<int:committee_id>/kien-toan/",
        committees.committee_reform,
        name="committee_reform",
    ),
    path(
        "<int:pk>/ban-chi-dao/<int:committee_id>/sua/", committees.committee_correct, name="committee_correct"
    ),
    path(
        "<int:pk>/ban-chi-dao/<int:committee_id>/ket-thuc/",
        committees.committee_close,
        name="committee_close",
    ),
]
