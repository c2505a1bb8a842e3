"""Count the changes of a draft and remember which page made the last one, so that two tabs notice each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Existing drafts begin with the first version."""

    dependencies = [("generations", "0019_describe_shares")]

    operations = [
        migrations.AddField("draft", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField("draft", "writer", models.CharField(db_default="", default="", max_length=40)),
    ]
