"""Keep what a generation was quoted to cost, and what the API charged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Of older rows neither is known. The columns are empty, so neither database rewrites the table."""

    dependencies = [("generations", "0023_note_reports")]

    operations = [
        migrations.AddField("generation", "quoted", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("generation", "charged", models.BigIntegerField(blank=True, null=True)),
    ]
