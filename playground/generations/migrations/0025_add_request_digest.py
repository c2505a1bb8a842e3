"""Find requests that an owner has made already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column is added with a constant default, so neither database rewrites the table."""

    dependencies = [("generations", "0024_add_prices")]

    operations = [
        migrations.AddField(
            "generation", "request_digest", models.CharField(blank=True, db_default="", default="", max_length=32)
        ),
        migrations.AddIndex("generation", models.Index(fields=["owner", "request_digest"], name="generation_request")),
    ]
