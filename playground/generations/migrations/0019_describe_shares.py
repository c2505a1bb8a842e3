"""Give share links a title, and the choice to show nothing but the picture."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add two columns. They have defaults in the database, so that older code can still insert rows."""

    dependencies = [("generations", "0018_rename_beat_to_heartbeat")]

    operations = [
        migrations.AddField(
            model_name="share",
            name="picture_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="share",
            name="title",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
