"""Let PostgreSQL collect new words, and put those of many rows into the index at once.

Each of a row's 25 words has a place of its own in the index, so that one row alone costs as much as the rest of its
entry. A search reads the list of what is not in its place yet, and with the lowest limit that there is, it has about
100 rows.
"""

from typing import Any

from django.db import migrations


def collect(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX library_text_words SET (fastupdate = on, gin_pending_list_limit = 64)")


def write_at_once(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX library_text_words SET (fastupdate = off)")
        schema_editor.execute("ALTER INDEX library_text_words RESET (gin_pending_list_limit)")
        # What is on the list would stay there.
        schema_editor.execute("SELECT gin_clean_pending_list('library_text_words')")


class Migration(migrations.Migration):
    dependencies = [("library", "0011_order_by_closeness")]

    operations = [migrations.RunPython(collect, write_at_once)]
