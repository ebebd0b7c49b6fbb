"""Make the template database of a run, as the owner: migrated, guarded, country and catalogue loaded."""

import sys

from django.conf import settings


def main(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    import django

    django.setup()
    from django.db import connection

    from binhyen.machinery.database.migrating import migrate

    migrate()
    from binhyen.indicators.actions import load_catalogue
    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.orgunits.actions import load_units

    with acting_as(OPERATOR):
        load_units(by=OPERATOR)
        load_catalogue(by=OPERATOR)
    with connection.cursor() as cursor:  # tests count from an empty trail
        cursor.execute("delete from machinery_auditentry")


main(*sys.argv[1:])
