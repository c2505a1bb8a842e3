"""One UPDATE for many rows, each with values of its own: compiled once, executed for each row.

Compiling it takes several times as long as executing it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections, models, transaction
from django.db.models import Expression
from django.db.models.sql import UpdateQuery

type Values = Mapping[str, Any]


class Slot(Expression):
    """Stands in the SQL for the value that one field has in each row."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ANN401
        """Return a placeholder. Its parameter is this object, which is replaced for each row."""
        return "%s", (self,)


def update_each(rows: "models.QuerySet[Any]", entries: Sequence[tuple[Any, Values]], **same: Any) -> list[bool]:  # noqa: ANN401
    """Give each row its own values, and `same` to all; return for each whether it is among `rows`, so that it changed.

    An entry is the primary key and the values by field, the same fields in all entries.
    """
    if not entries:
        return []
    model, connection = rows.model, connections[rows.db]
    key = model._meta.pk
    fields = {name: model._meta.get_field(name) for name in entries[0][1]}
    query: Any = rows.filter(pk=Slot(key)).query.chain(UpdateQuery)
    query.add_update_values({name: Slot(field) for name, field in fields.items()} | same)
    sql, params = query.get_compiler(rows.db).as_sql()
    changed: list[bool] = []
    with transaction.mark_for_rollback_on_error(using=rows.db), connection.cursor() as cursor:
        for id_, values in entries:
            own = {field: field.get_db_prep_save(values[name], connection) for name, field in fields.items()}
            own[key] = key.get_db_prep_save(id_, connection)
            cursor.execute(sql, [own[each.output_field] if isinstance(each, Slot) else each for each in params])
            changed.append(cursor.rowcount == 1)
    return changed
