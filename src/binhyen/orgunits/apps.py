from django.apps import AppConfig


class OrgUnitsConfig(AppConfig):
    name = "binhyen.orgunits"
    label = "orgunits"
