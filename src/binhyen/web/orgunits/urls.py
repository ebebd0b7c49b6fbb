from django.urls import include, path

from binhyen.web.orgunits import history, maps, reorganising, tree, views

urlpatterns = [
    path("don-vi/", views.unit_list, name="unit_list"),
    path("don-vi/danh-sach.csv", views.unit_list_csv, name="unit_list_csv"),
    path("don-vi/danh-sach.xlsx", views.unit_list_excel, name="unit_list_excel"),
    path("don-vi/tim/", views.unit_switch_search, name="unit_switch_search"),
    path("don-vi/cay/", tree.unit_tree, name="unit_tree"),
    path("don-vi/ban-do/", maps.unit_maps, name="unit_maps"),
    path("don-vi/lich-su/", history.map_history, name="map_history"),
    path("don-vi/lich-su/<int:pk>/", history.map_change, name="map_change"),
    path("don-vi/lich-su/<int:pk>/bang/", history.map_crosswalk, name="map_crosswalk"),
    path("don-vi/lich-su/<int:pk>/bang.csv", history.map_crosswalk_csv, name="map_crosswalk_csv"),
    path("don-vi/lich-su/<int:pk>/bang.xlsx", history.map_crosswalk_excel, name="map_crosswalk_excel"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
    path("don-vi/<int:pk>/vao/", views.enter_unit, name="enter_unit"),
    path("don-vi/sap-xep/", reorganising.reorganisations, name="reorganisations"),
    path("don-vi/sap-xep/moi/", reorganising.reorganisation_new, name="reorganisation_new"),
    path("don-vi/sap-xep/tim/", reorganising.reorganisation_units, name="reorganisation_units"),
    path("don-vi/sap-xep/tep/", reorganising.reorganisations_take, name="reorganisations_take"),
    path("don-vi/sap-xep/tep/mau.xlsx", reorganising.reorganisation_template, name="reorganisation_template"),
    path("don-vi/sap-xep/tep/thuc-hien/", reorganising.reorganisations_enact, name="reorganisations_enact"),
    path("don-vi/sap-xep/<int:pk>/", reorganising.reorganisation, name="reorganisation"),
    path("don-vi/sap-xep/<int:pk>/sua/", reorganising.reorganisation_change, name="reorganisation_change"),
    path("don-vi/sap-xep/<int:pk>/bo/", reorganising.reorganisation_discard, name="reorganisation_discard"),
    path(
        "don-vi/sap-xep/<int:pk>/thuc-hien/", reorganising.reorganisation_enact, name="reorganisation_enact"
    ),
    path("don-vi/sap-xep/<int:pk>/hoan-tac/", reorganising.reorganisation_undo, name="reorganisation_undo"),
    path("don-vi/", include("binhyen.web.orgunits.surroundings_urls")),
]
