from django.urls import path

from binhyen.web.access import notices, support, trail, views

__all__ = ["notices", "urlpatterns"]

_ACCOUNTS = "quan-tri/tai-khoan/"

urlpatterns = [
    path(_ACCOUNTS, views.accounts, name="accounts"),
    path(_ACCOUNTS + "danh-sach.csv", views.accounts_csv, name="accounts_csv"),
    path(_ACCOUNTS + "danh-sach.xlsx", views.accounts_excel, name="accounts_excel"),
    path(_ACCOUNTS + "moi/", views.account_create, name="account_create"),
    path(_ACCOUNTS + "nhap/", views.accounts_import, name="accounts_import"),
    path(_ACCOUNTS + "nhap/mau.xlsx", views.accounts_import_template, name="accounts_import_template"),
    path(_ACCOUNTS + "nhap/phieu/", views.accounts_import_slips, name="accounts_import_slips"),
    path(_ACCOUNTS + "<int:pk>/", views.account, name="account"),
    path(_ACCOUNTS + "<int:pk>/phieu/", views.account_slip, name="account_slip"),
    path(_ACCOUNTS + "<int:pk>/phan-cong/", views.account_appoint, name="account_appoint"),
    path(
        _ACCOUNTS + "<int:pk>/phan-cong/<int:appointment_id>/thoi/",
        views.appointment_end,
        name="appointment_end",
    ),
    path(_ACCOUNTS + "<int:pk>/khoa/", views.account_disable, name="account_disable"),
    path(_ACCOUNTS + "<int:pk>/mo-lai/", views.account_enable, name="account_enable"),
    path(_ACCOUNTS + "<int:pk>/cap-lai/", views.account_renew, name="account_renew"),
    path("quan-tri/nhat-ky/", trail.trail, name="trail"),
    path("quan-tri/ho-tro/", support.support_access, name="support_access"),
    path("quan-tri/ho-tro/<int:pk>/ket-thuc/", support.support_access_close, name="support_access_close"),
]
