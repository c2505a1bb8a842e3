"""Keep how close a picture comes to the colours of its prompt. Older pictures are measured when their page is opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns are added without reading the rows."""

    dependencies = [("generations", "0026_fill_request_digests")]

    operations = [
        migrations.AddField("picture", "measured", models.JSONField(blank=True, null=True)),
        migrations.AddField("picture", "colour_distance", models.FloatField(blank=True, null=True)),
    ]
