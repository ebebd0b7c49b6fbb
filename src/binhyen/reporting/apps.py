from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "binhyen.reporting"
    label = "reporting"

    def ready(self) -> None:
        from binhyen.orgunits.queries import hold_stake
        from binhyen.reporting import reactions  # noqa: F401 - importing it subscribes
        from binhyen.reporting.stakes import ReportStake

        hold_stake(ReportStake())
