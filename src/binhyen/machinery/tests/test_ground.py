"""The ground the other tests stand on."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolbypassrls, rolsuper from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("binhyen_app", False, False)
