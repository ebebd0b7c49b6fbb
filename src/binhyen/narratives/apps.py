from django.apps import AppConfig


class NarrativesConfig(AppConfig):
    name = "binhyen.narratives"
    label = "narratives"
