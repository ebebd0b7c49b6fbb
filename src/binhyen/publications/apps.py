from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "binhyen.publications"
    label = "publications"
