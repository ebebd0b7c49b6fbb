from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "binhyen.analytics"
    label = "analytics"
