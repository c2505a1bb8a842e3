"""Keep the pattern by which a person names downloaded files."""

from django.db import migrations, models

ADD = "ALTER TABLE accounts_owner ADD COLUMN file_pattern varchar(120) DEFAULT '' NOT NULL"
REMOVE = "ALTER TABLE accounts_owner DROP COLUMN file_pattern"


class Migration(migrations.Migration):
    """Without a pattern, files have the names that they had."""

    dependencies = [("accounts", "0009_add_known_networks")]

    operations = [
        # Django would copy the whole table on SQLite to add a column with a default.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(ADD, REMOVE)],
            [
                migrations.AddField(
                    "owner", "file_pattern", models.CharField(blank=True, db_default="", default="", max_length=120)
                )
            ],
        ),
    ]
