"""A new SQLite database is made from recorded statements, and is the same as one that all migrations made."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from playground.generations.readiness import known_migrations
from tests.generations.steps import only_sqlite
from tests.homes import Home
from tests.upgrade.record_new_database import OBJECTS

pytestmark = only_sqlite

MAKE = """
import json
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from playground.generations.readiness import known_migrations
from playground.stores.new_database import create_tables, migrate

create_tables(known_migrations() - {("sessions", "0001_initial")})
refused = connection.introspection.table_names()
create_tables(known_migrations())
applied = MigrationRecorder(connection).applied_migrations().keys()
migrate(known_migrations())
print(json.dumps([refused, sorted(applied)]))
"""
LISTS = (
    "SELECT app, name FROM django_migrations",
    "SELECT app_label, model FROM django_content_type",
    "SELECT app_label, model, codename FROM auth_permission JOIN django_content_type AS t ON t.id = content_type_id",
    "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Any]:
    """A home whose database was made from the recorded statements, and what was seen meanwhile."""
    home = Home(tmp_path_factory.mktemp("new"))
    return home, json.loads(home.shell(MAKE)[-1])


@pytest.mark.django_db
def test_it_is_the_database_of_the_migrations(made: tuple[Home, Any]) -> None:
    with closing(sqlite3.connect(made[0].file)) as recorded, connection.cursor() as migrated:
        for query in (OBJECTS, *LISTS):
            wanted = migrated.execute(query.replace("%", "%%")).fetchall()
            assert sorted(recorded.execute(query).fetchall()) == sorted(map(tuple, wanted))


def test_it_needs_few_migrations(made: tuple[Home, Any]) -> None:
    """Else the first start becomes slow again: run `python -m tests.upgrade.record_new_database`."""
    _, (_, applied) = made
    assert len(known_migrations()) - len(applied) <= 20


def test_nothing_is_made_for_a_version_that_lacks_a_recorded_migration(made: tuple[Home, Any]) -> None:
    _, (refused, _) = made
    assert refused == []
