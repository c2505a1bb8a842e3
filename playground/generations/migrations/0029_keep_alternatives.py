"""Keep what a picture has in place of the alternatives in its prompt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """No earlier prompt had alternatives. The database has the default, so neither rewrites the table."""

    dependencies = [("generations", "0028_index_spending")]

    operations = [
        migrations.AddField(
            "generation",
            "alternative",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
