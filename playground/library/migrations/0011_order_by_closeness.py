"""Order the library by how close pictures come to the colours of their prompts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A trigger writes the column, and what is measured already is written as the triggers are installed."""

    dependencies = [("generations", "0027_measure_colours"), ("library", "0010_find_strips")]

    operations = [
        migrations.AddField("entry", "closeness", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddIndex(
            "entry",
            models.Index(
                condition=models.Q(("closeness__gt", 0), ("deleted", None)),
                fields=["owner", "-closeness", "-sort_key"],
                name="entry_closeness",
            ),
        ),
    ]
