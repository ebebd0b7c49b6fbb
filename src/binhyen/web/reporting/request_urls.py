from django.urls import path

from binhyen.web.reporting import campaigns, requests

_REQUESTS, _CAMPAIGNS = "bao-cao/yeu-cau/", "bao-cao/dot/"

urlpatterns = [
    path(_REQUESTS, requests.requests, name="requests"),
    path(_REQUESTS + "moi/", requests.request_ask, name="request_ask"),
    path(_REQUESTS + "<int:pk>/", requests.request_page, name="request"),
    path(_REQUESTS + "<int:pk>/tra-loi.csv", requests.request_csv, name="request_csv"),
    path(_REQUESTS + "<int:pk>/tra-loi.xlsx", requests.request_excel, name="request_excel"),
    path(_REQUESTS + "<int:pk>/them-don-vi/", requests.request_more, name="request_more"),
    path(_REQUESTS + "<int:pk>/gia-han/", requests.request_extend, name="request_extend"),
    path(_REQUESTS + "<int:pk>/rut/", requests.request_withdraw, name="request_withdraw"),
    path(_REQUESTS + "<int:pk>/hoan-tac/", requests.request_ask_again, name="request_ask_again"),
    path(_REQUESTS + "<int:pk>/dot/", requests.request_gather, name="request_gather"),
    path(_REQUESTS + "<int:pk>/duyet/", requests.request_accept, name="request_accept"),
    path(_CAMPAIGNS, campaigns.campaigns, name="campaigns"),
    path(_CAMPAIGNS + "moi/", campaigns.campaign_open, name="campaign_open"),
    path(_CAMPAIGNS + "<int:pk>/", campaigns.campaign, name="campaign"),
]
