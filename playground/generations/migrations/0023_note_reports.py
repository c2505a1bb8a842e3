"""Remember that an API has reported the end of a job."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing was reported before. The column is empty, so neither database rewrites the table."""

    dependencies = [("generations", "0022_keep_remote_job")]

    operations = [
        migrations.AddField("generation", "reported", models.DateTimeField(blank=True, null=True)),
    ]
