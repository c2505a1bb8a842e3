"""Rows that the database copies from a query by itself, without a way through this process."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet


def insert_from(model: type[Model], fields: Sequence[str], rows: QuerySet[Any, Any]) -> int:
    """Insert a row for each of the query, which has a condition; return how many. Rows that exist are left alone."""
    # Django's ORM has no INSERT … SELECT. All names come from models, and the values are parameters of the query.
    quote = connection.ops.quote_name
    names = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(quote(names[name]) for name in fields)
    try:
        query, params = rows.query.sql_with_params()
    except EmptyResultSet:
        # Django knows without asking that there is nothing.
        return 0
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {query} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)
