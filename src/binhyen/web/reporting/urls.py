from django.urls import path

from binhyen.web.reporting import (
    chase,
    compare,
    entry,
    former,
    handed_in,
    own_file,
    report,
    saving,
    taking,
    views,
)

_REPORTS = "bao-cao/"

urlpatterns = [
    path(_REPORTS, views.reports, name="reports"),
    path(_REPORTS + "mo-ky/", views.period_open, name="period_open"),
    path(_REPORTS + "duyet-tat-ca/", views.reports_accept, name="reports_accept"),
    path(_REPORTS + "khoa-ky/", views.period_lock, name="period_lock"),
    path(_REPORTS + "so-excel.zip", views.workbooks_zip, name="workbooks_zip"),
    path(_REPORTS + "nhap-hang-loat/", taking.workbooks_take, name="workbooks_take"),
    path(_REPORTS + "nhap-hang-loat/<uuid:batch>/", taking.workbooks_batch, name="workbooks_batch"),
    path(_REPORTS + "tep/<int:pk>/ban-danh-dau.xlsx", taking.workbook_marked, name="workbook_marked"),
    path(_REPORTS + "nhac/", chase.reports_chase, name="reports_chase"),
    path(_REPORTS + "so-lieu-cu/", former.history, name="history"),
    path(_REPORTS + "so-lieu-cu/moi/", former.history_new, name="history_new"),
    path(_REPORTS + "so-lieu-cu/bang-mau.xlsx", former.history_template_file, name="history_template"),
    path(_REPORTS + "so-lieu-cu/<int:pk>/", former.history_one, name="history_one"),
    path(_REPORTS + "so-lieu-cu/<int:pk>/rut-lai/", former.history_take_back, name="history_take_back"),
    path(_REPORTS + "<int:pk>/", report.report, name="report"),
    path(_REPORTS + "<int:pk>/so-sanh/", compare.report_compare, name="report_compare"),
    path(_REPORTS + "<int:pk>/nop/", report.report_submit, name="report_submit"),
    path(_REPORTS + "<int:pk>/da-nop/", handed_in.report_submitted, name="report_submitted"),
    path(_REPORTS + "<int:pk>/bao-nhanh.docx", handed_in.report_note, name="report_note"),
    path(_REPORTS + "<int:pk>/nhap/", entry.report_entry, name="report_entry"),
    path(_REPORTS + "<int:pk>/luu/", saving.report_save, name="report_save"),
    path(_REPORTS + "<int:pk>/rut-lai/", saving.report_take_back, name="report_take_back"),
    path(_REPORTS + "<int:pk>/duyet/", report.report_accept, name="report_accept"),
    path(_REPORTS + "<int:pk>/tra-lai/", report.report_return, name="report_return"),
    path(_REPORTS + "<int:pk>/dieu-chinh/", report.report_adjust, name="report_adjust"),
    path(_REPORTS + "<int:pk>/gia-han/", report.report_extend, name="report_extend"),
    path(_REPORTS + "<int:pk>/so-excel.xlsx", report.report_workbook, name="report_workbook"),
    path(_REPORTS + "<int:pk>/tep-rieng/", own_file.report_own_file, name="report_own_file"),
    path(
        _REPORTS + "<int:pk>/tep-rieng/<int:matching_id>/",
        own_file.report_own_file_matching,
        name="report_own_file_matching",
    ),
    path(_REPORTS + "<int:pk>/tep/<int:file_id>/", report.report_file, name="report_file"),
]
