"""Make the template database of a run, as the owner: migrated, guarded, the country loaded."""

import sys

from django.conf import settings


def main(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    import django

    django.setup()
    from binhyen.machinery.database.migrating import migrate

    migrate()


main(*sys.argv[1:])
