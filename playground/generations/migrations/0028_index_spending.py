"""Find what a person spent in a month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Only requests that used a key are in the index."""

    dependencies = [("generations", "0027_measure_colours")]

    operations = [
        migrations.AddIndex(
            "generation",
            models.Index(fields=["owner", "created"], condition=~models.Q(key_source=""), name="generation_owner_paid"),
        ),
    ]
