from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MachineryConfig(AppConfig):
    name = "binhyen.machinery"
    label = "machinery"

    def ready(self) -> None:
        # After the migrations of all apps, once for each: the guards follow every change of the tables.
        from binhyen.machinery.database.migrating import guards_after_migration

        post_migrate.connect(guards_after_migration, sender=self)
