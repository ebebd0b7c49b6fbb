from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "binhyen.reporting"
    label = "reporting"
