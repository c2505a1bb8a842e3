"""Keep what an API said about a job: where its result is named, and where it is cancelled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Jobs that are at work while this runs have nothing more to keep."""

    dependencies = [("generations", "0021_add_lineage")]

    operations = [
        migrations.AddField("generation", "remote_job", models.JSONField(blank=True, null=True)),
    ]
