from django.urls import path

from binhyen.web.frame import views

urlpatterns = [
    path("", views.home, name="home"),
    path("suc-khoe/", views.health, name="health"),
]
