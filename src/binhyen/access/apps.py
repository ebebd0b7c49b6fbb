from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "binhyen.access"
    label = "access"

    def ready(self) -> None:
        from binhyen.access import reactions  # noqa: F401 - importing it subscribes
        from binhyen.access.queries import actor_of_account
        from binhyen.access.stakes import AppointmentStake
        from binhyen.machinery import actors
        from binhyen.orgunits.queries import hold_stake

        actors.answer_with(actor_of_account)
        hold_stake(AppointmentStake())
