from allauth.account import views
from django.urls import path

from binhyen.web.frame.pages import open_to_strangers

urlpatterns = [path("dang-nhap/", open_to_strangers(views.login), name="account_login")]
