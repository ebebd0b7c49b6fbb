from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "binhyen.analytics"
    label = "analytics"

    def ready(self) -> None:
        from binhyen.analytics import reactions  # noqa: F401 - importing it subscribes
