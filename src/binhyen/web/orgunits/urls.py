from django.urls import path

from binhyen.web.orgunits import tree, views

urlpatterns = [
    path("don-vi/", views.unit_list, name="unit_list"),
    path("don-vi/danh-sach.csv", views.unit_list_csv, name="unit_list_csv"),
    path("don-vi/danh-sach.xlsx", views.unit_list_excel, name="unit_list_excel"),
    path("don-vi/tim/", views.unit_switch_search, name="unit_switch_search"),
    path("don-vi/cay/", tree.unit_tree, name="unit_tree"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
    path("don-vi/<int:pk>/vao/", views.enter_unit, name="enter_unit"),
]
