"""Addresses of signing in. The names are those by which the sign-in library finds its pages; what it also
knows and is not listed here (signing up, addresses of mail, resetting by mail) does not exist."""

from django.urls import path

from binhyen.web.frame.pages import about_oneself, on_the_way_in, open_to_strangers
from binhyen.web.signin import views

_FACTOR = "tai-khoan/xac-thuc-hai-lop/"

urlpatterns = [
    path("dang-nhap/", open_to_strangers(views.LoginView.as_view()), name="account_login"),
    path("dang-nhap/da-khoa/", open_to_strangers(views.InactiveView.as_view()), name="account_inactive"),
    path("dang-xuat/", on_the_way_in(views.LogoutView.as_view()), name="account_logout"),
    path("xac-thuc/", open_to_strangers(views.SecondStepView.as_view()), name="mfa_authenticate"),
    path("kich-hoat/", open_to_strangers(views.activate), name="activate"),
    path("tai-khoan/", about_oneself(views.own_account), name="own_account"),
    path(
        "tai-khoan/mat-khau/",
        about_oneself(views.PasswordChangeView.as_view()),
        name="account_change_password",
    ),
    path("tai-khoan/phien/", about_oneself(views.end_other_sessions), name="end_other_sessions"),
    path("tai-khoan/ngon-ngu/", about_oneself(views.own_language), name="own_language"),
    path(
        "tai-khoan/xac-nhan/",
        on_the_way_in(views.ConfirmByPasswordView.as_view()),
        name="account_reauthenticate",
    ),
    path(
        "tai-khoan/xac-nhan/ma/", about_oneself(views.ConfirmByCodeView.as_view()), name="mfa_reauthenticate"
    ),
    path(_FACTOR, about_oneself(views.second_factor_section), name="mfa_index"),
    path(
        _FACTOR + "thiet-lap/", on_the_way_in(views.SetUpSecondFactorView.as_view()), name="mfa_activate_totp"
    ),
    path(_FACTOR + "go/", about_oneself(views.RemoveSecondFactorView.as_view()), name="mfa_deactivate_totp"),
    path(
        _FACTOR + "ma-du-phong/",
        about_oneself(views.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        _FACTOR + "ma-du-phong/tao-moi/",
        about_oneself(views.NewRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        _FACTOR + "ma-du-phong/tai-ve/",
        about_oneself(views.DownloadRecoveryCodesView.as_view()),
        name="mfa_download_recovery_codes",
    ),
]
