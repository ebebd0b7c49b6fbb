from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "binhyen.access"
    label = "access"
