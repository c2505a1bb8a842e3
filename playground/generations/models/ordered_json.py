"""A JSON column that keeps the order of names."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class OrderedJSONField(models.JSONField):
    """A JSONField that uses PostgreSQL's `json`, since `jsonb` sorts the names of objects.

    The column cannot be compared, and cannot be used with `distinct`.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return `json` for PostgreSQL, which stores the text; elsewhere Django's type, which is text as well."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ANN401
        """Return text for PostgreSQL, which Django would otherwise send as `jsonb`."""
        if connection.vendor == "postgresql":
            return json.dumps(value, cls=self.encoder)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ANN401
        """Return the value, which PostgreSQL's driver has parsed already."""
        if connection.vendor == "postgresql":
            return value
        return super().from_db_value(value, expression, connection)
