"""Tells the database what its tables contain, after much was written at once."""

from django.apps import apps
from django.db import connection


def update_statistics() -> None:
    """Let PostgreSQL plan for the rows that there are; by itself it counts them up to a minute later.

    SQLite plans by the shape of a query alone.
    """
    if connection.vendor != "postgresql":
        return
    # Also tables that Django does not manage, such as the words of the library.
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    tables = sorted(known.intersection(connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")
