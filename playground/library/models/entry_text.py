"""The full-text index of the entries."""

from django.db import models


class EntryText(models.Model):
    """The words of an entry: a row of SQLite's FTS5, or a `tsvector` of PostgreSQL.

    Only the database writes it, for entries that are not deleted. Its key is the `sort_key` of the entry.
    """

    sort_key = models.BigIntegerField(primary_key=True, db_column="rowid")

    class Meta:
        managed = False
        db_table = "library_text"

    def __str__(self) -> str:
        return f"words of the entry {self.sort_key}"
