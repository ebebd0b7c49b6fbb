from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "binhyen.worklist"
    label = "worklist"

    def ready(self) -> None:
        from binhyen.worklist import reactions  # noqa: F401 - importing it subscribes
