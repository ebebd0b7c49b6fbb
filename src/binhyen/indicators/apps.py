from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "binhyen.indicators"
    label = "indicators"
