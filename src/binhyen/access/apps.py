from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "binhyen.access"
    label = "access"

    def ready(self) -> None:
        from binhyen.access.queries import actor_of_account
        from binhyen.machinery import actors

        actors.answer_with(actor_of_account)
