from django.urls import path
from django.views.i18n import set_language

from binhyen.web.frame import views
from binhyen.web.frame.pages import open_to_strangers

urlpatterns = [
    path("suc-khoe/", views.health, name="health"),
    path("thu-vien/", views.gallery, name="gallery"),
    path("ngon-ngu/", open_to_strangers(set_language), name="set_language"),
]
