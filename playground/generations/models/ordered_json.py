"""JSON that comes back as it was written."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class OrderedJSONField(models.JSONField):
    """A JSONField that keeps the order of names in PostgreSQL too, whose `jsonb` sorts them.

    Such a column can be neither compared nor made distinct.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return PostgreSQL's `json`, which keeps the text; elsewhere the usual type, which is text."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ANN401
        """Return the text for PostgreSQL, which Django would otherwise hand over as `jsonb`."""
        if connection.vendor == "postgresql":
            return json.dumps(value, cls=self.encoder)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ANN401
        """Return the value; the driver has read PostgreSQL's `json` already."""
        if connection.vendor == "postgresql":
            return value
        return super().from_db_value(value, expression, connection)
